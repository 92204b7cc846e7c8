/**
 * What is known of the pace of a job, in pieces of work (genes, items) that are evaluated in blocks; times in
 * milliseconds.
 */
export interface Pace {
  /** Pieces still to do, with those in flight. */
  readonly left: number
  /** Pieces evaluated in the whole blocks of this sitting, and the time these took. */
  readonly whole: { readonly pieces: number; readonly taken: number }
  readonly block: PaceOfBlock | null
  /** Milliseconds a piece took in earlier sittings, or null. */
  readonly earlier: number | null
  /** Milliseconds a piece was estimated to take before the job was begun, or null. */
  readonly expected: number | null
  /** Bytes of the model: the best guide to the time a piece takes before any has been done. */
  readonly size: number
}

/** Pieces for which what was expected of a job counts beside what it takes. */
const expectedPieces = 16

/** The pace of one job, by which that of others is guessed. */
export interface KnownPace {
  /** Milliseconds. */
  readonly perPiece: number
  /** Bytes of its model. */
  readonly size: number
  /** What had been expected in its place, or null. */
  readonly expected: number | null
}

/** The block that is being worked on. */
export interface PaceOfBlock {
  /**
   * Pieces evaluated, and how many of them are to be stored: a block that was half done is evaluated again as a whole.
   */
  readonly evaluated: number
  readonly wanted: number
  /** Pieces of it that have been stored, and the time from its begin to the last of them. */
  readonly landed: number
  readonly taken: number
  /** Time since its begin. */
  readonly since: number
}

/**
 * Milliseconds per piece. The pieces of a block may all land at its end, the first of them having taken the time of
 * all; so the whole blocks of this sitting tell it, else earlier sittings, else a first block of which half has landed
 * (at most twice too slow), else nothing.
 */
export function perPiece({ whole, block, earlier }: Pace): number | null {
  if (whole.pieces > 0) return whole.taken / whole.pieces
  if (earlier !== null) return earlier
  if (block === null || block.landed < 2 || 2 * block.landed < block.wanted) return null
  return (block.taken * block.wanted) / (block.landed * block.evaluated)
}

/**
 * Milliseconds per piece with what was expected: that counts as much as `expectedPieces` pieces that were evaluated, so
 * that one block with hard texts does not throw the estimate about.
 */
function withExpected(pace: Pace, latest: KnownPace | null): number | null {
  const seen = perPiece(pace)
  const { expected } = pace
  // What others took counts until there is a pace, and no more: the latest job may be this one.
  if (seen === null) return expectedNow(pace, latest)
  if (expected === null) return seen
  const pieces = pace.whole.pieces > 0 || pace.earlier !== null ? Math.max(pace.whole.pieces, 32) : pace.block!.landed
  return (expected * expectedPieces + seen * pieces) / (expectedPieces + pieces)
}

/**
 * Estimated milliseconds left of each job: what the block in work takes, less the time since its begin, and what all
 * later ones take. A job without a pace of its own takes what was expected of it, by as much more or less as the latest
 * job with a pace took than was expected of that; where nothing was, its pace, scaled by the size of the models.
 */
export function timeLeft(paces: readonly Pace[], latest: KnownPace | null): (number | null)[] {
  return paces.map((pace) => {
    if (pace.left === 0) return 0
    const each = withExpected(pace, latest)
    if (each === null) return null
    const { block } = pace
    if (block === null) return each * pace.left
    const later = pace.left + block.landed - block.wanted
    const excess = block.since - each * block.evaluated
    // What has not landed takes the time of a piece at least.
    if (excess <= 0) return Math.max(each * later - excess, each * Math.max(later, 1))
    // One hard text can hold up a block for long: it lasts for half as long again as it has been late, and tells of
    // those that come.
    const rest = Math.max(excess / 2, later === 0 ? each : 0)
    const slower = (each * pace.whole.pieces + block.since + rest) / (pace.whole.pieces + block.evaluated)
    return rest + Math.max(each, slower) * later
  })
}

/** What is expected of a job by now, in milliseconds per piece. */
function expectedNow({ expected, size }: Pace, latest: KnownPace | null): number | null {
  if (latest === null) return expected
  if (expected === null || latest.expected === null) return (latest.perPiece * size) / latest.size
  return (expected * latest.perPiece) / latest.expected
}
