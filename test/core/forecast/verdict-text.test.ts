import { describe, expect, test } from 'vitest'
import type { ForecastMethodName } from '../../../core/forecast/forecast-scores.ts'
import { compareErrors } from '../../../core/forecast/paired-errors.ts'
import {
  comparisonText,
  decisiveComparisons,
  differenceText,
  missingIntervalsText,
} from '../../../core/forecast/verdict-text.ts'

const compared = (
  baseline: ForecastMethodName,
  own: readonly number[],
  other: readonly number[],
  groups = own.map((_, index) => index),
) => {
  const errors = (values: readonly number[]) => values.map((error, model) => ({ model, group: groups[model]!, error }))
  return { ...compareErrors(errors(own), errors(other))!, baseline }
}

describe('the verdict on a forecast method', () => {
  test('rests on the mean of the scored models and, where that is another, on the baseline of least error', () => {
    const [mean, size, nearest] = [
      compared('mean', [1, 2], [3, 3]),
      compared('size', [1, 2], [2, 2]),
      compared('nearest', [1, 2], [4, 4]),
    ]
    expect(decisiveComparisons([mean, size, nearest]).map(({ baseline }) => baseline)).toEqual(['mean', 'size'])
    expect(decisiveComparisons([mean, nearest]).map(({ baseline }) => baseline)).toEqual(['mean'])
    expect(decisiveComparisons([])).toEqual([])
  })

  test('names the baseline, the difference with its interval, models and groups', () => {
    const better = compared('mean', [1, 1.1, 0.9, 1], [5, 5.2, 5.1, 5.3])
    expect(comparisonText(better, 1)).toBe(
      'better than the mean of the scored models (difference −4.1, −4.4 to −3.9, on 4 models in 4 groups)',
    )
    expect(comparisonText(compared('size', [0.01, 0.02], [0.03, 0.02]), 100)).toMatch(
      /^no better than a .* \(difference −1, −14 to 12, on 2 models in 2 groups\)$/,
    )
    const alone = compared('mean', [0.01, 0.02], [0.03, 0.02], [0, 0])
    expect(comparisonText(alone, 100)).toBe(
      'too few groups to compare with the mean of the scored models (difference −1.0, on 2 models in 1 group)',
    )
  })

  test('is never contradicted by the digits of its interval', () => {
    const found = { ...compared('mean', [1, 1], [2, 2]), difference: 7, lower: 0.4, upper: 13.6 }
    expect(differenceText(found, 1)).toBe('7.0, 0.4 to 13.6')
    expect(differenceText({ ...found, difference: -7, lower: -13.96, upper: -0.04 }, 1)).toBe('−7.00, −13.96 to −0.04')
    expect(differenceText({ ...found, lower: -0.4 }, 1)).toBe('7, −1 to 14')
  })

  test('says why forecasts have no interval, and nothing where all have', () => {
    expect(missingIntervalsText({ n: 4, intervals: 3 }, 0.9, 9)).toBe(
      '1 held-out forecast of 4 has no interval: 90 % needs 9 errors from other groups.',
    )
    expect(missingIntervalsText({ n: 4, intervals: 2 }, 0.9, 9)).toMatch(/^2 held-out forecasts of 4 have no interval/)
    expect(missingIntervalsText({ n: 4, intervals: 4 }, 0.9, 9)).toBeUndefined()
  })
})
