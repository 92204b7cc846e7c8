/** A place in pixels. */
export type Place = readonly [x: number, y: number]

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export function isInside([x, y]: Place, { left, top, right, bottom }: Box, tolerance = 0.01): boolean {
  return x >= left - tolerance && x <= right + tolerance && y >= top - tolerance && y <= bottom + tolerance
}

/** The pieces of a line that lie in a box (Liang and Barsky, ACM Transactions on Graphics 3, 1984, 1-22). */
export function clipLine(places: readonly Place[], box: Box): Place[][] {
  const pieces: Place[][] = []
  let last: Place[] | undefined
  places.slice(1).forEach((to, index) => {
    const clipped = clipSegment(places[index]!, to, box)
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
  [x0, y0]: Place,
  [x1, y1]: Place,
  { left, top, right, bottom }: Box,
): { readonly from: Place; readonly until: Place; readonly leaves: boolean } | undefined {
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
  const at = (share: number): Place => [x0 + share * dx, y0 + share * dy]
  return { from: at(enter), until: at(leave), leaves: leave < 1 }
}

/** The part of a polygon that lies in a box (Sutherland and Hodgman, Communications of the ACM 17, 1974, 32-42). */
export function clipPolygon(places: readonly Place[], { left, top, right, bottom }: Box): Place[] {
  const edges: readonly ((place: Place) => number)[] = [
    ([x]) => x - left,
    ([x]) => right - x,
    ([, y]) => y - top,
    ([, y]) => bottom - y,
  ]
  return edges.reduce<Place[]>(
    (polygon, within) =>
      polygon.flatMap((to, index): Place[] => {
        const from = polygon.at(index - 1)!
        const [before, after] = [within(from), within(to)]
        const crossing = (): Place => {
          const share = before / (before - after)
          return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]
        }
        if (after >= 0) return before >= 0 ? [to] : [crossing(), to]
        return before >= 0 ? [crossing()] : []
      }),
    [...places],
  )
}
