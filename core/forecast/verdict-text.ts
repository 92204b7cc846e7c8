import { differenceText as differenceWithInterval } from '../format/difference-text.ts'
import { levelText, plural, significant } from '../format/quantity.ts'
import { forecastMethodWords, type ForecastMethodName } from './forecast-scores.ts'
import { verdictWords } from '../sampling/verdict.ts'
import { differenceLevel, type ErrorComparison } from './paired-errors.ts'

type Comparison = ErrorComparison & { readonly baseline: ForecastMethodName }

/**
 * The comparisons that a judgement of a method rests on: with the mean of the scored models, which knows nothing of the
 * model, and with the baseline of the least error where that is another one.
 */
export function decisiveComparisons(comparisons: readonly Comparison[]): Comparison[] {
  const mean = comparisons.filter(({ baseline }) => baseline === 'mean')
  const [best] = [...comparisons].sort((left, right) => left.otherError - right.otherError)
  return best === undefined || best.baseline === 'mean' ? mean : [...mean, best]
}

/**
 * `no better than the mean of the scored models (difference −1.1, −4 to 1.8, on 12 models in 3 groups)`; in units of
 * the score times `unit`.
 */
export function comparisonText(comparison: Comparison, unit: number): string {
  const { baseline, verdict, models, groups } = comparison
  const on = `on ${plural(models, 'model')} in ${plural(groups, 'group')}`
  return `${verdictWords[verdict]} ${baseline === 'bits' || baseline === 'size' ? 'a' : 'the'} ${forecastMethodWords[baseline]} (difference ${differenceText(comparison, unit)}, ${on})`
}

/** The difference of two mean errors with its interval: `−1.1, −4 to 1.8`. */
export function differenceText({ difference, lower, upper }: Comparison, unit: number): string {
  if (lower === null || upper === null) return significant(unit * difference, 2)
  return differenceWithInterval({ value: unit * difference, lower: unit * lower, upper: unit * upper })
}

/** How the verdicts come about, in a sentence. */
export const verdictNote =
  `Two methods are compared on the models that both have forecast. The interval of the difference of their mean errors is a ${levelText(differenceLevel)} one, ` +
  'with groups held out together as the units that vary (cluster-robust, Student t with one degree of freedom less than groups); where it leaves out 0, a method is better or worse.'

/** Why fewer forecasts have intervals than were held out; undefined where all have. */
export function missingIntervalsText(
  errors: { readonly n: number; readonly intervals: number },
  level: number,
  fewestErrors: number,
): string | undefined {
  const missing = errors.n - errors.intervals
  if (missing === 0) return undefined
  return `${plural(missing, 'held-out forecast')} of ${String(errors.n)} ${missing === 1 ? 'has' : 'have'} no interval: ${levelText(level)} needs ${plural(fewestErrors, 'error')} from other groups.`
}
