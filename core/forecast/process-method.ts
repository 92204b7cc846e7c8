import type { ForecastMethod } from './forecast-method.ts'
import { fitGaussianProcess, processForecast } from './gaussian-process.ts'

/** Fewest scores that length and noise are fitted to. */
const fewest = 4

/**
 * Forecasts by a Gaussian process fitted to the training models.
 *
 * @param deviationOf standard deviation of a measurement of this model's score that is forecast as this: what lies
 *   between the items of a benchmark no process knows of
 * @param squares squared distances, models x models, as `fitGaussianProcess` wants them
 */
export function processMethod(
  scores: readonly (number | null)[],
  squares: readonly (readonly number[])[],
  deviationOf: (model: number, score: number) => number,
): ForecastMethod {
  return (training, asked) => {
    if (training.length < fewest) return undefined
    const process = fitGaussianProcess(
      training.map((model) => training.map((trained) => squares[model]![trained]!)),
      training.map((model) => scores[model]!),
    )
    return asked.map((model) => {
      const { score, deviation, weights } = processForecast(
        process,
        training.map((trained) => squares[model]![trained]!),
      )
      return { score, spread: Math.hypot(deviation, deviationOf(model, score)), weights }
    })
  }
}
