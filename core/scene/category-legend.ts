import type { Category, Coloring } from '../color/categories.ts'
import { shortenApart } from '../format/truncate.ts'
import type { Ink, Shape } from './scene.ts'

const column = 180
const line = 18
const size = 11
const mostCharacters = 24

/** Categories as a legend lists them: those that have no value come last. */
export function legendEntries(coloring: Coloring<Ink>): readonly Category<Ink>[] {
  const { categories, missing } = coloring
  return missing === 0 ? categories : [...categories, { name: 'not known', color: 'missing', count: missing }]
}

/** Height of a legend in a width, in pixels. */
export function categoryLegendHeight(entries: number, width: number): number {
  return line * Math.ceil(entries / columnsIn(width))
}

/** Dots and names in rows; the middle of the first row is at 0. */
export function categoryLegend(entries: readonly Category<Ink>[], width: number): readonly Shape[] {
  const columns = columnsIn(width)
  const texts = shortenApart(
    entries.map(({ name, count }) => `${name} (${count})`),
    mostCharacters,
  )
  return entries.flatMap(({ color }, index): Shape[] => {
    const [x, y] = [(index % columns) * column, Math.floor(index / columns) * line]
    return [
      { kind: 'circle', x: x + 4, y, radius: 4, fill: color },
      { kind: 'text', x: x + 14, y, text: texts[index]!, size, fill: 'text', isMiddle: true },
    ]
  })
}

function columnsIn(width: number): number {
  return Math.max(1, Math.floor(width / column))
}
