import { textWidth } from './lettering.ts'
import type { Ink, Shape } from './scene.ts'

export interface LegendEntry {
  readonly name: string
  readonly color: Ink
  /** Default `dot`. */
  readonly mark?: 'dot' | 'barred' | 'ring' | 'diamond' | 'line' | 'dashed' | 'band'
}

export const legendMarkWidth = 18
export const legendMarkHeight = 12
const size = 11
const row = 17
const gap = 16

/** The mark of an entry in a box of `legendMarkWidth` by `legendMarkHeight`. */
export function legendMark({ color, mark = 'dot' }: LegendEntry): Shape {
  switch (mark) {
    case 'dot':
      return { kind: 'circle', x: 9, y: 6, radius: 4.5, fill: color }
    case 'barred':
      return {
        kind: 'group',
        shapes: [
          { kind: 'path', d: 'M6.5 0.5h5M9 0.5v11M6.5 11.5h5', stroke: color, strokeWidth: 1 },
          { kind: 'circle', x: 9, y: 6, radius: 3.5, fill: color },
        ],
      }
    case 'ring':
      return { kind: 'circle', x: 9, y: 6, radius: 4, stroke: color, strokeWidth: 1.6 }
    case 'diamond':
      return { kind: 'path', d: 'M9 1.5L13.5 6L9 10.5L4.5 6z', stroke: color, strokeWidth: 1.4 }
    case 'band':
      return { kind: 'rect', x: 0, y: 1.5, width: 18, height: 9, fill: color, fillOpacity: 0.25 }
    case 'line':
    case 'dashed':
      return {
        kind: 'path',
        d: 'M0 6H18',
        stroke: color,
        strokeWidth: 2,
        ...(mark === 'dashed' ? { dash: '4 3' } : {}),
      }
  }
}

/** What the marks of a chart mean, in rows that fit a width, from the origin down; and how high that is. */
export function chartLegend(
  entries: readonly LegendEntry[],
  width: number,
): { readonly shapes: readonly Shape[]; readonly height: number } {
  let [x, rows] = [0, 0]
  const shapes = entries.flatMap((entry): Shape[] => {
    const needed = legendMarkWidth + 6 + textWidth(entry.name, size) + gap
    if (rows === 0 || x + needed > width) [x, rows] = [0, rows + 1]
    const group: Shape = {
      kind: 'group',
      x,
      y: (rows - 1) * row,
      shapes: [
        legendMark(entry),
        { kind: 'text', x: legendMarkWidth + 6, y: 6, text: entry.name, size, fill: 'text', isMiddle: true },
      ],
    }
    x += needed
    return [group]
  })
  return { shapes, height: rows * row }
}
