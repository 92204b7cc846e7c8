/** A point of a drawing, in pixels. */
export type Point = readonly [x: number, y: number]

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export function isInside([x, y]: Point, { left, top, right, bottom }: Box, tolerance = 0.01): boolean {
  return x >= left - tolerance && x <= right + tolerance && y >= top - tolerance && y <= bottom + tolerance
}

/** The pieces of a line that lie in a box (Liang and Barsky, ACM Transactions on Graphics 3, 1984, 1-22). */
export function clipLine(points: readonly Point[], box: Box): Point[][] {
  const pieces: Point[][] = []
  let last: Point[] | undefined
  points.slice(1).forEach((to, index) => {
    const clipped = clipSegment(points[index]!, to, box)
    if (clipped === undefined) {
      last = undefined
      return
    }
    const { from, until, leaves } = clipped
    if (last === undefined) pieces.push((last = [from]))
    last.push(until)
    if (leaves) last = undefined
  })
  return pieces
}

function clipSegment(
  [x0, y0]: Point,
  [x1, y1]: Point,
  { left, top, right, bottom }: Box,
): { readonly from: Point; readonly until: Point; readonly leaves: boolean } | undefined {
  const [dx, dy] = [x1 - x0, y1 - y0]
  let [enter, leave] = [0, 1]
  for (const [step, limit] of [
    [-dx, x0 - left],
    [dx, right - x0],
    [-dy, y0 - top],
    [dy, bottom - y0],
  ] as const) {
    if (step === 0) {
      if (limit < 0) return undefined
    } else if (step < 0) enter = Math.max(enter, limit / step)
    else leave = Math.min(leave, limit / step)
  }
  if (enter > leave) return undefined
  const at = (share: number): Point => [x0 + share * dx, y0 + share * dy]
  return { from: at(enter), until: at(leave), leaves: leave < 1 }
}

/** The part of a polygon that lies in a box (Sutherland and Hodgman, Communications of the ACM 17, 1974, 32-42). */
export function clipPolygon(points: readonly Point[], { left, top, right, bottom }: Box): Point[] {
  const edges: readonly ((point: Point) => number)[] = [
    ([x]) => x - left,
    ([x]) => right - x,
    ([, y]) => y - top,
    ([, y]) => bottom - y,
  ]
  return edges.reduce<Point[]>(
    (polygon, within) =>
      polygon.flatMap((to, index): Point[] => {
        const from = polygon.at(index - 1)!
        const [before, after] = [within(from), within(to)]
        const crossing = (): Point => {
          const share = before / (before - after)
          return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]
        }
        if (after >= 0) return before >= 0 ? [to] : [crossing(), to]
        return before >= 0 ? [crossing()] : []
      }),
    [...points],
  )
}
