import type { Shape } from './scene.ts'

/** A bar of so many pixels from the origin to the right, and beside it what its length is. */
export function scaleBar(pixels: number, text: string): readonly Shape[] {
  const end = pixels.toFixed(1)
  return [
    { kind: 'path', d: `M0 -4V4M0 0H${end}M${end} -4V4`, stroke: 'text', strokeWidth: 1.2 },
    { kind: 'text', x: pixels + 8, y: 0, text, size: 11, fill: 'text', isMiddle: true },
  ]
}
