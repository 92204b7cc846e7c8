/** Pretraining losses in nats that a law can be computed with. */
const lossRange = { least: 1e-9, most: 1e6 } as const

/** What is expected in the place of a loss; undefined where it can be computed with. */
export function expectedLoss(loss: number): string | undefined {
  if (!(loss > 0)) return 'a loss above 0'
  return loss >= lossRange.least && loss <= lossRange.most
    ? undefined
    : `a loss from ${lossRange.least} to ${lossRange.most} nats`
}

/** Most examples of a row: more than any training set has. */
const mostExamples = 1e15

/** What is expected in the place of a number of examples; undefined where it can be computed with. */
export function expectedExamples(examples: number): string | undefined {
  return examples === 0 || (examples >= 1 && examples <= mostExamples)
    ? undefined
    : `a number of examples, 0 or 1 to ${mostExamples},`
}

/** One score of one pretraining checkpoint after finetuning on some examples of the task. */
export interface CheckpointScore {
  readonly checkpoint: string
  /** Pretraining loss before finetuning, in nats (a token, a character or a byte, the same for all). */
  readonly loss: number
  /** Examples finetuned on; 0 where the checkpoint was not finetuned, so that the score is the few-shot one. */
  readonly examples: number
  readonly score: number
  /** Training compute in FLOPs, where known. */
  readonly flops?: number
}

/**
 * The rows a law is fitted to: finetuned ones, and where asked only of checkpoints whose loss is at least `leastLoss`.
 */
export function finetunedRows(
  rows: readonly CheckpointScore[],
  leastLoss = Number.NEGATIVE_INFINITY,
): CheckpointScore[] {
  return rows.filter(({ examples, loss }) => examples > 0 && loss >= leastLoss)
}

/** The rows of checkpoints as they were, whose scores show where the task truly emerges few-shot. */
export function fewShotRows(rows: readonly CheckpointScore[]): CheckpointScore[] {
  return rows.filter(({ examples }) => examples === 0)
}

/** The rows by amount of finetuning data, from few examples to many. */
export function byExamples(
  rows: readonly CheckpointScore[],
): { readonly examples: number; readonly rows: readonly CheckpointScore[] }[] {
  const groups = new Map<number, CheckpointScore[]>()
  for (const row of rows) {
    const group = groups.get(row.examples)
    if (group === undefined) groups.set(row.examples, [row])
    else group.push(row)
  }
  return [...groups]
    .sort(([left], [right]) => left - right)
    .map(([examples, group]) => ({
      examples,
      rows: group.sort((left, right) => left.loss - right.loss || left.score - right.score),
    }))
}
