/** Longest stretch of work without a turn of the event loop, in milliseconds. */
const turnMilliseconds = 20

/**
 * A function to await between the steps of long work: it lets the event loop take a turn when the last one is long ago,
 * so that no other call is held up, and throws the signal's reason after an abort.
 */
export function givingTurns(signal?: AbortSignal): () => Promise<void> {
  let last = performance.now()
  return async () => {
    if (performance.now() - last < turnMilliseconds) return
    await new Promise((resolve) => setImmediate(resolve))
    signal?.throwIfAborted()
    last = performance.now()
  }
}

/**
 * The result of work that others may be waiting for too, unless the signal is given first: then its reason is thrown,
 * and the work goes on for the others.
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work
  work.catch(() => undefined)
  signal.throwIfAborted()
  let leave = (): void => undefined
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason as Error)
    signal.addEventListener('abort', leave, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
