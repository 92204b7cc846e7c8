import { firstNames } from '../format/first-names.ts'
import { columnOfScores } from './score-cell.ts'
import type { CsvTable } from './csv-table.ts'
import { type ScaleReading, scaleInTitle, scalesOfTable, type ScoreScale } from './score-scale.ts'

/** What a reader can say of the scores of a table; `auto`: nothing. */
export const scaleChoices = ['auto', 'percent', 'fraction', 'by-column', 'raw'] as const

export type ScaleChoice = (typeof scaleChoices)[number]

export const scaleChoiceWords =
  'what scores without a telling title are; by-column: fractions where no number is above 1, else percent; raw: neither'

/**
 * The scale that a choice gives a column, null where it is left to titles and numbers.
 *
 * @param byColumn the scale of the column in the reading `by-column`, where the table has that reading
 * @param isNamed whether the column was asked for by its title, so that the choice goes before what the title says
 */
export function chosenScale(
  choice: ScaleChoice,
  title: string,
  byColumn: ScoreScale | undefined,
  isNamed: boolean,
): ScoreScale | null {
  if (choice === 'auto') return null
  if (choice === 'by-column') return byColumn ?? null
  const said = isNamed ? null : scaleInTitle(title)
  return said === null || said === 'share' ? choice : said
}

/**
 * The scales of some columns of a table under a choice, by title; or the readings between which it is still to be
 * chosen.
 *
 * @param titles of columns that the table has
 */
export function decideScales(
  table: CsvTable,
  titles: readonly string[],
  choice: ScaleChoice,
  isNamed: boolean,
): { readonly scales: ReadonlyMap<string, ScoreScale>; readonly readings: readonly ScaleReading[] } {
  const judged = (scaleOf: (title: string) => ScoreScale | null) =>
    scalesOfTable(
      titles.map((title) => columnOfScores(table, table.columns.indexOf(title), { title, scale: scaleOf(title) })),
    )
  const open = judged(() => null)
  const byColumn = open.readings.find(({ name }) => name === 'by-column')?.scales
  const { scales, readings } =
    choice === 'auto' ? open : judged((title) => chosenScale(choice, title, byColumn?.get(title), isNamed))
  const known = titles.flatMap((title, index) => {
    const scale = scales[index] ?? null
    return scale === null ? [] : [[title, scale] as const]
  })
  return { scales: new Map(known), readings }
}

/**
 * That a scale is not clear, with every way to read the table and what decides for it.
 *
 * @param option how the choice is called where it is made: `--scale` on a command line
 */
export function unclearScaleText(readings: readonly Pick<ScaleReading, 'name' | 'text'>[], option: string): string {
  return `the scale of the scores is not clear. ${readings.map(({ name, text }) => `${option} ${name}: ${text}.`).join(' ')}`
}

const scaleWords: Readonly<Record<ScoreScale, string>> = {
  percent: 'as percent, divided by 100',
  fraction: 'as fractions',
  raw: 'as they stand',
}

/** How columns were read, a line for each scale: `read as percent, divided by 100: MMLU, ARC`. */
export function scaleLines(
  columns: readonly { readonly title: string; readonly scale: ScoreScale | null }[],
): string[] {
  return (['percent', 'fraction', 'raw'] as const).flatMap((scale) => {
    const titles = columns.filter((column) => column.scale === scale).map(({ title }) => title)
    return titles.length === 0 ? [] : [`read ${scaleWords[scale]}: ${firstNames(titles)}`]
  })
}
