import { describe, expect, test } from 'vitest'
import { correlationText, forecastText, meanText, rootMeanSquareText } from '../../../renderer/views/forecast/forecast-text.ts'

describe('forecasts are written with the digits that their uncertainty supports', () => {
  const made = (score: number, lower: number | null, upper: number | null) => ({ score, lower, upper, restsOn: [] })

  test('half the interval decides, the mean error where there is none', () => {
    expect(forecastText(made(0.43216, 0.2312, 0.6231), 100, null)).toEqual({ score: '43', interval: '23 to 62' })
    expect(forecastText(made(0.43216, 0.4291, 0.4353), 100, null)).toEqual({ score: '43.2', interval: '42.9 to 43.5' })
    expect(forecastText(made(1.23456, 1.1, 1.4), 1, null)).toEqual({ score: '1.23', interval: '1.10 to 1.40' })
    expect(forecastText(made(0.43216, null, null), 100, 0.05)).toEqual({ score: '43', interval: '' })
  })

  test('means and correlations', () => {
    // Mean 2, standard deviation sqrt(2/3) over sqrt(4): 0.41.
    expect(meanText([1, 2, 2, 3])).toBe('2.0 ± 0.4')
    // Squares 1, 4, 4, 9: mean 4.5, standard error 1.66; over 2 sqrt(4.5).
    expect(rootMeanSquareText([1, -2, 2, -3])).toBe('2.1 ± 0.4')
    expect(correlationText(0.4567, 13)).toBe('0.5')
    expect(correlationText(0.9867, 13)).toBe('0.99')
    expect(correlationText(1, 4)).toBe('1.00')
  })
})
