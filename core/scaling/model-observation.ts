/** What is known of a model before a downstream score is predicted. Null, or undefined among metrics: not known. */
export interface ModelObservation {
  /** Names the model in its table, where others may have the same name. */
  readonly id: string
  readonly model: string
  readonly family: string
  /** Parameters in units of 1e9. */
  readonly size: number | null
  /** Tokens of pretraining in units of 1e12. */
  readonly tokens: number | null
  /** Compute of pretraining in units of 1e21 floating-point operations. */
  readonly flops: number | null
  /** One value per benchmark metric, in the order of the metrics' names. */
  readonly metrics: readonly (number | undefined)[]
}
