import { expect, test } from 'vitest'
import { compareClades } from '../../cli/clades.ts'
import type { TreeNode } from '../../engine/api/contract.ts'

const node = (parent: number | null, name: string | null = null): TreeNode => ({
  parent,
  name,
  modelId: name,
  length: 1,
  support: null,
})

/** ((oak,(oak-a,both)),(oak-b,fern),fern-a): `both` is a merge that sits inside the oaks. */
const nodes = [
  node(null),
  node(0),
  node(1, 'oak'),
  node(1),
  node(3, 'oak-a'),
  node(3, 'both'),
  node(0),
  node(6, 'oak-b'),
  node(6, 'fern'),
  node(0, 'fern-a'),
]

const descents = [
  { name: 'oak', parent: null },
  { name: 'oak-a', parent: 'oak' },
  { name: 'oak-b', parent: 'oak' },
  { name: 'fern', parent: null },
  { name: 'fern-a', parent: 'fern' },
  { name: 'both', parent: ['oak-a', 'fern'] },
]

test('clades are found wherever the root is, merges left out', () => {
  // Of the five models without the merge, the oaks are three and the ferns the two others: one split, which this tree
  // lacks.
  expect(compareClades(descents, { nodes })).toEqual([
    { members: ['oak', 'oak-a', 'oak-b'], recovered: false },
    { members: ['fern', 'fern-a'], recovered: false },
  ])
  const right = [
    node(null),
    node(0),
    node(1),
    node(2, 'oak'),
    node(2, 'both'),
    node(1, 'oak-a'),
    node(0, 'oak-b'),
    node(0),
    node(7, 'fern'),
    node(7, 'fern-a'),
  ]
  expect(compareClades(descents, { nodes: right }).map((clade) => clade.recovered)).toEqual([true, true])
})
