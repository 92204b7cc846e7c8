import type { Api, CallInput, CallName, CallOutput } from '../../engine/api/contract.ts'
import { endOfCall, failureOfCall, isTold } from './call-words.ts'
import { roundedShare, toldFrom, type WorkNews } from './work-news.ts'

/** Calls that have run for less, in milliseconds, have no progress on the icon: most end at once. */
const shownFrom = 2_000

interface RunningCall {
  readonly operation: unknown
  readonly began: number
  /** Of what its events tell; null before the first. */
  share: number | null
}

/**
 * Follows the calls that are made through the Api returned, of the kinds that may take long. Progress is that of the
 * call that has run longest, by the events of its operation.
 */
export function watchCalls(
  api: Api,
  tell: (news: WorkNews) => void,
  now: () => number = () => performance.now(),
): { readonly api: Api; end(): void } {
  const running = new Set<RunningCall>()

  const progress = (): number | null => {
    const time = now()
    const shown = [...running].find(({ share, began }) => share !== null && time - began >= shownFrom)
    return shown?.share ?? null
  }

  async function call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    if (!isTold(name, input)) return await api.call(name, input)
    const { operation } = input as { readonly operation?: unknown }
    const entry: RunningCall = { operation, began: now(), share: null }
    running.add(entry)
    const ends = (ended: () => WorkNews['ended']): void => {
      running.delete(entry)
      tell({ progress: progress(), ended: now() - entry.began >= toldFrom ? ended() : null })
    }
    try {
      const output = await api.call(name, input)
      ends(() => endOfCall(name, output))
      return output
    } catch (error) {
      ends(() => failureOfCall(name, error))
      throw error
    }
  }

  const end = api.on('operation', ({ operation, done, total }) => {
    for (const entry of running) if (entry.operation === operation) entry.share = roundedShare(done, total)
    tell({ progress: progress(), ended: null })
  })
  return { api: { call, on: (name, listener) => api.on(name, listener) }, end }
}
