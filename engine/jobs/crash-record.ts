/** Crashes in a row, without a piece finished between them, after which a job is given up. */
export const crashesInARow = 6
/** Crashes with a piece in flight after which it is suspected, and alone in flight after which it is set aside. */
const crashesPerPiece = 2
/** Crashes in a block of which only measurements are missing, after which these are given up. */
export const crashesWhileMeasuring = 3

/** What is known of the cause of a crash. */
interface CrashCause {
  /** The process refused the piece and would again. */
  readonly certain: boolean
  /** The process was ended from outside, which says nothing about what it was doing. */
  readonly outside: boolean
}

/**
 * Which pieces of work (genes of a probe, items of a benchmark) were in flight when the inference process died. Pieces
 * share a block, and what shares a batch can change the last bits of a result, so results come from whole blocks only.
 * A block that has died twice is looked into: its suspects are evaluated one at a time, for nothing but to see which of
 * them the process dies on. Those are set aside, the others are cleared, and the block is evaluated as a whole again.
 */
export class CrashRecord {
  private readonly together = new Map<number, number>()
  private readonly alone = new Map<number, number>()
  private readonly suspected = new Set<number>()
  private readonly cleared = new Set<number>()
  private measuring = 0
  private row = 0
  private asideInRow: number[] = []

  /** Notes a crash; answers the piece to set aside, if it is clear which. */
  crashed(inFlight: readonly number[], { certain, outside }: CrashCause): number | undefined {
    this.row += 1
    const [only] = inFlight
    if (only !== undefined && inFlight.length === 1) {
      const times = (this.alone.get(only) ?? 0) + 1
      this.alone.set(only, times)
      const isToBlame = certain || times >= crashesPerPiece || (!outside && this.suspected.has(only))
      if (!isToBlame) return undefined
      this.suspected.delete(only)
      this.asideInRow.push(only)
      return only
    }
    for (const piece of inFlight) {
      const times = (this.together.get(piece) ?? 0) + 1
      this.together.set(piece, times)
      if (times >= crashesPerPiece && !this.cleared.has(piece)) this.suspected.add(piece)
    }
    return undefined
  }

  /**
   * Notes a crash in a block whose results are all stored; answers whether to go on without what else is measured with
   * them.
   */
  crashedMeasuring(): boolean {
    this.row += 1
    this.measuring += 1
    if (this.measuring < crashesWhileMeasuring) return false
    this.progressed()
    return true
  }

  /** Results are stored. */
  finished(pieces: Iterable<number>): void {
    for (const piece of pieces) {
      this.progressed()
      for (const known of [this.together, this.alone, this.suspected, this.cleared]) known.delete(piece)
    }
  }

  /**
   * A suspect has been evaluated alone, and the process lives. Once only: a block that dies for no piece of its own
   * must end somewhere.
   */
  passedAlone(piece: number): void {
    this.progressed()
    this.suspected.delete(piece)
    this.cleared.add(piece)
  }

  /** Crashes since the last piece that was finished. */
  get inARow(): number {
    return this.row
  }

  /** Pieces set aside since then. Where nothing works at all, they are not to blame. */
  get setAsideInARow(): readonly number[] {
    return this.asideInRow
  }

  isSuspect(piece: number): boolean {
    return this.suspected.has(piece)
  }

  private progressed(): void {
    this.row = 0
    this.asideInRow = []
  }
}

/** What to evaluate next. */
interface NextPieces {
  readonly pieces: readonly number[]
  /** Whether this is one suspect, evaluated to see whether the process dies on it; its result is not for keeping. */
  readonly trial: boolean
}

/**
 * The first block with something to do and no suspect in it, as a whole but for what was set aside: pieces that are
 * stored are evaluated again, so that what shares a batch does not depend on when a job was interrupted before. Where
 * each block has suspects, the first of them.
 */
export function nextPieces(
  todo: readonly number[],
  setAside: readonly number[],
  blockOf: (piece: number) => readonly number[],
  crashes: CrashRecord,
): NextPieces {
  const aside = new Set(setAside)
  let first: number | undefined
  for (const piece of todo) {
    const block = blockOf(piece).filter((member) => !aside.has(member))
    const suspect = block.find((member) => crashes.isSuspect(member))
    if (suspect === undefined) return { pieces: block, trial: false }
    first ??= suspect
  }
  return { pieces: first === undefined ? [] : [first], trial: true }
}
