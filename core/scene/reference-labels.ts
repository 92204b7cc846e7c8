import { axisTextSize } from './chart-axis.ts'
import { textWidth } from './lettering.ts'
import type { Ink, Shape } from './scene.ts'

/** What is written above a vertical line of a plot. */
export interface ReferenceLabel {
  readonly text: string
  /** Place of the line in pixels. */
  readonly x: number
  readonly ink: Ink
}

/** Height of a row of labels, in pixels. */
export const labelRow = 14
const gap = 6

/**
 * Labels above a plot from `left` to `right`, over their lines where there is room, in as many rows as keep them apart;
 * the lowest row ends at 0. Those of lines outside of the plot are left out.
 */
export function referenceLabels(
  labels: readonly ReferenceLabel[],
  left: number,
  right: number,
): { readonly shapes: readonly Shape[]; readonly rows: number } {
  /** By row, where the last label ends. */
  const ends: number[] = []
  const shown = labels.filter(({ x }) => x >= left && x <= right).sort((first, second) => first.x - second.x)
  const shapes = shown.map(({ text, x, ink }): Shape => {
    const half = textWidth(text, axisTextSize) / 2
    const middle = Math.max(left + half, Math.min(right - half, x))
    const free = ends.findIndex((end) => end + gap <= middle - half)
    const row = free < 0 ? ends.length : free
    ends[row] = middle + half
    return { kind: 'text', x: middle, y: -4 - row * labelRow, text, size: axisTextSize, fill: ink, anchor: 'middle' }
  })
  return { shapes, rows: ends.length }
}
