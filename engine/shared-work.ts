import { unlessAborted } from './turns.ts'

/** Tells how far work is. */
type Progress = (done: number, total: number) => void

/**
 * Work that several callers wait for. Each hears of its progress and may leave; when all that waited have left, the
 * work itself is stopped.
 */
export class SharedWork<T> {
  private readonly abort = new AbortController()
  private readonly result: Promise<T>
  private readonly listeners = new Set<Progress>()
  private waiting = 0
  private hasEnded = false
  private latest: readonly [number, number] | undefined

  constructor(task: (signal: AbortSignal, onProgress: Progress) => Promise<T>) {
    this.result = task(this.abort.signal, (done, total) => {
      this.latest = [done, total]
      for (const listener of this.listeners) listener(done, total)
    })
    // Those who wait are told of a failure; where all have left there is nobody to tell.
    this.result.then(
      () => (this.hasEnded = true),
      () => (this.hasEnded = true),
    )
  }

  /** True once everybody has left before the end: there will be no result. */
  get isStopped(): boolean {
    return this.abort.signal.aborted
  }

  /** The result, or the signal's reason where that is given first. */
  async join(signal?: AbortSignal, onProgress?: Progress): Promise<T> {
    this.waiting += 1
    if (onProgress !== undefined) {
      this.listeners.add(onProgress)
      if (this.latest !== undefined) onProgress(...this.latest)
    }
    try {
      return await unlessAborted(this.result, signal)
    } finally {
      this.waiting -= 1
      if (onProgress !== undefined) this.listeners.delete(onProgress)
      if (this.waiting === 0 && !this.hasEnded && signal?.aborted === true) this.abort.abort(signal.reason)
    }
  }
}
