import { plural } from '../format/quantity.ts'
import { quoted } from './learnable-scores.ts'

/**
 * What to know of the measures that a capability space is made of.
 *
 * @param rows models x measures, of the models trained on
 * @param titles of the measures
 * @throws RangeError where a measure has no value, or all of them are constant
 */
export function measureNotes(rows: readonly (readonly (number | undefined)[])[], titles: readonly string[]): string[] {
  const notes: string[] = []
  const constant: string[] = []
  for (const [j, title] of titles.entries()) {
    const values = rows.flatMap((row) => (row[j] === undefined ? [] : [row[j]]))
    const first = values[0]
    if (first === undefined)
      throw new RangeError(`Measure ${quoted(title)}: expected a value of some model trained on, found none.`)
    if (values.every((value) => value === first)) constant.push(title)
  }
  if (constant.length === titles.length) {
    throw new RangeError(
      `Measures: expected some that differ from model to model, found ${constant.map(quoted).join(', ')} constant.`,
    )
  }
  if (constant.length > 0)
    notes.push(`${constant.map(quoted).join(', ')}: the same for all models trained on, so nothing is learned from it`)
  const twins = rows.length - new Set(rows.map((row) => row.join(','))).size
  if (twins > 0)
    notes.push(
      `${twins} of ${plural(rows.length, 'model')} trained on have the same measures as another: they count as more evidence than they are`,
    )
  return notes
}
