import { expect, test } from 'vitest'
import type { Distances } from '../../../engine/api/contract.ts'
import { behaviourNoise } from '../../../renderer/model/behaviour-noise.ts'

const distances = (more: Partial<Distances>): Distances =>
  ({
    modelIds: ['a', 'b'],
    similarity: [
      [1, 0.95],
      [0.95, 1],
    ],
    same: [],
    ...more,
  }) as unknown as Distances

test('a distance beside the noise: told apart by how much, not told apart, or no margin', () => {
  const noise = [
    [0, 0.002],
    [0.002, 0],
  ]
  expect(behaviourNoise(distances({ noise }), ['a', 'b'])).toBe(
    'Told apart: the similarity lies 0.050 below 1, 25 times what rounding may move it by (0.002).',
  )
  expect(behaviourNoise(distances({ noise, same: [['a', 'b']] }), ['b', 'a'])).toBe('The same within the noise.')
  expect(behaviourNoise(distances({}), ['a', 'b'])).toBe(
    'Rounding was not measured, or moves the similarity by too little to count; the bounds leave it out.',
  )
})
