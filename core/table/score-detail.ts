import { knownSpelling } from '../model/spelling.ts'
import { shown } from './csv-table.ts'
import { cellNumber, describeNonNumber, hasPercentSign } from './number-cell.ts'
import { type CellScore, scoreInCell } from './score-cell.ts'
import type { ScoreScale } from './score-scale.ts'

/** What a column may tell of the scores of another one. */
export type DetailKind = 'stderr' | 'items'

/** What a title says: `other` tells how firm a score is by what is stored nowhere, as an interval. */
export interface TitledDetail {
  readonly kind: DetailKind | 'other'
  /** The title of the score that it is about, as far as it is said; empty where it is not. */
  readonly of: string
}

/** As they stand at the end of a title; the first of them that fits. */
const words: readonly (readonly [TitledDetail['kind'], string])[] = [
  ['stderr', 'std[ _-]?err(?:or)?|standard[ _-]error|se'],
  ['items', '(?:n[ _-]|num[ _-]|number[ _]of[ _])?(?:items|samples)|n|sample[ _-](?:size|count|len)|count'],
  ['other', 'std|stdev|standard[ _-]deviation|sd|ci|ci[ _-](?:low|high|lower|upper)'],
]
const forms = words.map(([kind, named]) => ({
  kind,
  // Without a score first, so that "standard error" is about none.
  atEnd: new RegExp(`^(?:(.*?)[\\s_,.:-]+)??(?:${named})$`, 'i'),
  inBrackets: new RegExp(`^(.*?)\\s*[([](?:${named})[)\\]]$`, 'i'),
}))
/** As lm-eval writes it: the metric, then how answers were filtered. */
const beforeFilter = /^(.+)_stderr(,[^,]+)$/i
const bracketsAtEnd = /\s*[([][^()[\]]*[)\]]$/
/** Characters: longer titles say nothing, so that no title takes long to look at. */
const longestTitle = 300

/** What a title says of a score beside its own column; undefined for any other title. */
export function detailInTitle(title: string): TitledDetail | undefined {
  const text = title.trim()
  if (text.length > longestTitle) return undefined
  const filtered = beforeFilter.exec(text)
  if (filtered !== null) return { kind: 'stderr', of: `${filtered[1]!}${filtered[2]!}` }
  for (const { kind, inBrackets } of forms) {
    const match = inBrackets.exec(text)
    if (match !== null) return { kind, of: match[1]! }
  }
  const bare = text.replace(bracketsAtEnd, '')
  for (const { kind, atEnd } of forms) {
    const match = atEnd.exec(bare)
    if (match !== null) return { kind, of: (match[1] ?? '').trim() }
  }
  return undefined
}

/** A title that `detailInTitle` takes back. */
export function detailTitle(kind: DetailKind, of: string): string {
  return `${of} ${kind === 'stderr' ? 'standard error' : 'items'}`
}

/** A column of what its title says of the scores in another one. */
interface DetailColumn {
  readonly title: string
  readonly kind: DetailKind
  /** The title of the scores. */
  readonly of: string
}

/**
 * The scores that columns tell of: that of the title, or where a title names none, the score that stands alone in the
 * table or right before it, other details between.
 *
 * @param isScore whether the column of a title holds scores
 * @param isCandidate whether it may tell of them
 */
export function detailColumns(
  titles: readonly string[],
  isScore: (title: string) => boolean,
  isCandidate: (title: string) => boolean,
): DetailColumn[] {
  const scores = titles.filter(isScore)
  return titles.flatMap((title, index): DetailColumn[] => {
    const said = isScore(title) || !isCandidate(title) ? undefined : detailInTitle(title)
    if (said === undefined || said.kind === 'other') return []
    const of = said.of === '' ? scoreBeside(titles, index, scores, isScore) : namedScore(said.of, scores)
    return of === undefined ? [] : [{ title, kind: said.kind, of }]
  })
}

/** Of several numbers of items for one score the first; of several standard errors all, since they may differ. */
export function withoutFurtherCounts(columns: readonly DetailColumn[]): DetailColumn[] {
  const first = new Map<string, DetailColumn>()
  for (const column of columns) if (column.kind === 'items' && !first.has(column.of)) first.set(column.of, column)
  return columns.filter((column) => column.kind !== 'items' || first.get(column.of) === column)
}

function namedScore(of: string, scores: readonly string[]): string | undefined {
  const known = knownSpelling(of, scores)
  if (known !== undefined) return known
  // "MMLU stderr" beside "MMLU (%)".
  const bare = scores.map((title) => title.replace(bracketsAtEnd, ''))
  const spelling = knownSpelling(of, bare)
  const first = spelling === undefined ? -1 : bare.indexOf(spelling)
  return first >= 0 && bare.lastIndexOf(spelling!) === first ? scores[first] : undefined
}

/** The only score, or the one right before; undefined where several stand there side by side: any may be meant. */
function scoreBeside(
  titles: readonly string[],
  index: number,
  scores: readonly string[],
  isScore: (title: string) => boolean,
): string | undefined {
  if (scores.length < 2) return scores[0]
  let at = index - 1
  while (at >= 0 && !isScore(titles[at]!) && detailInTitle(titles[at]!)?.of === '') at -= 1
  const before = titles[at]
  if (before === undefined || !isScore(before)) return undefined
  return at > 0 && isScore(titles[at - 1]!) ? undefined : before
}

/**
 * The standard error in a cell, in the units in which its score is stored; undefined where it holds none.
 *
 * @param scale of the score, whose standard error is on the same
 * @param hasScore whether the score itself is there: NaN beside a score says that something went wrong
 */
export function standardErrorInCell(cell: string, scale: ScoreScale, hasScore: boolean): CellScore {
  const expected = 'a standard error of at least 0, or an empty cell'
  if (hasScore && cell.trim().toLowerCase() === 'nan') return { expected, found: shown(cell) }
  const read = scoreInCell(cell, scale, false)
  if ('value' in read && read.value !== undefined && read.value < 0) return { expected, found: shown(cell) }
  return read
}

/** The number of items in a cell, undefined where it holds none. */
export function itemsInCell(cell: string): CellScore {
  const value = cellNumber(cell)
  if (value === undefined) return { value }
  const expected = 'a whole number of items above 0, or an empty cell'
  if (Number.isNaN(value)) return { expected, found: describeNonNumber(cell) }
  return hasPercentSign(cell) || !Number.isSafeInteger(value) || value < 1
    ? { expected, found: shown(cell) }
    : { value }
}
