import { expect, test } from 'vitest'
import { forecastText } from '../../../engine/analyses/forecast-text.ts'

test('a forecast is written in units of the score, with the digits of its interval, or of the mean error where there is none', () => {
  const made = (score: number, lower: number | null, upper: number | null) => ({ score, lower, upper, restsOn: [] })
  expect(forecastText(made(0.43216, 0.2312, 0.6231), 100, null)).toMatchObject({ value: '43', interval: '23 to 63' })
  expect(forecastText(made(1.23456, 1.1, 1.4), 1, null)).toMatchObject({ value: '1.2', interval: '1.1 to 1.4' })
  expect(forecastText(made(0.43216, null, null), 100, 0.05)).toEqual({ value: '43', ends: null, interval: '' })
})
