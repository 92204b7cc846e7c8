import type { Pace } from './time-left.ts'

/** Notes what the blocks of a job take, in one sitting. Every moment is in milliseconds of one clock. */
export class BlockTimes {
  private readonly whole = { pieces: 0, taken: 0 }
  private block: {
    readonly wanted: number
    readonly evaluated: number
    readonly begunAt: number
    landed: number
    begun: number
    ended: number
    /** Of the latest piece that landed, or step that was told. */
    heardAt: number
  } | null = null

  /**
   * A block is begun of which `evaluated` pieces are evaluated and `wanted` of them are to be stored. A block before it
   * that did not end has failed.
   */
  begin(wanted: number, evaluated: number, now: number): void {
    this.block = { wanted, evaluated, begunAt: now, landed: 0, begun: 0, ended: 0, heardAt: now }
  }

  /** The process tells how many pieces of the block it has begun and how many of those it has ended. */
  work(begun: number, ended: number, now: number): void {
    if (this.block === null) return
    Object.assign(this.block, { begun, ended, heardAt: now })
  }

  land(now: number): void {
    if (this.block === null) return
    this.block.landed += 1
    this.block.heardAt = now
  }

  end(now: number): void {
    if (this.block === null) return
    this.whole.pieces += this.block.evaluated
    this.whole.taken += now - this.block.begunAt
    this.block = null
  }

  pace(now: number): Pick<Pace, 'whole' | 'block'> {
    const { whole, block } = this
    if (block === null) return { whole: { ...whole }, block: null }
    const { wanted, evaluated, landed, begun, ended, begunAt, heardAt } = block
    return {
      whole: { ...whole },
      block: { wanted, evaluated, landed, begun, ended, taken: heardAt - begunAt, since: now - begunAt },
    }
  }
}
