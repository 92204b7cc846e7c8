/** A prediction published by Snell, Wallace, Klein and Levine (arXiv 2411.16035), in nats a token of C4. */
export interface PublishedEmergence {
  readonly task: string
  /** Most likely few-shot emergence. */
  readonly predicted: number
  /** Few-shot emergence of stronger checkpoints. */
  readonly observed: number
  /** How far ahead the task was predicted, as a multiple of the compute of the strongest checkpoint fitted. */
  readonly horizon?: string
}

/** The published results, to set beside a forecast; 5 to 95% intervals missed 2 of the 6. */
export const publishedEmergence: readonly PublishedEmergence[] = [
  { task: 'GSM8K', predicted: 2.006, observed: 1.984, horizon: '4-5x' },
  { task: 'MMLU', predicted: 1.855, observed: 1.814, horizon: '4x' },
  { task: 'CommonsenseQA', predicted: 1.83, observed: 1.827, horizon: '2x' },
  { task: 'CoLA', predicted: 1.769, observed: 1.833, horizon: '2x' },
  { task: 'MMLU, C4 V1', predicted: 2.254, observed: 2.226 },
  { task: 'MMLU, C4 V2', predicted: 2.311, observed: 2.318 },
]
