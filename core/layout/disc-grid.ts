/** A point that a drawing has something round at, of a radius in pixels; 0: the point alone. */
export interface Disc {
  readonly x: number
  readonly y: number
  readonly radius: number
}

/** Side of a square of the grid, in pixels. */
const side = 24

/** Discs by the squares of a grid that their middles lie in, so that of thousands only those near a place are met. */
export class DiscGrid {
  private readonly squares = new Map<number, Map<number, Disc[]>>()
  private readonly largest: number

  constructor(discs: readonly Disc[]) {
    let largest = 0
    for (const disc of discs) {
      largest = Math.max(largest, disc.radius)
      const column = Math.floor(disc.x / side)
      const row = Math.floor(disc.y / side)
      let rows = this.squares.get(column)
      if (rows === undefined) this.squares.set(column, (rows = new Map<number, Disc[]>()))
      const square = rows.get(row)
      if (square === undefined) rows.set(row, [disc])
      else square.push(disc)
    }
    this.largest = largest
  }

  /** Whether a test holds for a disc that may reach into a level frame. */
  someNear(
    frame: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
    test: (disc: Disc) => boolean,
  ): boolean {
    const lastColumn = Math.floor((frame.right + this.largest) / side)
    const lastRow = Math.floor((frame.bottom + this.largest) / side)
    for (let column = Math.floor((frame.left - this.largest) / side); column <= lastColumn; column++) {
      const rows = this.squares.get(column)
      if (rows === undefined) continue
      for (let row = Math.floor((frame.top - this.largest) / side); row <= lastRow; row++) {
        if (rows.get(row)?.some(test) === true) return true
      }
    }
    return false
  }
}
