/** How a drawing is shown in its frame: scaled, then moved, in pixels of the frame. */
export interface Placement {
  readonly scale: number
  readonly x: number
  readonly y: number
}

export const untouched: Placement = { scale: 1, x: 0, y: 0 }

/** Least and largest scale: below names cannot be told from specks, above a frame holds a branch or two. */
export const scaleLimits = { smallest: 0.1, largest: 12 }

/** Scales by a factor, within the limits, around a point of the frame, which stays where it is. */
export function zoomAround(
  placement: Placement,
  factor: number,
  x: number,
  y: number,
  { smallest, largest } = scaleLimits,
): Placement {
  const scale = Math.min(largest, Math.max(smallest, placement.scale * factor))
  const ratio = scale / placement.scale
  return { scale, x: x - (x - placement.x) * ratio, y: y - (y - placement.y) * ratio }
}

/** Moved by as little as brings a point of the drawing into the frame, `margin` pixels from its edges. */
export function withInView(
  placement: Placement,
  point: { readonly x: number; readonly y: number },
  frame: { readonly width: number; readonly height: number },
  margin = 40,
): Placement {
  const moved = (at: number, length: number): number =>
    Math.min(Math.max(at, Math.min(margin, length / 2)), Math.max(length - margin, length / 2)) - at
  const x = point.x * placement.scale + placement.x
  const y = point.y * placement.scale + placement.y
  return { ...placement, x: placement.x + moved(x, frame.width), y: placement.y + moved(y, frame.height) }
}

/**
 * Moved by as little as leaves one of the points of the drawing in the frame, `margin` pixels from its edges: the
 * nearest where all have gone.
 */
export function withSomeInView(
  placement: Placement,
  points: readonly { readonly x: number; readonly y: number }[],
  frame: { readonly width: number; readonly height: number },
  margin = 24,
): Placement {
  let nearest = placement
  let least = Infinity
  for (const point of points) {
    const moved = withInView(placement, point, frame, margin)
    const distance = Math.hypot(moved.x - placement.x, moved.y - placement.y)
    if (distance === 0) return placement
    if (distance >= least) continue
    nearest = moved
    least = distance
  }
  return nearest
}

/** The whole drawing in the middle of the frame, never larger than drawn. */
export function fitWhole(
  drawing: { readonly width: number; readonly height: number },
  frame: { readonly width: number; readonly height: number },
): Placement {
  const scale = Math.min(1, frame.width / drawing.width, frame.height / drawing.height)
  return { scale, x: (frame.width - drawing.width * scale) / 2, y: (frame.height - drawing.height * scale) / 2 }
}
