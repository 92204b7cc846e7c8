/** What main shows of the engine's work while no page may be looking. */
export interface WorkNews {
  /** Share of the work that is done; null while none runs that takes long. */
  readonly progress: number | null
  /** What has just ended, in words; null where nothing has, or it took too little time to be told of. */
  readonly ended: EndedWork | null
}

export interface EndedWork {
  readonly title: string
  readonly body: string
}

/** Work that took less, in milliseconds, is not told of: whoever started it is still there. */
export const toldFrom = 20_000

/** The share that is done, to a hundredth, so that not every step is told of. */
export function roundedShare(done: number, total: number): number {
  return total === 0 ? 0 : Math.min(1, Math.round((100 * done) / total) / 100)
}
