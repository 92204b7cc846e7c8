/** What a method says of one model's score. */
export interface ScoreForecast {
  readonly score: number
  /**
   * How uncertain the method holds itself to be, relative to its other forecasts: intervals are as wide as errors were
   * in units of this. 1 throughout where a method does not know.
   */
  readonly spread: number
  /**
   * How much each training model's score counts, in their order; absent where the forecast is no weighted sum of
   * scores.
   */
  readonly weights?: readonly number[]
}

/**
 * Forecasts the scores of the models asked about from those of the training models; both are lists of indices.
 * Undefined where the training models are too few or too much alike to say anything; a model's own forecast is
 * undefined where nothing is known of it.
 */
export type ForecastMethod = (
  training: readonly number[],
  asked: readonly number[],
) => readonly (ScoreForecast | undefined)[] | undefined
