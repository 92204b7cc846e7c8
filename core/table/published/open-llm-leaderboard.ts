import { plural } from '../../format/quantity.ts'
import { spellingKey } from '../../model/spelling.ts'
import { type CsvRow, type CsvTable, type MeasuredColumn, shown } from '../csv-table.ts'
import { cellNumber } from '../number-cell.ts'

interface Version {
  readonly name: string
  readonly scores: readonly string[]
  readonly measured: MeasuredColumn
  /** What its scores are, for the note. */
  readonly words: string
}

const versions: readonly Version[] = [
  {
    name: 'Open LLM Leaderboard',
    scores: ['IFEval', 'BBH', 'MATH Lvl 5', 'GPQA', 'MUSR', 'MMLU-PRO'],
    measured: { metric: 'normalised', scale: 'percent' },
    words: 'six scores in percent, normalised so that guessing is 0',
  },
  {
    name: 'first Open LLM Leaderboard',
    scores: ['ARC', 'HellaSwag', 'MMLU', 'TruthfulQA', 'Winogrande', 'GSM8K'],
    measured: { scale: 'percent' },
    words: 'six scores in percent',
  },
]

/** Its columns that are neither names, bases, sizes nor scores. */
const detailColumns = new Set([
  'eval_name',
  'Precision',
  'Type',
  'T',
  'Weight type',
  'Architecture',
  'Model',
  'Model sha',
  'Average ⬆️',
  'Hub License',
  'Hub ❤️',
  'Available on the hub',
  'MoE',
  'Merged',
  'Flagged',
  'Chat Template',
  'CO₂ cost (kg)',
  "Maintainer's Highlight",
  'Official Providers',
  'Upload To Hub Date',
  'Submission Date',
  'Generation',
])
const [nameColumn, baseColumn, sizeColumn] = ['fullname', 'Base Model', '#Params (B)'] as const
/** Titles of this program: families and sizes that somebody has added go before those of the leaderboard. */
const [familyTitle, sizeTitle] = ['Model Family', 'Model Size (B)'] as const

/** What tells apart rows of one name, in the order in which it is tried. */
const distinctions: readonly (readonly string[])[] = [
  ['Precision'],
  ['Model sha'],
  ['Precision', 'Model sha'],
  ['Precision', 'Model sha', 'Chat Template'],
]

/**
 * The table of the Open LLM Leaderboard with the titles of this program: Model, Model Family, Model Size (B) and the
 * six scores, then columns that are not its own; undefined for any other table.
 *
 * The family of a model is the base at the end of its line of bases, as far as the table tells it; bases that lead in
 * a circle are one family. Rows of one name are told apart by precision and revision; a row that stands there twice
 * is taken once.
 */
export function openLlmLeaderboard(table: CsvTable): CsvTable | undefined {
  const version = versions.find(({ scores }) => [nameColumn, ...scores].every((title) => table.columns.includes(title)))
  if (version === undefined) return undefined
  const cellOf = ({ cells }: CsvRow, title: string): string => cells[table.columns.indexOf(title)] ?? ''
  const rows = withoutRepetitions(table.rows)
  const { names, apart } = distinctNames(rows, cellOf)
  const { familyOf, circles } = basesOf(rows, cellOf)
  const present = (...titles: string[]): string[] => titles.filter((title) => table.columns.includes(title))
  const families = present(familyTitle, baseColumn)
  const sizes = present(sizeTitle, sizeColumn)
  const kept: readonly (readonly [string, (row: CsvRow, index: number) => string])[] = [
    ['Model', (_, index) => names[index]!],
    ...(families.length === 0
      ? []
      : [[familyTitle, (row: CsvRow) => cellOf(row, familyTitle).trim() || familyOf(row)] as const]),
    ...(sizes.length === 0
      ? []
      : [[sizeTitle, (row: CsvRow) => cellOf(row, sizeTitle).trim() || sizeIn(cellOf(row, sizeColumn))] as const]),
    ...version.scores.map((title) => [title, (row: CsvRow) => cellOf(row, title)] as const),
    ...table.columns
      .filter((title) => !isKnownColumn(title, version))
      .map((title) => [title, (row: CsvRow) => cellOf(row, title)] as const),
  ]
  return {
    columns: kept.map(([title]) => title),
    rows: rows.map((row, index) => ({ line: row.line, cells: kept.map(([, read]) => read(row, index)) })),
    notes: [
      ...table.notes,
      `Read as the table of the ${version.name}: names from "fullname"${sourceText('families', families)}${sourceText('sizes', sizes)}, ${version.words}; its other columns are left out.`,
      ...circles.map((circle) => `Bases that lead in a circle are one family: ${circle.map(shown).join(', ')}.`),
      ...(apart === 0
        ? []
        : [`Rows with the name of another are named with precision or revision: ${plural(apart, 'row')}.`]),
      ...(rows.length === table.rows.length
        ? []
        : [`Rows that stand there twice are taken once: ${plural(table.rows.length - rows.length, 'row')}.`]),
    ],
    measured: new Map(version.scores.map((title) => [title, version.measured])),
  }
}

