import { fitLine } from '../statistics/line-fit.ts'
import type { ForecastMethod } from './forecast-method.ts'

/** Every forecast is the mean of the training scores. */
export function meanMethod(scores: readonly (number | null)[]): ForecastMethod {
  return (training, asked) => {
    if (training.length === 0) return undefined
    const weights = training.map(() => 1 / training.length)
    return asked.map(() => ({ score: weightedSum(scores, training, weights), spread: 1, weights }))
  }
}

/** The mean of the training scores of the model's own family; nothing where it has none there. */
export function familyMeanMethod(scores: readonly (number | null)[], families: readonly string[]): ForecastMethod {
  return (training, asked) =>
    asked.map((model) => {
      const relatives = training.filter((trained) => families[trained] === families[model]).length
      if (relatives === 0) return undefined
      const weights = training.map((trained) => (families[trained] === families[model] ? 1 / relatives : 0))
      return { score: weightedSum(scores, training, weights), spread: 1, weights }
    })
}

/** The score of the nearest training model; the mean of those that are equally near. */
export function nearestMethod(
  scores: readonly (number | null)[],
  distances: readonly (readonly number[])[],
): ForecastMethod {
  return (training, asked) => {
    if (training.length === 0) return undefined
    return asked.map((model) => {
      const least = training.reduce((nearest, trained) => Math.min(nearest, distances[model]![trained]!), Infinity)
      const ties = training.filter((trained) => distances[model]![trained]! === least).length
      const weights = training.map((trained) => (distances[model]![trained]! === least ? 1 / ties : 0))
      return { score: weightedSum(scores, training, weights), spread: 1, weights }
    })
  }
}

/**
 * The line through the training scores over one property of the models, such as the logarithm of their size; nothing
 * where the property is unknown.
 */
export function lineMethod(scores: readonly (number | null)[], property: readonly (number | null)[]): ForecastMethod {
  return (training, asked) => {
    const points = training.flatMap((model): (readonly [number, number])[] => {
      const x = property[model]
      return x === null || x === undefined ? [] : [[x, scores[model]!]]
    })
    const line = fitLine(points)
    if (line === undefined) return undefined
    return asked.map((model) => {
      const x = property[model]
      return x === null || x === undefined ? undefined : { score: line.intercept + line.slope * x, spread: 1 }
    })
  }
}

function weightedSum(
  scores: readonly (number | null)[],
  training: readonly number[],
  weights: readonly number[],
): number {
  return training.reduce((sum, model, i) => sum + weights[i]! * scores[model]!, 0)
}
