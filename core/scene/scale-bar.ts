import type { Shape } from './scene.ts'

/**
 * A bar of so many pixels from the origin to the right, and beside it what its length is.
 *
 * @param dash of the lines that it measures, where they are broken
 */
export function scaleBar(pixels: number, text: string, dash?: string): readonly Shape[] {
  const end = pixels.toFixed(1)
  return [
    { kind: 'path', d: `M0 -4V4M${end} -4V4`, stroke: 'text', strokeWidth: 1.2 },
    { kind: 'path', d: `M0 0H${end}`, stroke: 'text', strokeWidth: 1.2, ...(dash === undefined ? {} : { dash }) },
    { kind: 'text', x: pixels + 8, y: 0, text, size: 11, fill: 'text', isMiddle: true },
  ]
}
