import { expect, test } from 'vitest'
import { descentOf } from '../../../renderer/model/descent-rows.ts'
import { oakLineage } from '../../engine/analyses/oak-lineage.ts'

test('each edge stands with both of its models, on the side that its direction says', () => {
  const seen = oakLineage.modelIds.flatMap((id) => {
    const { parents, children, related } = descentOf(oakLineage, id)
    return [
      ...parents.map(({ modelId, edge }) => ({ from: modelId, to: id, edge })),
      ...children.map(({ modelId, edge }) => ({ from: id, to: modelId, edge })),
      ...related.map(({ edge }) => ({ from: edge.from, to: edge.to, edge })),
    ]
  })
  for (const edge of oakLineage.edges) {
    const told = seen.filter((row) => row.edge === edge)
    expect(told).toHaveLength(2)
    for (const { from, to } of told) expect({ from, to }).toEqual({ from: edge.from, to: edge.to })
  }
  expect(seen).toHaveLength(2 * oakLineage.edges.length)
})

test('names are those of the other model', () => {
  const { parents, children, related } = descentOf(oakLineage, 'b')
  expect(parents.map(({ name }) => name)).toEqual(['oak'])
  expect(children.map(({ name }) => name)).toEqual(['oak-hybrid'])
  expect(related).toEqual([])
  expect(descentOf(oakLineage, 'g').related.map(({ name }) => name)).toEqual(['oak'])
})
