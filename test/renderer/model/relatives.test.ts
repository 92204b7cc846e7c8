import { expect, test } from 'vitest'
import { relativesOf } from '../../../renderer/model/relatives.ts'

test('relatives come nearest first, with the bounds of the distance turned around', () => {
  const relatives = relativesOf('a', {
    modelIds: ['a', 'b', 'c'],
    models: ['A', 'B', 'C'],
    genes: 1,
    measure: 'nei-mean',
    rule: { chars: 4, strip: 'none', temperature: 1 },
    similarity: [
      [1, 0.2, 0.8],
      [0.2, 1, 0.3],
      [0.8, 0.3, 1],
    ],
    distance: [
      [0, 0.8, 0.2],
      [0.8, 0, 0.7],
      [0.2, 0.7, 0],
    ],
    lower: [
      [1, 0.1, 0.75],
      [0.1, 1, 0.2],
      [0.75, 0.2, 1],
    ],
    upper: [
      [1, 0.3, 0.9],
      [0.3, 1, 0.4],
      [0.9, 0.4, 1],
    ],
    same: [],
    remarks: [],
  })
  expect(relatives.map((relative) => relative.name)).toEqual(['C', 'B'])
  expect(relatives[0]!.distance.lower).toBeCloseTo(0.1, 12)
  expect(relatives[0]!.distance.upper).toBeCloseTo(0.25, 12)
})
