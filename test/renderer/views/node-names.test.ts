import { expect, test } from 'vitest'
import type { Tree } from '../../../engine/api/contract.ts'
import { cladeNames, nodeNames } from '../../../renderer/views/tree/node-names.ts'

const node = (
  parent: number | null,
  name: string | null,
  length: number | null = 0.1,
  support: number | null = null,
): Tree['nodes'][number] => ({ parent, name, modelId: name, length, support })

/** ((oak, (oak-Q4_0, oak-Q8_0)) 88 %, fern), the quantizations the same within the noise. */
const tree: Tree = {
  nodes: [
    node(null, null, null),
    node(0, null, 0.2, 0.88),
    node(1, 'oak'),
    node(1, null, 0, 1),
    node(3, 'oak-Q4_0', 0),
    node(3, 'oak-Q8_0', null),
    node(0, 'fern', 0.25),
  ],
  rooted: true,
  method: 'nj',
  root: 'midpoint',
  measure: 'nei-mean',
  genes: 128,
  replicates: 100,
  seed: 1,
  negativeBranches: 0,
  same: [['oak-Q4_0', 'oak-Q8_0']],
  remarks: [],
}

test('a clade is called by its first models and how many more there are', () => {
  expect(nodeNames(tree, new Set())).toEqual([
    'Clade of 4: oak, oak-Q4_0 and 2 more',
    'Clade of 3: oak, oak-Q4_0 and 1 more, support 88 %',
    'oak, branch 0.100',
    '2 models, the same within the noise: oak-Q4_0, oak-Q8_0',
    'oak-Q4_0, branch 0',
    'oak-Q8_0',
    'fern, branch 0.250',
  ])
})

test('a collapsed clade says so, and is called by the same models', () => {
  expect(cladeNames(tree, new Set([1]))[1]).toBe('Collapsed clade of 3: oak, oak-Q4_0 and 1 more')
  expect(cladeNames(tree, new Set([1]))[2]).toBe('oak')
})
