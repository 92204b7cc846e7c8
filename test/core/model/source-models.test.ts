import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sourceModels } from '../../../core/model/source-models.ts'

const model = (content: string, isKnown = false) => ({ content, bytes: 10 * Number(content), isKnown })

test('what several sources have counts once, what the library has is told apart', () => {
  expect(sourceModels([])).toEqual({ all: { count: 0, bytes: 0 }, fresh: { count: 0, bytes: 0 }, shared: 0 })
  const sources = [{ models: [model('1'), model('2', true)] }, { models: [model('1'), model('3')] }, { models: [] }]
  expect(sourceModels(sources)).toEqual({
    all: { count: 3, bytes: 60 },
    fresh: { count: 2, bytes: 40 },
    shared: 1,
  })
})

test('a content of which the library has one file and not another is still to be added, whichever comes first', () => {
  const [known, fresh] = [{ models: [model('2', true)] }, { models: [model('2')] }]
  const expected = { all: { count: 1, bytes: 20 }, fresh: { count: 1, bytes: 20 }, shared: 1 }
  expect(sourceModels([known, fresh])).toEqual(expected)
  expect(sourceModels([fresh, known])).toEqual(expected)
})

test('the order of sources does not matter, and one more source adds between nothing and all that it has', () => {
  const source = fc.record({
    models: fc.array(fc.integer({ min: 0, max: 9 }).map((content) => model(String(content), content % 3 === 0))),
  })
  fc.assert(
    fc.property(fc.array(source, { maxLength: 5 }), source, (sources, more) => {
      const before = sourceModels(sources)
      const after = sourceModels([...sources, more])
      expect(sourceModels([more, ...sources])).toEqual(after)
      const own = sourceModels([more])
      for (const count of ['all', 'fresh'] as const) {
        expect(after[count].count).toBeGreaterThanOrEqual(Math.max(before[count].count, own[count].count))
        expect(after[count].bytes).toBeLessThanOrEqual(before[count].bytes + own[count].bytes)
      }
      expect(after.all.count + after.shared).toBe([...sources, more].flatMap(({ models }) => models).length)
    }),
  )
})
