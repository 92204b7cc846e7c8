/**
 * How the numbers of a column of scores are meant: `fraction` 0 to 1, `percent` 0 to 100, `raw` neither (a perplexity,
 * a rating), so taken as they stand.
 */
export type ScoreScale = 'fraction' | 'percent' | 'raw'

/** Numbers of one column of scores. */
export interface ColumnOfScores {
  readonly title: string
  /** Name of the metric, where it is not in the title. */
  readonly metric?: string
  readonly numbers: readonly NumberInLine[]
  /** The scale where it is known already: percent by signs in the cells, or as somebody has decided. */
  readonly stated: ScoreScale | null
}

export interface NumberInLine {
  /** Line of the text, from 1. */
  readonly line: number
  readonly value: number
}

/** One way in which a table can be read. */
export interface ScaleReading {
  readonly name: 'percent' | 'fraction' | 'by-column' | 'raw'
  /** What the reading makes of a cell that tells it from the others. */
  readonly text: string
  /** The scale of each column that is asked about, by title. */
  readonly scales: ReadonlyMap<string, ScoreScale>
}

/** Scales of the columns, in their order; null where `readings` say what a reader has to decide between. */
export interface TableScales {
  readonly scales: readonly (ScoreScale | null)[]
  /** Empty where nothing is to be asked. */
  readonly readings: readonly ScaleReading[]
}

const percentTitle = /%|percent|(?:^|[^a-z])pct(?:[^a-z]|$)/i
const fractionTitle = /(?:^|[^a-z])fractions?(?:[^a-z]|$)|\(0 ?(?:-|–|to) ?1\)/i
/** Measures in units of their own of which less is better, of which more is, and shares of which less is. */
const rawLosses =
  'perplexity|ppl|rank|(?:log[ _-]?)?loss(?:es)?|nll|bpb|bpc|bits?[ _-]per[ _-][a-z]+|cross[ _-]?entropy|wikitext[ _-]?\\d*|seconds?|latency|cost|price'
const rawGains = 'elo|rating|log[ _-]?(?:likelihood|prob)[a-z]*|mt[ _-]?bench'
const shareLosses = 'error|error[ _-]rate|wer|cer|brier(?:[ _-]score)?'
const anyOf = (...words: readonly string[]): RegExp => new RegExp(`(?:^|[^a-z])(?:${words.join('|')})(?:[^a-z]|$)`, 'i')
const rawTitle = anyOf(rawLosses, rawGains)
const lossTitle = anyOf(rawLosses, shareLosses)
const shareTitle = /(?:^|[^a-z])(?:acc|accuracy|exact[ _-]match|em|f1|mc[12]|pass@\d+)(?:[^a-z]|$)/i

/**
 * What a title (or the name of a metric) says of the numbers below it; `share`: a fraction or percent; null: nothing.
 */
export function scaleInTitle(title: string): ScoreScale | 'share' | null {
  if (rawTitle.test(title)) return 'raw'
  if (percentTitle.test(title)) return 'percent'
  if (fractionTitle.test(title)) return 'fraction'
  return shareTitle.test(title) ? 'share' : null
}

/** Whether less is better in a column of this title. */
export const isLoss = (title: string): boolean => lossTitle.test(title)

/**
 * The scales of the score columns of one table. A title that says its scale decides for its column. All other columns
 * have one scale: fractions where no number is above 1, percent where all are, up to 100. Where both occur, the
 * readings say what is to be decided. Columns of numbers mostly above 100 are no shares of anything.
 */
export function scalesOfTable(columns: readonly ColumnOfScores[]): TableScales {
  const decided = columns.map(scaleSaid)
  const scales = columns.map((column, index): ScoreScale | null => {
    const said = decided[index]!
    if (column.stated !== null) return column.stated
    if (said !== null && said !== 'share') return said
    const shape = shapeOf(column.numbers)
    if (shape === 'beyond') return 'raw'
    // An accuracy is judged by its own numbers: no other column makes .8 of it a hundredth.
    return said === 'share' && shape !== 'both' && shape !== 'slip' ? scaleOfShape(shape) : null
  })
  const open = columns.filter((_, index) => scales[index] === null)
  const shapes = new Set(open.map(({ numbers }) => shapeOf(numbers)))
  // What is stated of other columns speaks for the same scale here.
  const isStated = (scale: ScoreScale): boolean =>
    columns.some((column) => column.stated === scale && scaleSaid(column) === null)
  if (shapes.has('small') && isStated('percent')) shapes.add('large')
  else if (shapes.has('large') && isStated('fraction')) shapes.add('small')
  if (!shapes.has('both') && !shapes.has('slip') && !(shapes.has('small') && shapes.has('large'))) {
    const scale = shapes.has('large') ? 'percent' : 'fraction'
    return { scales: scales.map((known) => known ?? scale), readings: [] }
  }
  return { scales, readings: readingsOf(open) }
}

