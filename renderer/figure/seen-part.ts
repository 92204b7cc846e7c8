/** A part of an element, in pixels from its left upper corner. */
export interface SeenPart {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The part of an element that can be seen in the window, and in what it stands in, which may scroll. */
export function seenPart(element: Element): SeenPart {
  const box = element.getBoundingClientRect()
  const around = element.parentElement?.getBoundingClientRect() ?? box
  const left = Math.max(around.left, 0)
  const top = Math.max(around.top, 0)
  return {
    left: left - box.left,
    top: top - box.top,
    width: Math.max(0, Math.min(around.right, window.innerWidth) - left),
    height: Math.max(0, Math.min(around.bottom, window.innerHeight) - top),
  }
}
