import { expect, test } from 'vitest'
import { correlationText, heldOutErrors, meanText, rootMeanSquareText } from '../../../core/forecast/error-text.ts'

test('means and correlations are written with the digits that their standard error supports', () => {
  // Mean 2, standard deviation sqrt(2/3) over sqrt(4): 0.41.
  expect(meanText([1, 2, 2, 3])).toBe('2.0 ± 0.4')
  // Squares 1, 4, 4, 9: mean 4.5, standard error 1.66; over 2 sqrt(4.5).
  expect(rootMeanSquareText([1, -2, 2, -3])).toBe('2.1 ± 0.4')
  expect(correlationText(0.4567, 13)).toBe('0.5')
  expect(correlationText(0.9867, 13)).toBe('0.99')
  expect(correlationText(1, 4)).toBe('1.00')
})

test('only models with a known score that were forecast without it count', () => {
  const models = [
    { role: 'known', truth: 0.5 },
    { role: 'known', truth: 0.25 },
    { role: 'set-aside', truth: 0.5 },
    { role: 'unscored', truth: null },
  ]
  expect(heldOutErrors(models, [{ score: 0.75 }, null, { score: 1 }, { score: 1 }])).toEqual([0.25])
})
