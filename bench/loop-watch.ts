import { setTimeout as delay } from 'node:timers/promises'

/** Watches how long the event loop goes without a turn. */
export class LoopWatch {
  private last = performance.now()
  private longest = 0
  private timer = setTimeout(() => this.tick(), 1)

  /** Milliseconds of the longest stretch. Ends the watch. */
  async end(): Promise<number> {
    await delay(5)
    clearTimeout(this.timer)
    return this.longest
  }

  private tick(): void {
    const now = performance.now()
    this.longest = Math.max(this.longest, now - this.last)
    this.last = now
    this.timer = setTimeout(() => this.tick(), 1)
  }
}
