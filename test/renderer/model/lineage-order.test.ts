import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineageOrder } from '../../../renderer/model/lineage-order.ts'
import { familyGroups } from '../../../renderer/model/family-groups.ts'
import { oakLineage } from '../../engine/analyses/oak-lineage.ts'

const drawn = (order: readonly string[]): string[][] =>
  lineageOrder(oakLineage, order).map(({ models }) =>
    models.map(
      ({ modelId, depth }) => `${'-'.repeat(depth)}${oakLineage.models[oakLineage.modelIds.indexOf(modelId)]}`,
    ),
  )

test('what was made from a model stands below it, siblings in the order given', () => {
  const lists = drawn(oakLineage.modelIds)
  for (const list of lists) expect(list.length).toBeGreaterThan(1)
  const all = lists.flat()
  const depthOf = (name: string) => all.find((line) => line.replace(/^-*/, '') === name)!.search(/[^-]/)
  expect(depthOf('oak-tales')).toBe(depthOf('oak') + 1)
  const turned = lineageOrder(oakLineage, [...oakLineage.modelIds].reverse())
  expect(turned.flatMap(({ models }) => models.map(({ modelId }) => modelId)).sort()).toEqual(
    lineageOrder(oakLineage, oakLineage.modelIds)
      .flatMap(({ models }) => models.map(({ modelId }) => modelId))
      .sort(),
  )
})

test('of whatever models are shown, each stands once, none alone, and none that is not shown', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(oakLineage.modelIds), (order) => {
      const groups = lineageOrder(oakLineage, order)
      const ids = groups.flatMap(({ models }) => models.map(({ modelId }) => modelId))
      expect(new Set(ids).size).toBe(ids.length)
      for (const id of ids) expect(order).toContain(id)
      for (const { models } of groups) {
        expect(models.length).toBeGreaterThan(1)
        for (const [index, { depth }] of models.entries())
          expect(depth).toBeLessThanOrEqual(index === 0 ? 0 : models[index - 1]!.depth + 1)
      }
    }),
  )
})

test('families are named once in whatever spelling, and models without one come last', () => {
  const model = (name: string, family: string, familySource = 'stated') => ({ name, family, familySource }) as never
  const groups = familyGroups([model('c', 'c', 'unknown'), model('b', 'oak-2'), model('a', 'Oak 2'), model('d', 'Elm')])
  expect(groups.map(({ family, models }) => [family, ...models.map(({ name }) => name)])).toEqual([
    ['Elm', 'd'],
    ['oak-2', 'b', 'a'],
    ['', 'c'],
  ])
})
