import { expect, test } from 'vitest'
import { flopsText } from '../../../core/scaling/flops-text.ts'

test('compute is written as FLOPs', () => {
  expect([84, 0.012, 1, 999, 0].map(flopsText)).toEqual(['8.4e22', '1.2e19', '1e21', '9.99e23', '0'])
})
