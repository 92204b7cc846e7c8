/** One answer to choose among, and the text whose log-likelihood decides. */
export interface Choice {
  /** What the model reads first; few-shot examples included. */
  readonly context: string
  /** What is scored given the context: the target delimiter (mostly one space) and the choice. */
  readonly continuation: string
  /** The choice without the delimiter; `acc_norm` counts its code points, `acc_bytes` its UTF-8 bytes. */
  readonly text: string
}

/** A benchmark's question as a model is asked it. */
export interface BenchmarkItem {
  /** Place among the records of its file, from 0; records that only serve as examples leave gaps. */
  readonly index: number
  /** At least 2. */
  readonly choices: readonly Choice[]
  /** Places of the right choices, ascending: one, or several where the task allows it (TruthfulQA mc2). */
  readonly gold: readonly number[]
  /** Subject, where the task reports a mean over groups (MMLU). */
  readonly group?: string
}
