/** What is known about the pace of a job, in pieces of work (genes, items); times in milliseconds. */
export interface Pace {
  /** Pieces still to do. */
  readonly left: number
  /** Pieces done in this sitting, and the time from its first block to the last piece that landed. */
  readonly done: number
  readonly taken: number
  /** Time since that piece landed. */
  readonly since: number
  /** Milliseconds a piece took in earlier sittings, or null. */
  readonly earlier: number | null
  /** Bytes of the model: the best guide to the time a piece takes before any has been done. */
  readonly size: number
}

/** Pieces that tell a pace: the first of a burst has taken the time of all of them. */
const leastDone = 2

/** Milliseconds per piece; that of earlier sittings where too few have been done, null where there were none. */
export function perPiece(pace: Pace): number | null {
  return pace.done >= leastDone ? pace.taken / pace.done : pace.earlier
}

/**
 * Estimated milliseconds left of each job. Pieces land in bursts, so the pace is taken at the last landing and the time since then
 * is subtracted. A job without a pace of its own takes that of the latest job that has one, scaled by the size of the models.
 */
export function timeLeft(paces: readonly Pace[], latest: { readonly perPiece: number; readonly size: number } | null): (number | null)[] {
  return paces.map((pace) => {
    if (pace.left === 0) return 0
    const own = perPiece(pace)
    if (own !== null) return Math.max(own * pace.left - (pace.done > 0 ? pace.since : 0), own)
    return latest === null ? null : (latest.perPiece * pace.left * pace.size) / latest.size
  })
}
