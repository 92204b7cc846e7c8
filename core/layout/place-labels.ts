/** Where a label would like to stand: at a point, in a direction away from it. */
export interface LabelWish {
  readonly x: number
  readonly y: number
  /** Radians from the x axis towards the y axis (downwards). */
  readonly angle: number
  readonly width: number
  readonly height: number
}

export interface PlacedLabel {
  /** Centre of the label. */
  readonly x: number
  readonly y: number
  /** Radians by which the text is turned; never upside down. */
  readonly rotation: number
  /** Distance from the wished point at which the label begins. */
  readonly offset: number
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly rotation: number
}

const nearest = 7
const step = 4

/**
 * Places labels so that they overlap neither one another nor any of the points `avoid`, by moving each outwards along
 * its direction as far as needed (at most `farthest`, where it then stays even if it overlaps). Labels are placed in
 * the order given.
 *
 * @param along true turns each label into its direction; false keeps all level
 */
export function placeLabels(
  wishes: readonly LabelWish[],
  along: boolean,
  farthest: number,
  avoid: readonly (readonly [x: number, y: number])[] = [],
): PlacedLabel[] {
  const taken: Box[] = []
  return wishes.map((wish) => {
    const cosine = Math.cos(wish.angle)
    const sine = Math.sin(wish.angle)
    const rotation = along ? uprightRotation(wish.angle) : 0
    const at = (offset: number): Box => {
      // A level label hangs on its rim: the reach from its centre to the rim point that faces the wished point.
      const reachX = along ? (cosine * wish.width) / 2 : (Math.max(-1, Math.min(1, cosine * 1.6)) * wish.width) / 2
      const reachY = along ? (sine * wish.width) / 2 : (sine * wish.height) / 2
      return {
        x: wish.x + cosine * offset + reachX,
        y: wish.y + sine * offset + reachY,
        width: wish.width,
        height: wish.height,
        rotation,
      }
    }
    let offset = nearest
    let box = at(offset)
    while (
      offset < farthest &&
      (taken.some((takenBox) => boxesOverlap(box, takenBox)) || avoid.some(([x, y]) => holds(box, x, y)))
    ) {
      offset += step
      box = at(offset)
    }
    taken.push(box)
    return { x: box.x, y: box.y, rotation, offset }
  })
}

/** The turn of a text along a direction, kept between -90° and 90° so that it can be read. */
export function uprightRotation(angle: number): number {
  const wrapped = Math.atan2(Math.sin(angle), Math.cos(angle))
  if (wrapped > Math.PI / 2) return wrapped - Math.PI
  if (wrapped < -Math.PI / 2) return wrapped + Math.PI
  return wrapped
}

function corners({ x, y, width, height, rotation }: Box): [number, number][] {
  const cosine = Math.cos(rotation)
  const sine = Math.sin(rotation)
  return [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([sideX = 0, sideY = 0]) => {
    const dx = (sideX * width) / 2
    const dy = (sideY * height) / 2
    return [x + dx * cosine - dy * sine, y + dx * sine + dy * cosine]
  })
}

/** Separating axis test of two turned rectangles. */
export function boxesOverlap(first: Box, second: Box): boolean {
  const cornersFirst = corners(first)
  const cornersSecond = corners(second)
  for (const rotation of [
    first.rotation,
    first.rotation + Math.PI / 2,
    second.rotation,
    second.rotation + Math.PI / 2,
  ]) {
    const axisX = Math.cos(rotation)
    const axisY = Math.sin(rotation)
    const project = ([x, y]: [number, number]) => x * axisX + y * axisY
    const a = cornersFirst.map(project)
    const b = cornersSecond.map(project)
    if (Math.max(...a) <= Math.min(...b) || Math.max(...b) <= Math.min(...a)) return false
  }
  return true
}

function holds(box: Box, x: number, y: number): boolean {
  const dx = x - box.x
  const dy = y - box.y
  const along = dx * Math.cos(box.rotation) + dy * Math.sin(box.rotation)
  const across = -dx * Math.sin(box.rotation) + dy * Math.cos(box.rotation)
  return Math.abs(along) < box.width / 2 && Math.abs(across) < box.height / 2
}
