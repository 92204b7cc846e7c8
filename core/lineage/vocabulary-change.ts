import { mean } from '../statistics/moments.ts'
import { median } from '../statistics/median.ts'
import type { ModelChange, TensorChange } from './compare-sketches.ts'
import { expectedNoise, isRatioOfNoise, type NoiseFit, roundedNoise } from './quantization-noise.ts'
import type { TensorSketch } from './tensor-sketch.ts'

/**
 * What two models with the same layers are to each other by their vocabulary tensors, embeddings and output.
 *
 * - `same`: the same but for rounding
 * - `quantization`: the same within the noise of the types
 * - `vocabulary`: of other tokens
 * - `related`: trained, or stored in a way that tells nothing
 */
export interface VocabularyChange {
  readonly kind: 'same' | 'quantization' | 'vocabulary' | 'related'
  /** Of a quantization, the model of less noise; else null. */
  readonly source: 'left' | 'right' | null
  /** Of a quantization, over the vocabulary tensors that differ; else null. */
  readonly noise: NoiseFit | null
}

/** Relative distance of what is the same but for rounding: BF16 moves weights by 1.7e-3. */
const mostRoundingDistance = 2e-3

export function vocabularyChange({ tensors }: ModelChange): VocabularyChange {
  const vocabulary = tensors.filter(({ kind }) => kind === 'vocabulary')
  const ofKind = (kind: VocabularyChange['kind']): VocabularyChange => ({ kind, source: null, noise: null })
  if (vocabulary.some(({ sampledRows, change }) => sampledRows !== null || change === null)) return ofKind('vocabulary')
  const changed = vocabulary.filter(({ change }) => change!.relativeDistance > mostRoundingDistance)
  if (changed.length === 0) return ofKind('same')
  const ratios = changed.map(noiseRatio)
  if (!ratios.every(isRatioOfNoise)) return ofKind('related')
  const isNoisier = (side: 'left' | 'right'): boolean =>
    changed.every(({ leftType, rightType }) =>
      side === 'left'
        ? roundedNoise(leftType) > roundedNoise(rightType)
        : roundedNoise(rightType) > roundedNoise(leftType),
    )
  // Where each model has the noisier type of some tensor, both were made of a third one.
  const source = isNoisier('right') ? 'left' : isNoisier('left') ? 'right' : null
  if (source === null) return ofKind('related')
  return { kind: 'quantization', source, noise: { fits: true, ratio: median(ratios), tensors: changed.length } }
}

/** Squared distance over that expected of the types; infinite where these explain none, or are not known. */
function noiseRatio({ leftType, rightType, change }: TensorChange): number {
  return change!.relativeDistance ** 2 / (expectedNoise(leftType, rightType) ?? 0)
}

/** Mean relative distance of the vocabulary tensors of several comparisons that can be compared; 0 where none can. */
export function meanVocabularyDistance(changes: readonly ModelChange[]): number {
  const distances = changes.flatMap(({ tensors }) =>
    tensors.flatMap(({ kind, change }) => (kind === 'vocabulary' && change !== null ? [change.relativeDistance] : [])),
  )
  return distances.length === 0 ? 0 : mean(distances)
}

/** Mean noise of the types of a model's vocabulary tensors, each counted by its weights; unknown types as none. */
export function vocabularyNoise(sketches: readonly TensorSketch[]): number {
  const vocabulary = sketches.filter(({ rows }) => rows !== null)
  const weights = vocabulary.reduce((sum, { elements }) => sum + elements, 0)
  return vocabulary.reduce((sum, { elements, type }) => sum + (elements / weights) * roundedNoise(type), 0)
}
