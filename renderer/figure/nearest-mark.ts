/** A mark's frame on the page, in pixels. */
export interface MarkBox {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Marks larger than this are lines and bars: these are met where they are drawn. */
const largestPoint = 24
/** How far from a point the pointer still means it. */
const reach = 14

/** Position of the point that a pointer means: the nearest one within reach; undefined where none is. */
export function nearestMark(boxes: readonly MarkBox[], x: number, y: number): number | undefined {
  let nearest: number | undefined
  let least = reach
  boxes.forEach(({ left, top, width, height }, index) => {
    if (width > largestPoint || height > largestPoint) return
    const distance = Math.hypot(left + width / 2 - x, top + height / 2 - y)
    // Of points at one place the last lies on top.
    if (distance > least) return
    nearest = index
    least = distance
  })
  return nearest
}
