import { wrapText } from '../format/wrap-text.ts'
import { characterWidth, textWidth } from './lettering.ts'
import { pointShape, type PointForm } from './point-shape.ts'
import type { Ink, Shape } from './scene.ts'

export interface LegendEntry {
  readonly name: string
  readonly color: Ink
  /** Default `dot`. */
  readonly mark?: Exclude<PointForm, 'triangle' | 'tick'> | 'barred' | 'line' | 'dashed' | 'band'
}

const markWidth = 18
const size = 11
const row = 17
const gap = 16

/** The mark of an entry in a box of `markWidth` by 12. */
function legendMark({ color, mark = 'dot' }: LegendEntry): Shape {
  switch (mark) {
    case 'barred':
      return {
        kind: 'group',
        shapes: [
          { kind: 'path', d: 'M6 0.5h6M9 0.5v11M6 11.5h6', stroke: color, strokeWidth: 1 },
          pointShape('dot', 9, 6, color),
        ],
      }
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
    default:
      return pointShape(mark, 9, 6, color)
  }
}

/**
 * What the marks of a chart mean, in rows that fit a width, from the origin down; and how high that is. A name that is
 * wider than that takes several lines.
 */
export function chartLegend(
  entries: readonly LegendEntry[],
  width: number,
): { readonly shapes: readonly Shape[]; readonly height: number } {
  const nameAt = markWidth + 6
  let [x, y, height] = [0, 0, 0]
  const shapes = entries.map((entry): Shape => {
    const lines = wrapText(entry.name, (width - nameAt) / (size * characterWidth))
    const needed = nameAt + Math.max(...lines.map((line) => textWidth(line, size)))
    if (x > 0 && x + needed > width) [x, y] = [0, height]
    const group: Shape = {
      kind: 'group',
      x,
      y,
      shapes: [
        legendMark(entry),
        ...lines.map(
          (text, index): Shape => ({
            kind: 'text',
            x: nameAt,
            y: 6 + index * row,
            text,
            size,
            fill: 'text',
            isMiddle: true,
          }),
        ),
      ],
    }
    x += needed + gap
    height = Math.max(height, y + lines.length * row)
    return group
  })
  return { shapes, height }
}
