import { createHash } from 'node:crypto'
import type { OperationOptions } from '../handlers/operation-of.ts'
import { SharedWork } from '../shared-work.ts'
import { keepRecent } from './recent.ts'

const mostAnswers = 4

/** Differs where data do; functions, which read what lies under the ids in the data, are no part of it. */
export function keyOf(data: unknown): string {
  return createHash('sha256').update(JSON.stringify(data)).digest('base64')
}

interface KeptWork {
  readonly work: SharedWork<unknown>
  /** What was told last of the progress, beside numbers. */
  readonly step: { item: string; unit: string | undefined }
}

/**
 * Answers of analyses that are asked for again and again, as by each view that shows one, by all that they follow from.
 * Two callers that ask for the same at once share the work.
 */
export class KeptAnswers {
  private readonly kept = new Map<string, KeptWork>()

  /**
   * The answer that is kept under a key, else computed. Throws what the computation throws, and the signal's reason
   * after an abort.
   *
   * @param key differs where anything does that the answer follows from
   */
  async answer(
    key: string,
    compute: (options: OperationOptions) => Promise<unknown>,
    { signal, onProgress }: OperationOptions,
  ): Promise<unknown> {
    const known = this.kept.get(key)
    const shared = known === undefined || known.work.isStopped ? begun(compute) : known
    keepRecent(this.kept, key, shared, mostAnswers)
    const { work, step } = shared
    const told =
      onProgress === undefined
        ? undefined
        : (done: number, total: number): void => onProgress(step.item, done, total, step.unit)
    return work.join(signal, told).catch((error: unknown) => {
      if (this.kept.get(key) === shared && (work.isStopped || signal?.aborted !== true)) this.kept.delete(key)
      throw error
    })
  }

  /** Forgets all answers; those that are being computed are waited for by who asked for them. */
  clear(): void {
    this.kept.clear()
  }
}

function begun(compute: (options: OperationOptions) => Promise<unknown>): KeptWork {
  const step: KeptWork['step'] = { item: '', unit: undefined }
  const work = new SharedWork((stop, tell) =>
    compute({
      signal: stop,
      onProgress: (item, done, total, unit) => {
        Object.assign(step, { item, unit })
        tell(done, total)
      },
    }),
  )
  return { work, step }
}
