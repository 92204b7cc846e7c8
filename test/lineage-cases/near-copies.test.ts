import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Lineage, lineageOf } from '../../core/lineage/lineage.ts'
import { relatedPairs } from '../../core/lineage/related-pairs.ts'
import { sketchesInMemory } from '../../core/lineage/sketch-source.ts'
import { seededGenerator } from '../../core/random/seeded-generator.ts'
import { demoFolder } from '../known-descent.ts'
import { mapTensors, type Model, modelOfFile, withValues } from './model.ts'
import { storedAs } from './quantizing.ts'
import { sketchesOf } from './sketches.ts'
import { noisy } from './training.ts'

/** One matrix with each weight changed by a share of it. */
const inOneTensor = (model: Model, share: number): Model =>
  mapTensors(model, (tensor) =>
    tensor.name === 'blk.1.ffn_up.weight'
      ? withValues(tensor, (index) => tensor.values[index]! * (1 + share * Math.sin(12.9898 * index)))
      : tensor,
  )

const copies: [string, (model: Model) => Model][] = [
  ...[1e-5, 1e-4, 1e-3].map((share): [string, (model: Model) => Model] => [
    `noise of ${share}`,
    (model) => noisy(model, share, seededGenerator(3)),
  ]),
  ['one matrix changed by 0.1 %', (model) => inOneTensor(model, 0.001)],
  ['one matrix changed by 1 %', (model) => inOneTensor(model, 0.01)],
]

async function lineageOfModels(models: readonly Model[]): Promise<Lineage> {
  const source = sketchesInMemory(await Promise.all(models.map(sketchesOf)))
  return lineageOf(source, await relatedPairs(source))
}

describe.each(['F32', 'F16'] as const)('a near copy, stored as %s', (type) => {
  let oak: Model
  let children: Model[]
  beforeAll(async () => {
    const [base, ...rest] = await Promise.all(
      ['oak', 'oak-tales', 'oak-sums'].map((name) => modelOfFile(join(demoFolder, `${name}.gguf`))),
    )
    oak = storedAs(base!, type)
    children = rest.map((model) => storedAs(model, type))
  })

  test.each(copies)('with %s is told as almost the same, and never as the only parent', async (_, changed) => {
    const copy = changed(oak)
    for (const models of [
      [oak, copy, ...children],
      [copy, ...children, oak],
    ]) {
      const [base, near] = [models.indexOf(oak), models.indexOf(copy)]
      const { edges } = await lineageOfModels(models)
      const between = edges.find(({ from, to }) => [from, to].includes(base) && [from, to].includes(near))!
      expect(['near', 'related']).toContain(between.kind)
      expect(between.evidence.relativeDistance).toBeGreaterThan(0)
      expect(between.evidence.relativeDistance).toBeLessThan(3e-3)
      if (between.evidence.relativeDistance! <= 2e-3) expect(between.kind).toBe('near')
      for (const child of children.map((model) => models.indexOf(model))) {
        const edge = edges.find(({ to }) => to === child)!
        expect(edge.kind).toBe('finetune')
        expect([edge.from, ...edge.alternatives]).toContain(base)
        expect([edge.from, ...edge.alternatives].every((model) => model === base || model === near)).toBe(true)
      }
    }
  })
})

test('what a change of one matrix moved is told by how many of them differ', async () => {
  const oak = storedAs(await modelOfFile(join(demoFolder, 'oak.gguf')), 'F32')
  const { edges } = await lineageOfModels([oak, inOneTensor(oak, 0.1)])
  expect(edges[0]!.evidence.changed).toEqual({ changed: 1, matrices: 21 })
})
