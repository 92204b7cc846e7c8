/** A result that is to be stored, and the time since the one before it. */
interface LandedResult<Result> {
  readonly piece: number
  readonly result: Result
  readonly milliseconds: number
}

/** The engine's noise on a piece, as total variation; null where it cannot be measured. */
interface MeasuredNoise {
  readonly piece: number
  readonly totalVariation: number | null
}

/** A piece that the process cannot evaluate, and would not another time. */
interface RefusedPiece {
  readonly piece: number
  readonly failure: string
  readonly message: string
}

/** Who follows the work on a block. */
interface BlockProgress {
  pieceLanded(): void
  blockWorked(begun: number, ended: number): void
}

/** What a block has given so far, in memory until it is stored. */
export class BlockResults<Result> {
  /** Every piece that was evaluated. */
  readonly landed = new Set<number>()
  /** Of the pieces that are to be stored, in the order of landing. */
  readonly results: LandedResult<Result>[] = []
  readonly noise: MeasuredNoise[] = []
  readonly refused: RefusedPiece[] = []
  private readonly wanted: ReadonlySet<number>
  private readonly progress: BlockProgress
  private latestAt = performance.now()

  /**
   * @param wanted the pieces that are to be stored
   * @param progress is told of each of them, and of the work
   */
  constructor(wanted: ReadonlySet<number>, progress: BlockProgress) {
    this.wanted = wanted
    this.progress = progress
  }

  get isEmpty(): boolean {
    return this.results.length === 0 && this.noise.length === 0
  }

  /** Whether a piece is to be stored. */
  isWanted(piece: number): boolean {
    return this.wanted.has(piece)
  }

  /** Of these, the pieces that are to be stored and have neither landed nor been refused. */
  outstanding(pieces: readonly number[]): number[] {
    return this.unanswered(pieces).filter((piece) => this.wanted.has(piece))
  }

  /** To be called for every piece of the block. */
  land(piece: number, result: Result): void {
    this.landed.add(piece)
    if (!this.wanted.has(piece)) return
    const now = performance.now()
    this.results.push({ piece, result, milliseconds: now - this.latestAt })
    this.latestAt = now
    this.progress.pieceLanded()
  }

  /** So many pieces of the block are begun, and so many of those ended. */
  worked(begun: number, ended: number): void {
    this.progress.blockWorked(begun, ended)
  }

  /** Of these, the pieces that have neither landed nor been refused. */
  unanswered(pieces: readonly number[]): number[] {
    const refused = new Set(this.refused.map(({ piece }) => piece))
    return pieces.filter((piece) => !this.landed.has(piece) && !refused.has(piece))
  }

  refuse(piece: number, { failure, message }: { readonly failure: string; readonly message: string }): void {
    this.refused.push({ piece, failure, message })
  }

  addNoise(piece: number, totalVariation: number | null): void {
    this.noise.push({ piece, totalVariation })
  }
}
