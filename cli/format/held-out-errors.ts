import { coverageText } from '../../core/format/coverage-text.ts'
import { predictedText } from '../../core/format/predicted-text.ts'
import { levelText, plural, significant } from '../../core/format/quantity.ts'
import { comparisonAdvice, comparisonText } from '../../core/scaling/comparison-text.ts'
import type { PairedDifference } from '../../core/scaling/paired-difference.ts'
import type { FitError } from '../../core/scaling/scaling-fit.ts'
import type { GainForecast } from '../../core/scaling/score-gain.ts'
import { formatTable } from './table.ts'

/** A law's errors on the models it was fitted to and on those held out, with its predictions. */
interface FittedLaw {
  readonly train: FitError
  readonly test: FitError
  readonly baseline: { readonly train: FitError; readonly test: FitError }
  readonly comparison: PairedDifference | null
  readonly predictions: readonly LawPrediction[]
  readonly coverage: { readonly test: number | null }
}

type LawPrediction = Omit<GainForecast, 'id' | 'family'>

interface LawWords {
  /** Title of the table of errors. */
  readonly errors: string
  /** What is predicted: "score", "gain". */
  readonly predicted: string
  /** Title of the values that the predictions are held against. */
  readonly observed: string
  readonly components: number
  readonly baseline: string
  /** Share of truths that an interval is to contain. */
  readonly level: number
  readonly showsEquivalentFlops: boolean
}

/** Errors of law and baseline, their comparison, the predictions of the models held out, and their coverage. */
export function heldOutErrors(fit: FittedLaw, words: LawWords): string {
  const alone = `ln ${words.baseline} alone`
  const error = ({ n, mse }: FitError): string[] => [String(n), mse === null ? '-' : significant(mse)]
  const errors = formatTable(
    [
      { title: words.errors },
      { title: 'train n', align: 'right' },
      { title: 'mse', align: 'right' },
      { title: 'test n', align: 'right' },
      { title: 'mse', align: 'right' },
    ],
    [
      [plural(words.components, 'component'), ...error(fit.train), ...error(fit.test)],
      [alone, ...error(fit.baseline.train), ...error(fit.baseline.test)],
    ],
  )
  const advice = fit.comparison === null ? null : comparisonAdvice(fit.comparison)
  const compared =
    fit.comparison === null
      ? ''
      : `\n${comparisonText(fit.comparison, alone, words.level)}\n${advice === null ? '' : `${advice}\n`}`
  const tested = fit.predictions.filter(({ split }) => split === 'test')
  const predictions = tested.length === 0 ? '' : `\n${predictionTable(tested, words)}`
  const coverage = { coverage: fit.coverage.test, intervals: tested.length }
  const held = coverageText(coverage, words.level, `held-out ${words.predicted}`)
  const covered = held === null ? '' : `\n${levelText(words.level)} intervals hold ${held}\n`
  return `${errors}${compared}${predictions}${covered}`
}

function predictionTable(tested: readonly LawPrediction[], { observed, showsEquivalentFlops }: LawWords): string {
  return formatTable(
    [
      { title: 'held out' },
      { title: observed, align: 'right' },
      { title: 'predicted', align: 'right' },
      { title: 'lower', align: 'right' },
      { title: 'upper', align: 'right' },
      ...(showsEquivalentFlops ? [{ title: 'equivalent FLOPs (1e21)', align: 'right' as const }] : []),
    ],
    tested.map((prediction) => {
      const { model, predicted, lower, upper, equivalentFlops } = prediction
      const { value, ends } = predictedText({ value: predicted, lower, upper })
      const equivalent = equivalentFlops === null ? '-' : significant(equivalentFlops)
      return [
        model,
        significant(prediction.observed),
        value,
        ends?.[0] ?? '-',
        ends?.[1] ?? '-',
        ...(showsEquivalentFlops ? [equivalent] : []),
      ]
    }),
  )
}