/** `, families from "Model Family", else "Base Model"`. */
function sourceText(what: string, titles: readonly string[]): string {
  return titles.length === 0 ? '' : `, ${what} from ${titles.map(shown).join(', else ')}`
}

function isKnownColumn(title: string, { scores }: Version): boolean {
  return (
    detailColumns.has(title) ||
    ([nameColumn, baseColumn, sizeColumn, familyTitle, sizeTitle] as readonly string[]).includes(title) ||
    scores.some((score) => title === score || title === `${score} Raw`)
  )
}

/** A size of 0 or less is one that the leaderboard does not know. */
function sizeIn(cell: string): string {
  const size = cellNumber(cell)
  return size !== undefined && size <= 0 ? '' : cell
}

function withoutRepetitions(rows: readonly CsvRow[]): CsvRow[] {
  const seen = new Set<string>()
  return rows.filter(({ cells }) => {
    const key = JSON.stringify(cells)
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

type CellOf = (row: CsvRow, title: string) => string

/** Names of the rows, no two alike where precision or revision tell them apart, and how many had to be. */
function distinctNames(rows: readonly CsvRow[], cellOf: CellOf): { readonly names: string[]; readonly apart: number } {
  const names = rows.map((row) => cellOf(row, nameColumn).trim())
  const alike = new Map<string, number[]>()
  for (const [index, name] of names.entries()) {
    const key = spellingKey(name)
    const group = alike.get(key)
    if (group === undefined) alike.set(key, [index])
    else group.push(index)
  }
  let apart = 0
  for (const group of alike.values()) {
    if (group.length === 1 || names[group[0]!] === '') continue
    for (const titles of distinctions) {
      const told = group.map((index) => {
        const words = titles.map((title) => cellOf(rows[index]!, title).trim().slice(0, 8))
        return `${names[index]!} (${words.join(', ')})`
      })
      if (new Set(told.map(spellingKey)).size < group.length) continue
      for (const [position, index] of group.entries()) names[index] = told[position]!
      apart += group.length
      break
    }
  }
  return { names, apart }
}

/**
 * The base at the end of each row's line of bases, empty where none or several are named. Of bases that lead in a
 * circle it is the one whose row comes first; the circles are told with it in front.
 */
function basesOf(
  rows: readonly CsvRow[],
  cellOf: CellOf,
): { readonly familyOf: (row: CsvRow) => string; readonly circles: readonly (readonly string[])[] } {
  const baseIn = (row: CsvRow): string => {
    const base = cellOf(row, baseColumn)
      .trim()
      .replace(/\s*\((?:merge|finetuned?|adapter|quantized)\)$/i, '')
    return /[,[\s]/.test(base) || /^(?:removed|none|n\/a|-)$/i.test(base) ? '' : base
  }
  const names = rows.map((row) => cellOf(row, nameColumn).trim())
  const baseOf = new Map(rows.map((row, index) => [names[index]!, baseIn(row)]))
  const order = new Map([...baseOf.keys()].map((name, index) => [name, index]))
  const circles = new Map<string, readonly string[]>()
  const familyOf = (row: CsvRow): string => {
    const line: string[] = []
    const visited = new Set<string>()
    let base = baseIn(row)
    for (let next = baseOf.get(base); next !== undefined && next !== ''; next = baseOf.get(base)) {
      if (visited.has(base)) return headOfCircle(line.slice(line.indexOf(base)))
      visited.add(base)
      line.push(base)
      base = next
    }
    return base
  }
  const headOfCircle = (circle: readonly string[]): string => {
    const head = circle.reduce((first, name) => (order.get(name)! < order.get(first)! ? name : first))
    const at = circle.indexOf(head)
    // A model that is its own base begins its line.
    if (circle.length > 1) circles.set(head, [...circle.slice(at), ...circle.slice(0, at)])
    return head
  }
  for (const row of rows) familyOf(row)
  return { familyOf, circles: [...circles.values()] }
}
