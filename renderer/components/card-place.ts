import type { CSSProperties } from 'react'

const gap = 14
/** Room that a card may need on one side, in pixels. */
const room = { width: 320, height: 190 }

/** Where the card of a point stands: right of it and below, on the other side where there is no room. */
export function cardPlace(
  x: number,
  y: number,
  frame: { readonly width: number; readonly height: number },
): CSSProperties {
  return {
    ...(x > frame.width - room.width && x > frame.width / 2 ? { right: frame.width - x + gap } : { left: x + gap }),
    ...(y > frame.height - room.height && y > frame.height / 2 ? { bottom: frame.height - y + gap } : { top: y + gap }),
    maxWidth: Math.min(room.width, Math.max(x, frame.width - x) - gap),
  }
}