function scaleSaid({ title, metric = '' }: ColumnOfScores): ScoreScale | 'share' | null {
  return scaleInTitle(title) ?? scaleInTitle(metric)
}

/**
 * How numbers lie: `small` from -1 to 1, `large` above 1 up to 100 (zeros in either), `both`, `slip` where a few are
 * above 100 or below -1, `beyond` where most are, `none` without a number that is not 0.
 */
type Shape = 'none' | 'small' | 'large' | 'both' | 'slip' | 'beyond'

function shapeOf(numbers: readonly NumberInLine[]): Shape {
  const values = numbers.map(({ value }) => value).filter((value) => value !== 0)
  if (values.length === 0) return 'none'
  const outside = values.filter((value) => value > 100 || value < -1).length
  if (outside > 0) return outside * 2 > values.length ? 'beyond' : 'slip'
  const small = values.filter((value) => value <= 1).length
  return small === values.length ? 'small' : small === 0 ? 'large' : 'both'
}

function scaleOfShape(shape: Shape): ScoreScale {
  return shape === 'small' || shape === 'none' ? 'fraction' : 'percent'
}

function readingsOf(open: readonly ColumnOfScores[]): ScaleReading[] {
  const cells = open.flatMap(({ title, numbers }) => numbers.map((number) => ({ ...number, title })))
  const small = cells.find(({ value }) => value !== 0 && Math.abs(value) <= 1)
  const above = cells.find(({ value }) => value > 1 && value <= 100)
  const outside = cells.find(({ value }) => value > 100 || value < -1)
  const at = (cell: { line: number; title: string; value: number }): string =>
    `${cell.value} in ${JSON.stringify(cell.title)}, line ${cell.line},`
  const all = (scale: ScoreScale) => new Map(open.map(({ title }) => [title, scale]))
  const byColumn = (fraction: typeof small, percent: typeof small): string =>
    fraction === undefined
      ? `${at(percent!)} is ${percent!.value} %`
      : `${at(fraction)} is ${percentText(fraction.value)} %`
  const readings: ScaleReading[] = []
  const percentOf = small ?? above
  const noPercent = outside !== undefined && outside.value > 100 ? `; ${at(outside)} cannot be` : ''
  if (percentOf !== undefined)
    readings.push({
      name: 'percent',
      text: `all percent: ${at(percentOf)} is ${percentOf.value} %${noPercent}`,
      scales: all('percent'),
    })
  const isEven = open.every(({ numbers }) => ['none', 'small', 'large'].includes(shapeOf(numbers)))
  if ((isEven || open.some(({ numbers }) => shapeOf(numbers) === 'small')) && (small ?? above) !== undefined) {
    readings.push({
      name: 'by-column',
      text: `columns from 0 to 1 hold fractions, the others percent: ${byColumn(small, above)}`,
      scales: new Map(open.map(({ title, numbers }) => [title, scaleOfShape(shapeOf(numbers))])),
    })
  } else if (small !== undefined) {
    const wrong = above ?? outside
    const text = `all fractions: ${at(small)} is ${percentText(small.value)} %${wrong === undefined ? '' : `; ${at(wrong)} cannot be`}`
    readings.push({ name: 'fraction', text, scales: all('fraction') })
  }
  const asItStands = outside ?? above ?? small
  if (!isEven && asItStands !== undefined)
    readings.push({
      name: 'raw',
      text: `no shares at all: ${at(asItStands)} is ${asItStands.value}`,
      scales: all('raw'),
    })
  return readings
}

function percentText(fraction: number): string {
  return String(Number((100 * fraction).toPrecision(12)))
}

/** What numbers that are known say of their scale. */
export interface KnownValues {
  readonly least: number
  readonly greatest: number
  /** Whether any is from 0 to 1 in size, and any beyond; zeros say nothing. */
  readonly hasSmall: boolean
  readonly hasLarge: boolean
}

const isSmall = (value: number): boolean => Math.abs(value) <= 1

export function withValue(known: KnownValues | undefined, value: number): KnownValues {
  const { least, greatest, hasSmall, hasLarge } = known ?? {
    least: value,
    greatest: value,
    hasSmall: false,
    hasLarge: false,
  }
  return {
    least: Math.min(least, value),
    greatest: Math.max(greatest, value),
    hasSmall: hasSmall || (value !== 0 && isSmall(value)),
    hasLarge: hasLarge || !isSmall(value),
  }
}

/**
 * Whether a number is on another scale than the known ones it stands beside: `above` beyond 1 beside fractions, `below`
 * from 0 to 1 beside numbers above 1; null where they may be of one scale.
 */
export function scaleApart({ hasSmall, hasLarge }: KnownValues, value: number): 'above' | 'below' | null {
  if (value === 0 || hasSmall === hasLarge) return null
  if (hasSmall) return isSmall(value) ? null : 'above'
  return isSmall(value) ? 'below' : null
}
