import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coveringModels, wantedPartners } from '../../../core/similarity/wanted-partners.ts'

const graph = fc.integer({ min: 2, max: 12 }).chain((models) =>
  fc.record({
    models: fc.constant(models),
    pairs: fc.array(
      fc
        .tuple(fc.nat({ max: models - 1 }), fc.nat({ max: models - 1 }))
        .filter(([i, j]) => i !== j)
        .map(([i, j]): [number, number] => [i, j]),
    ),
  }),
)

describe('wanted pairs', () => {
  it('are told of both of their models, and each has a covering one', () => {
    fc.assert(
      fc.property(graph, ({ models, pairs }) => {
        const partners = wantedPartners(pairs.flat(), models)
        const told = Array.from({ length: models }, (_, i) => i).flatMap((i) =>
          Array.from({ length: partners.starts[i + 1]! - partners.starts[i]! }, (_unused, at) => {
            const place = partners.starts[i]! + at
            return [partners.pair[place], i, partners.partner[place]].join()
          }),
        )
        expect(told.sort()).toEqual(pairs.flatMap(([i, j], pair) => [[pair, i, j].join(), [pair, j, i].join()]).sort())
        const covering = coveringModels(partners)
        for (const [i, j] of pairs) expect(covering[i]! + covering[j]!).toBeGreaterThan(0)
      }),
    )
  })

  it('of new models with many that are known are covered by the new ones', () => {
    const models = 20
    const pairs = [3, 11].flatMap((fresh) => Array.from({ length: models }, (_, i) => [i, fresh]))
    const wanted = pairs.filter(([i, fresh]) => i !== fresh && !(i === 11 && fresh === 3))
    const covering = coveringModels(wantedPartners(wanted.flat(), models))
    expect([...covering.keys()].filter((model) => covering[model] === 1)).toEqual([3, 11])
  })
})
