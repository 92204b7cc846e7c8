import fc from 'fast-check'
import { expect, test } from 'vitest'
import { factorTexts, lossBeside, lossTexts } from '../../../core/emergence/emergence-text.ts'

test('points of a loss have the digits that their interval supports; another loss beside them has as many', () => {
  expect(lossTexts({ lower: 1.8412, median: 1.9127, upper: 1.9733 })).toEqual(['1.84', '1.91', '1.98'])
  expect(lossTexts({ lower: 1.91241, median: 1.9127, upper: 1.91299 })).toEqual(['1.9124', '1.9127', '1.9130'])
  expect(lossBeside(1.7016, { lower: 1.8412, upper: 1.9733 })).toBe('1.70')
})

test('factors of compute keep their order in writing, to infinity', () => {
  expect(factorTexts({ lower: 1.21, median: 1.24, upper: 1.27 })).toEqual(['1.21×', '1.24×', '1.27×'])
  expect(factorTexts({ lower: 1.2, median: 35.4, upper: null })).toEqual(['1.2×', '35×', 'never'])
  const factor = fc.double({ min: 0.01, max: 1e9, noNaN: true })
  const read = (text: string): number => Number(text.replace('×', '').replaceAll('−', '-'))
  fc.assert(
    fc.property(fc.tuple(factor, factor, factor), (values) => {
      const [lower, median, upper] = [...values].sort((left, right) => left - right) as [number, number, number]
      const [low, middle, high] = factorTexts({ lower, median, upper }).map(read) as [number, number, number]
      expect(low <= middle && middle <= high).toBe(true)
    }),
  )
})
