/**
 * Waits until a number in shared memory is not `expected` any more, for `patience` milliseconds at most.
 *
 * The thread sleeps where it may. Who makes a thread's isolate says so (V8's `allow_atomics_wait`): Node allows it in
 * its main thread and in worker threads, and so do Electron's utility processes, whose isolate has the default
 * parameters of Chromium's gin (measured in Electron 22: both threads sleep); only a page's main thread may not. A
 * thread that may not looks again and again instead, which takes a core for as long as it waits and changes no result.
 */
export function waitForChange(
  numbers: Int32Array,
  at: number,
  expected: number,
  patience: number,
): 'changed' | 'timed-out' {
  try {
    return Atomics.wait(numbers, at, expected, patience) === 'timed-out' ? 'timed-out' : 'changed'
  } catch (error) {
    // What V8 throws for a thread that may not sleep, and for memory that is not shared.
    if (!(error instanceof TypeError) || !(numbers.buffer instanceof SharedArrayBuffer)) throw error
  }
  const until = performance.now() + patience
  while (Atomics.load(numbers, at) === expected) if (performance.now() >= until) return 'timed-out'
  return 'changed'
}
