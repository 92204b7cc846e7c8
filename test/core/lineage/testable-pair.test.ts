import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { isTestable } from '../../../core/lineage/testable-pair.ts'
import { demoFolder } from '../../known-descent.ts'
import { modelOfFile } from '../../lineage-cases/model.ts'
import { type PlainTensor, referenceSketches } from './reference-sketches.ts'

const files = { oak: [], moss: [], fern: [] } as Record<'oak' | 'moss' | 'fern', readonly PlainTensor[]>
beforeAll(async () => {
  for (const name of Object.keys(files) as (keyof typeof files)[])
    files[name] = (await modelOfFile(join(demoFolder, `${name}.gguf`))).tensors
})

function testable(left: readonly PlainTensor[], right: readonly PlainTensor[], pairs = 1): boolean {
  const [one, other] = [referenceSketches(left), referenceSketches(right)]
  expect(isTestable(other, one, pairs)).toBe(isTestable(one, other, pairs))
  return isTestable(one, other, pairs)
}

test('two models whose feed-forward parts read vectors of one length can be tested, others cannot', () => {
  expect(testable(files.oak, files.moss)).toBe(true)
  expect(testable(files.oak, files.fern)).toBe(false)
})

test('weights that are all zero say nothing', () => {
  const zeros = files.oak.map((tensor) => ({ ...tensor, values: new Float32Array(tensor.values.length) }))
  expect(testable(files.oak, zeros)).toBe(false)
})

test('without feed-forward parts it takes as many matrices of one shape as the correction for all pairs asks for', () => {
  const withoutUnits = (tensors: readonly PlainTensor[], layers: number): PlainTensor[] =>
    tensors.flatMap((tensor) => {
      const layer = Number(/^blk\.(\d+)\.attn_(q|k|v|output)/.exec(tensor.name)?.[1] ?? layers)
      return layer < layers ? [tensor] : []
    })
  // Four matrices a layer, each of one sign with probability 1/2: 0.001 takes ten of them, and fourteen over 10 pairs.
  expect(testable(withoutUnits(files.oak, 2), withoutUnits(files.oak, 2))).toBe(false)
  expect(testable(withoutUnits(files.oak, 3), withoutUnits(files.oak, 3))).toBe(true)
  expect(testable(withoutUnits(files.oak, 3), withoutUnits(files.oak, 3), 10)).toBe(false)
})
