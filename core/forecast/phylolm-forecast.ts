import { normalDeviates } from '../random/normal-deviate.ts'
import type { SeededGenerator } from '../random/seeded-generator.ts'
import { componentsOf, fastIca } from './fast-ica.ts'

export interface PhylolmSettings {
  /** Independent components; at most the training models less one. */
  readonly components: number
  readonly epochs: number
  readonly learningRate: number
  readonly weightDecay: number
}

export const publishedPhylolmSettings: PhylolmSettings = {
  components: 15,
  epochs: 1000,
  learningRate: 1e-3,
  weightDecay: 0.01,
}

/**
 * Scores forecast as PhyloLM publishes it (arXiv 2404.04671): a model's features are -ln(S + 1e-10) to every training
 * model; independent components of the training models' features; one linear layer and a sigmoid, trained on squared
 * errors by Adam (Kingma & Ba 2015) over all training models at once, with weight decay added to the gradient. The
 * authors leave the seed open; here it is given.
 *
 * @param similarity models x models, 0 to 1
 * @param training indices of at least 3 models
 * @param scores of the training models, 0 to 1
 * @param asked indices of the models whose scores are forecast
 */
export function phylolmForecast(
  similarity: readonly (readonly number[])[],
  training: readonly number[],
  scores: readonly number[],
  asked: readonly number[],
  settings: PhylolmSettings,
  generator: SeededGenerator,
): number[] {
  const features = (model: number): number[] =>
    training.map((trained) => -Math.log(similarity[model]![trained]! + 1e-10))
  const normal = normalDeviates(generator)
  const rows = training.map(features)
  const analysis = fastIca(rows, {
    components: Math.min(settings.components, training.length - 1),
    start: (size) => Array.from({ length: size }, () => Array.from({ length: size }, normal)),
  })
  const layer = trainedLayer(
    rows.map((row) => componentsOf(analysis, row)),
    scores,
    settings,
    generator,
  )
  return asked.map((model) => outputOf(layer, componentsOf(analysis, features(model))))
}

/** Weights of a linear layer, the bias last. */
type Layer = Float64Array

function outputOf(layer: Layer, inputs: readonly number[]): number {
  let level = layer[inputs.length]!
  for (let k = 0; k < inputs.length; k++) level += layer[k]! * inputs[k]!
  return 1 / (1 + Math.exp(-level))
}

/** Adam's own constants, which the paper leaves at their defaults. */
const momentum = 0.9
const squareMomentum = 0.999
const smallest = 1e-8

function trainedLayer(
  inputs: readonly (readonly number[])[],
  scores: readonly number[],
  settings: PhylolmSettings,
  generator: SeededGenerator,
): Layer {
  const width = inputs[0]!.length
  const reach = 1 / Math.sqrt(width)
  const layer = Float64Array.from({ length: width + 1 }, () => reach * (2 * generator.real() - 1))
  const first = new Float64Array(width + 1)
  const second = new Float64Array(width + 1)
  const gradient = new Float64Array(width + 1)
  for (let epoch = 1; epoch <= settings.epochs; epoch++) {
    layer.forEach((weight, k) => (gradient[k] = settings.weightDecay * weight))
    inputs.forEach((row, i) => {
      const output = outputOf(layer, row)
      const slope = (2 / inputs.length) * (output - scores[i]!) * output * (1 - output)
      for (let k = 0; k < width; k++) gradient[k]! += slope * row[k]!
      gradient[width]! += slope
    })
    for (let k = 0; k <= width; k++) {
      first[k] = momentum * first[k]! + (1 - momentum) * gradient[k]!
      second[k] = squareMomentum * second[k]! + (1 - squareMomentum) * gradient[k]! ** 2
      const mean = first[k]! / (1 - momentum ** epoch)
      const square = second[k]! / (1 - squareMomentum ** epoch)
      layer[k]! -= (settings.learningRate * mean) / (Math.sqrt(square) + smallest)
    }
  }
  return layer
}
