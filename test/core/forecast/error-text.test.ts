import { expect, test } from 'vitest'
import { correlationText, heldOutErrors, meanErrorText, rootMeanSquareText } from '../../../core/forecast/error-text.ts'

const alone = (...values: number[]) => values.map((value, group) => ({ value, group }))
const inGroups = (...groups: number[][]) => groups.flatMap((values, group) => values.map((value) => ({ value, group })))

test('errors and correlations are written with the digits that their standard error supports', () => {
  // Sizes 1, 2, 2, 3, a group each: mean 2, standard deviation sqrt(2/3) over sqrt(4): 0.41.
  expect(meanErrorText(alone(1, -2, 2, 3), 1)).toBe('2.0 ± 0.4')
  // Squares 1, 4, 4, 9: mean 4.5, standard error 1.66; over 2 sqrt(4.5).
  expect(rootMeanSquareText(alone(1, -2, 2, -3), 1)).toBe('2.1 ± 0.4')
  expect(meanErrorText(alone(0.01, -0.02, 0.02, 0.03), 100)).toBe('2.0 ± 0.4')
  expect(rootMeanSquareText(alone(0.01, -0.02, 0.02, -0.03), 100)).toBe('2.1 ± 0.4')
  const thirteen = alone(...new Array<number>(13).fill(1))
  expect(correlationText(0.4567, thirteen)).toBe('0.5')
  expect(correlationText(0.9867, thirteen)).toBe('0.99')
  expect(correlationText(1, alone(1, 2, 3, 4))).toBe('1.00')
})

test('models that are held out together are no errors apart: the standard error is that over their groups', () => {
  // Two groups of eight, with sizes 1 and 3: mean 2. Sums less the mean -8 and 8, so variance 2 (64 + 64) / 256 = 1.
  const errors = inGroups(new Array<number>(8).fill(-1), new Array<number>(8).fill(3))
  expect(meanErrorText(errors, 1)).toBe('2.0 ± 1.0')
  // Squares 1 and 9: mean 5, error 4; over 2 sqrt(5).
  expect(rootMeanSquareText(errors, 1)).toBe('2.2 ± 0.9')
  expect(correlationText(0.8567, errors)).toBe('0.9')
})

test('of one group nothing is known of the error', () => {
  expect(meanErrorText(inGroups([1, 2, 2, 3]), 1)).toBe('2.00')
  expect(rootMeanSquareText(inGroups([3, 3]), 1)).toBe('3.00')
})

test('only models with a known score that were forecast without it count', () => {
  const models = [
    { role: 'known', truth: 0.5, group: 4 },
    { role: 'known', truth: 0.25, group: 4 },
    { role: 'set-aside', truth: 0.5, group: 5 },
    { role: 'unscored', truth: null, group: 6 },
  ]
  expect(heldOutErrors(models, [{ score: 0.75 }, null, { score: 1 }, { score: 1 }])).toEqual([
    { value: 0.25, group: 4 },
  ])
})
