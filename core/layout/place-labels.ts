import { DiscGrid, type Disc } from './disc-grid.ts'

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
  /** Direction from the wished point to the label, in radians, and how far from that point the label begins. */
  readonly angle: number
  readonly offset: number
  /** False: it found no room, and may lie over another label or a disc. */
  readonly isClear: boolean
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
/** By how much a label may leave its direction where there is no room along it, in radians; the least first. */
const turns = [0, 0.35, -0.35]

/**
 * Places labels so that they overlap neither one another nor any of the discs `avoid`, by moving each outwards along
 * its direction as far as needed (at most `farthest`), or along one that leaves it a little. Where there is room in
 * none of them a label stands in its own direction at `farthest`, even if it overlaps. Labels are placed in the order
 * given.
 *
 * @param along true turns each label into its direction; false keeps all level
 * @param endsCrowded true: behind the first label without room none is looked for, for who then tries with more of it
 */
export function placeLabels(
  wishes: readonly LabelWish[],
  along: boolean,
  farthest: number,
  avoid: readonly Disc[] = [],
  endsCrowded = false,
): PlacedLabel[] {
  const discs = new DiscGrid(avoid)
  const taken: Box[] = []
  const isFree = (box: Box): boolean => {
    const frame = frameOf(box)
    return (
      !discs.someNear(frame, (disc) => touches(box, disc)) &&
      !taken.some((takenBox) => mayMeet(box, takenBox) && boxesOverlap(box, takenBox))
    )
  }
  let isCrowded = false
  return wishes.map((wish) => {
    let found: { readonly box: Box; readonly angle: number; readonly offset: number } | undefined
    for (const turn of isCrowded && endsCrowded ? [] : turns) {
      const angle = wish.angle + turn
      for (let offset = nearest; found === undefined && offset < farthest + step; offset += step) {
        const box = boxAt(wish, angle, offset, along)
        if (isFree(box)) found = { box, angle, offset }
      }
      if (found !== undefined) break
    }
    const isClear = found !== undefined
    isCrowded ||= !isClear
    found ??= { box: boxAt(wish, wish.angle, farthest, along), angle: wish.angle, offset: farthest }
    const { box, angle, offset } = found
    taken.push(box)
    return { x: box.x, y: box.y, rotation: box.rotation, angle, offset, isClear }
  })
}

function boxAt({ x, y, width, height }: LabelWish, angle: number, offset: number, along: boolean): Box {
  const cosine = Math.cos(angle)
  const sine = Math.sin(angle)
  // A level label hangs on its rim: the reach from its centre to the rim point that faces the wished point.
  const reachX = along ? (cosine * width) / 2 : (Math.max(-1, Math.min(1, cosine * 1.6)) * width) / 2
  const reachY = along ? (sine * width) / 2 : (sine * height) / 2
  return {
    x: x + cosine * offset + reachX,
    y: y + sine * offset + reachY,
    width,
    height,
    rotation: along ? uprightRotation(angle) : 0,
  }
}

/** The level frame around a box. */
function frameOf({ x, y, width, height, rotation }: Box) {
  const cosine = Math.abs(Math.cos(rotation))
  const sine = Math.abs(Math.sin(rotation))
  const halfX = (cosine * width + sine * height) / 2
  const halfY = (sine * width + cosine * height) / 2
  return { left: x - halfX, right: x + halfX, top: y - halfY, bottom: y + halfY }
}

/** Whether two boxes are near enough that they may overlap, however they are turned. */
function mayMeet(first: Box, second: Box): boolean {
  const reach = first.width + first.height + second.width + second.height
  return 2 * Math.abs(first.x - second.x) < reach && 2 * Math.abs(first.y - second.y) < reach
}

/** The turn of a text along a direction, kept between -90° and 90° so that it can be read. */
export function uprightRotation(angle: number): number {
  const wrapped = Math.atan2(Math.sin(angle), Math.cos(angle))
  if (wrapped > Math.PI / 2) return wrapped - Math.PI
  if (wrapped < -Math.PI / 2) return wrapped + Math.PI
  return wrapped
}

/** Separating axis test of two turned rectangles: those that only touch do not overlap. */
export function boxesOverlap(first: Box, second: Box): boolean {
  const dx = second.x - first.x
  const dy = second.y - first.y
  const turn = second.rotation - first.rotation
  const cosine = Math.abs(Math.cos(turn))
  const sine = Math.abs(Math.sin(turn))
  return !isApart(first, second, dx, dy, cosine, sine) && !isApart(second, first, dx, dy, cosine, sine)
}

/**
 * Whether one of a box's own two axes separates it from another.
 *
 * @param dx from the middle of one to that of the other, as `dy`
 * @param cosine of the turn between them, without its sign, as `sine`
 */
function isApart(box: Box, from: Box, dx: number, dy: number, cosine: number, sine: number): boolean {
  const axisX = Math.cos(box.rotation)
  const axisY = Math.sin(box.rotation)
  return (
    2 * Math.abs(dx * axisX + dy * axisY) >= box.width + from.width * cosine + from.height * sine ||
    2 * Math.abs(dy * axisX - dx * axisY) >= box.height + from.width * sine + from.height * cosine
  )
}

/** Whether a box reaches into a disc. */
function touches({ x, y, width, height, rotation }: Box, disc: Disc): boolean {
  const dx = disc.x - x
  const dy = disc.y - y
  const cosine = Math.cos(rotation)
  const sine = Math.sin(rotation)
  const aside = Math.max(0, Math.abs(dx * cosine + dy * sine) - width / 2)
  const above = Math.max(0, Math.abs(dy * cosine - dx * sine) - height / 2)
  return disc.radius === 0 ? aside === 0 && above === 0 : Math.hypot(aside, above) < disc.radius
}
