/** Longest stretch of work without a turn of the event loop, in milliseconds. */
const turnMilliseconds = 20

/**
 * A function to await between the steps of long work: it lets the event loop take a turn when the last one is long ago, so that
 * no other call is held up, and throws the signal's reason after an abort.
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
