import { describe, expect, test } from 'vitest'
import { keptNodes, nodesKept, treeMark } from '../../../renderer/views/tree/kept-nodes.ts'
import { sampleTree } from '../../engine/analyses/sample-tree.ts'

describe('nodes that a view of a tree keeps', () => {
  const tree = sampleTree('((a:1,b:2):1,(c:1,d:1):2);')
  const mark = treeMark(tree)

  test('are read again for the same tree, whatever its supports', () => {
    const text = keptNodes(mark, [1, 3])
    const supported = { nodes: tree.nodes.map((node) => ({ ...node, support: 0.5 })) }
    expect([...nodesKept(text, treeMark(supported), supported)]).toEqual([1, 3])
    expect(keptNodes(mark, [])).toBe('')
  })

  test('mean nothing in another tree, and nothing where the text makes no sense', () => {
    const text = keptNodes(mark, [1])
    const longer = { nodes: tree.nodes.map((node) => ({ ...node, length: (node.length ?? 0) + 1 })) }
    expect(nodesKept(text, treeMark(longer), longer).size).toBe(0)
    for (const wrong of ['', mark, `${mark}.x`, `${mark}.-1`, `${mark}.999`, '.1'])
      expect(nodesKept(wrong, mark, tree).size).toBe(0)
  })
})
