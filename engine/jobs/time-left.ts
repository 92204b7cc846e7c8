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

/**
 * Pieces for which a time that is only expected counts beside those evaluated: the variance of a piece's time (e - 1,
 * of a log-normal with sigma 1) over that of the expectation (ln 2.5 squared).
 */
const expectedPieces = 2
/** The same for the pace of earlier sittings: model and texts are the same, what else the machine does is not. */
const earlierPieces = 8

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
  /** Pieces of it that are evaluated and are to be stored. */
  readonly landed: number
  /** Pieces begun, and those of them that are ended, as the process tells them; 0 where it tells none. */
  readonly begun: number
  readonly ended: number
  /** Time from its begin to the latest piece that landed, or step that was told. */
  readonly taken: number
  /** Time since its begin. */
  readonly since: number
}

/**
 * Pieces' worth of work done of a block, `(begun + ended) / 2`: until a gene has its first distributions its whole text
 * is evaluated, which takes about half of its time. A process that tells nothing of it may have all pieces land at the
 * end, the first of them with the time of all; so there nothing is known until half have landed.
 */
export function workDone({ evaluated, wanted, landed, begun, ended }: PaceOfBlock): number {
  if (begun > 0) return (begun + Math.max(ended, landed)) / 2
  return landed < 2 || 2 * landed < wanted ? 0 : (landed * evaluated) / wanted
}

/** Work of the block that the pace rests on: bursts tell less than whole blocks do. */
function tellingWork({ whole, block }: Pace): number {
  return block === null || (block.begun === 0 && whole.pieces > 0) ? 0 : workDone(block)
}

/** What this sitting has measured: pieces' worth of work, and the milliseconds it took. */
function measured(pace: Pace): { readonly pieces: number; readonly taken: number } {
  const work = tellingWork(pace)
  const { pieces, taken } = pace.whole
  return work === 0 ? { pieces, taken } : { pieces: pieces + work, taken: taken + pace.block!.taken }
}

/** Measured milliseconds per piece: in this sitting, else in earlier ones, else null. */
export function perPiece(pace: Pace): number | null {
  const { pieces, taken } = measured(pace)
  return pieces > 0 ? taken / pieces : pace.earlier
}

/**
 * Milliseconds per piece, from what is measured of `n` pieces and what was expected: their geometric mean with the
 * weights `n` and `expectedPieces` (or `earlierPieces`), as either is off by a factor. So an expectation that is off by
 * a factor `f` leaves `f ** (2 / (n + 2))`: 3 leaves 1.13 after 16 pieces and 1.03 after 64.
 */
function estimatedPerPiece(pace: Pace, latest: KnownPace | null): number | null {
  const { pieces, taken } = measured(pace)
  // What others took counts until there is a pace, and no more: the latest job may be this one.
  const expected = pace.earlier ?? (pieces > 0 ? pace.expected : expectedNow(pace, latest))
  if (pieces === 0) return expected
  const seen = taken / pieces
  if (expected === null || expected <= 0 || seen <= 0) return seen
  const weight = pace.earlier === null ? expectedPieces : earlierPieces
  return seen * (expected / seen) ** (weight / (pieces + weight))
}

/**
 * Estimated milliseconds left of each job: what the work left of the block takes, less the time since the latest news
 * of it, and what all later ones take. A job without a pace of its own takes what was expected of it, by as much more
 * or less as the latest job with a pace took than was expected of that; where nothing was, its pace, scaled by the size
 * of the models.
 */
export function timeLeft(paces: readonly Pace[], latest: KnownPace | null): (number | null)[] {
  return paces.map((pace) => {
    if (pace.left === 0) return 0
    const each = estimatedPerPiece(pace, latest)
    if (each === null) return null
    const { block } = pace
    if (block === null) return each * pace.left
    const later = pace.left + block.landed - block.wanted
    const work = tellingWork(pace)
    const excess = block.since - (work === 0 ? 0 : block.taken) - each * (block.evaluated - work)
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
