import { expect, test } from 'vitest'
import { sameNodes } from '../../../core/tree/same-nodes.ts'

test('models that are the same hang below one node, which may be the root', () => {
  const rows = [
    { parent: null, modelId: null },
    { parent: 0, modelId: null },
    { parent: 1, modelId: 'b' },
    { parent: 1, modelId: 'a' },
    { parent: 0, modelId: 'c' },
  ]
  expect([...sameNodes(rows, [['a', 'b']])]).toEqual([1])
  expect([...sameNodes(rows, [])]).toEqual([])
  expect([...sameNodes([rows[0]!, { parent: 0, modelId: 'a' }, { parent: 0, modelId: 'b' }], [['a', 'b']])]).toEqual([
    0,
  ])
})
