/** A result that is to be stored, and the time since the one before it. */
export interface LandedResult<Result> {
  readonly piece: number
  readonly result: Result
  readonly milliseconds: number
}

/** The engine's noise on a piece, as total variation; null where it cannot be measured. */
export interface MeasuredNoise {
  readonly piece: number
  readonly totalVariation: number | null
}

/** What a block has given so far, in memory until it is stored. */
export class BlockResults<Result> {
  /** Every piece that was evaluated. */
  readonly landed = new Set<number>()
  /** Of the pieces that are to be stored, in the order of landing. */
  readonly results: LandedResult<Result>[] = []
  readonly noise: MeasuredNoise[] = []
  private readonly wanted: ReadonlySet<number>
  private readonly progress: { pieceLanded(): void }
  private latestAt = performance.now()

  /**
   * @param wanted the pieces that are to be stored
   * @param progress is told of each of them
   */
  constructor(wanted: ReadonlySet<number>, progress: { pieceLanded(): void }) {
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

  /** Of these, the pieces that are to be stored and have not landed. */
  outstanding(pieces: readonly number[]): number[] {
    return pieces.filter((piece) => this.wanted.has(piece) && !this.landed.has(piece))
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

  addNoise(piece: number, totalVariation: number | null): void {
    this.noise.push({ piece, totalVariation })
  }
}
