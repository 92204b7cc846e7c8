/** What is known of a model before a downstream score is predicted. Undefined: not known. */
export interface ModelObservation {
  readonly model: string
  readonly family: string
  /** Parameters in units of 1e9. */
  readonly size: number | undefined
  /** Tokens of pretraining in units of 1e12. */
  readonly tokens: number | undefined
  /** Compute of pretraining in units of 1e21 floating-point operations. */
  readonly flops: number | undefined
  /** One value per benchmark metric, in the order of the metrics' names. */
  readonly metrics: readonly (number | undefined)[]
}
