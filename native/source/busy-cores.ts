import { cpus } from 'node:os'

/** Processor time so far. */
export interface LoadReading {
  /** Milliseconds that all cores together were not idle since the system's start. */
  readonly busy: number
  /** Milliseconds of processor time of this process. */
  readonly ofProcess: number
  readonly at: number
}

function readLoad(): LoadReading {
  const busy = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0)
  const { user, system } = process.cpuUsage()
  return { busy, ofProcess: (user + system) / 1000, at: performance.now() }
}

/** Starts to watch; the answer tells how many cores, to the nearest whole one, other processes have kept busy since. */
export function watchBusyCores(read: () => LoadReading = readLoad): () => number {
  const before = read()
  return () => {
    const after = read()
    const foreign = after.busy - before.busy - (after.ofProcess - before.ofProcess)
    return Math.max(0, Math.round(foreign / Math.max(1, after.at - before.at)))
  }
}
