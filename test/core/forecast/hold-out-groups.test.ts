import { expect, test } from 'vitest'
import { holdOutGroups } from '../../../core/forecast/hold-out-groups.ts'
import type { Family } from '../../../core/model/family.ts'

const declared = (name: string): Family => ({ name, source: 'name' })
const stated = (name: string): Family => ({ name, source: 'stated' })

test('families, near models and one vocabulary are held out together, and it is said what joins families', () => {
  const families = ['moss', 'Moss', 'copy', 'oak', 'kin', 'lone'].map(declared)
  const { groupOf, joins } = holdOutGroups(
    families,
    ['a', 'a', null, 'b', 'b', 'c'],
    [
      { first: 0, second: 1, distance: 0.0001 },
      { first: 1, second: 2, distance: 0.0002 },
      { first: 0, second: 2, distance: 0.0003 },
    ],
  )
  expect(groupOf).toEqual([0, 0, 0, 1, 1, 2])
  expect(joins).toEqual([
    { first: 1, second: 2, by: 'near', distance: 0.0002 },
    { first: 3, second: 4, by: 'vocabulary', distance: null },
  ])
})

test('a vocabulary joins no families that were both stated; nearness does', () => {
  const families = [stated('one'), stated('other'), declared('third')]
  expect(holdOutGroups(families, ['v', 'v', null], []).groupOf).toEqual([0, 1, 2])
  expect(holdOutGroups(families, ['v', null, 'v'], []).groupOf).toEqual([0, 1, 0])
  expect(holdOutGroups(families, ['v', 'v', null], [{ first: 0, second: 1, distance: 0.01 }]).groupOf).toEqual([
    0, 0, 1,
  ])
})

test('the order of the models does not decide which are held out together', () => {
  const models = [stated('one'), declared('between'), stated('other')]
  for (const order of [
    [0, 1, 2],
    [1, 0, 2],
    [2, 1, 0],
    [0, 2, 1],
  ]) {
    expect(
      holdOutGroups(
        order.map((place) => models[place]!),
        ['v', 'v', 'v'],
        [],
      ).groupOf,
    ).toEqual([0, 0, 0])
  }
})
