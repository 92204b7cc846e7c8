/**
 * A task that runs at most once per interval: at once when the last run is long ago, else at the interval's end. What
 * was requested keeps the process alive until then: the end of a job may be the last that happens in it, and whoever
 * follows the job waits for that news.
 */
export interface Throttled {
  request(): void
  /** Runs what was requested now. */
  flush(): void
  /** Drops what was requested. */
  stop(): void
}

export function throttled(milliseconds: number, task: () => void): Throttled {
  let last = -Infinity
  let timer: NodeJS.Timeout | undefined
  const run = (): void => {
    clearTimeout(timer)
    timer = undefined
    last = performance.now()
    task()
  }
  return {
    request() {
      if (timer !== undefined) return
      const wait = last + milliseconds - performance.now()
      if (wait <= 0) run()
      else timer = setTimeout(run, wait)
    },
    flush() {
      if (timer !== undefined) run()
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
