/** Crashes in a row, without a piece finished between them, after which a job is given up. */
export const crashesInARow = 6
/** Crashes with a piece in flight after which the piece is set aside. */
export const crashesPerPiece = 2

/**
 * Which pieces of work (genes of a probe, items of a benchmark) were in flight when the inference process died. Pieces share a block, which
 * is tried twice as a whole: a crash from outside, such as a kill, then leaves no trace in the numbers. After that its pieces are suspects
 * and are evaluated one at a time: a crash with one piece in flight names its cause.
 */
export class CrashRecord {
  private readonly counts = new Map<number, number>()
  private readonly suspected = new Set<number>()
  private row = 0
  private asideInRow: number[] = []

  /** Notes a crash; answers the piece to set aside, if it is clear which. `certain`: the process refused the piece and would again. */
  crashed(inFlight: readonly number[], certain: boolean): number | undefined {
    this.row += 1
    for (const piece of inFlight) {
      this.counts.set(piece, (this.counts.get(piece) ?? 0) + 1)
      if ((this.counts.get(piece) ?? 0) >= crashesPerPiece) this.suspected.add(piece)
    }
    const [only] = inFlight
    if (only === undefined || inFlight.length > 1) return undefined
    if (!certain && (this.counts.get(only) ?? 0) < crashesPerPiece) return undefined
    this.asideInRow.push(only)
    return only
  }

  finished(piece: number): void {
    this.row = 0
    this.asideInRow = []
    this.suspected.delete(piece)
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
}

/**
 * The pieces to send next: the first block with a missing piece that is not a suspect, as a whole but for suspects and pieces that were set
 * aside; then the suspects, one at a time. Pieces of the block that are stored are sent again, so that what shares a batch does not depend
 * on when a job was interrupted before.
 */
export function nextBlock(
  missing: readonly number[],
  setAside: readonly number[],
  blockOf: (piece: number) => readonly number[],
  crashes: CrashRecord,
): number[] {
  const first = missing.find((piece) => !crashes.isSuspect(piece))
  if (first === undefined) return missing.slice(0, 1)
  const aside = new Set(setAside)
  return blockOf(first).filter((piece) => !aside.has(piece) && !crashes.isSuspect(piece))
}
