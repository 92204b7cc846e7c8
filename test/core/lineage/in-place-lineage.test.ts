import { expect, test } from 'vitest'
import { hasOwnBranch, junctionsOf } from '../../../core/lineage/junctions.ts'
import { orient } from '../../../core/lineage/orientation.ts'
import { type BesideMatrices, inPlaceLineage } from '../../../core/lineage/in-place-lineage.ts'
import { squaredDistances, type WeightSpace } from '../../../core/lineage/weight-space.ts'
import { normalDeviates } from '../../../core/random/normal-deviate.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'

const tensors = 12
const buckets = 400
const deviate = normalDeviates(seededGenerator(11))
const random = (scale: number): Float32Array =>
  Float32Array.from({ length: tensors * buckets }, () => scale * deviate())
const sum = (...points: readonly Float32Array[]): Float32Array =>
  points[0]!.map((_, at) => points.reduce((total, point) => total + point[at]!, 0))
const scaled = (point: Float32Array, by: number): Float32Array => point.map((value) => by * value)

/** Weights that are their own sketch: one bucket for each. */
function spaceOf(points: readonly Float32Array[], type = 'F16'): WeightSpace {
  return {
    tensors: Array.from({ length: tensors }, (_, layer) => ({ name: `blk.${layer}.w`, layer, elements: buckets })),
    offsets: Array.from({ length: tensors + 1 }, (_, tensor) => tensor * buckets),
    points,
    squares: points.map((point) =>
      Float64Array.from({ length: tensors }, (_, tensor) =>
        point.subarray(tensor * buckets, (tensor + 1) * buckets).reduce((total, value) => total + value * value, 0),
      ),
    ),
    types: points.map(() => new Array<string>(tensors).fill(type)),
  }
}

const beside: BesideMatrices = {
  haveSameVectors: () => true,
  vocabularyNoise: () => 0,
  vocabularyOddity: () => 0,
}
const base = random(1)
const step = (): Float32Array => random(0.1)
const told = (points: readonly Float32Array[]): string[] =>
  inPlaceLineage(spaceOf(points), beside)
    .edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`)
    .sort()

test('what was trained from a model, and from that again, in whatever order they are given', () => {
  const child = sum(base, step())
  const [second, grandchild] = [sum(base, step()), sum(child, step())]
  expect(told([base, child, second, grandchild])).toEqual(['0 finetune 1', '0 finetune 2', '1 finetune 3'])
  expect(told([grandchild, second, child, base])).toEqual(['2 finetune 0', '3 finetune 1', '3 finetune 2'])
})

test('children of a model that is not there are related, and no one of them is the parent', () => {
  const children = [sum(base, step()), sum(base, step()), sum(base, step())]
  expect(told(children).map((edge) => edge.split(' ')[1])).toEqual(['related', 'related'])
  const distances = squaredDistances(spaceOf(children))
  for (const at of [0, 1, 2]) expect(hasOwnBranch(distances, 3, at, (at + 1) % 3, (at + 2) % 3)).toBe(true)
  expect(junctionsOf(distances, 3, [0, 1, 2])).toEqual([{ members: [0, 1, 2] }])
})

test('a child after a short step is no parent of its sibling after a long one in part of the same direction', () => {
  const short = random(0.1)
  const long = sum(random(0.25), scaled(short, 0.5))
  expect(told([base, sum(base, short), sum(base, long)])).toEqual(['0 finetune 1', '0 finetune 2'])
})

test('a parent of a merge is none of the merge and its own child', () => {
  const [left, right] = [sum(base, step()), sum(base, step())]
  const merge = sum(scaled(left, 0.5), scaled(right, 0.5))
  const { merges } = inPlaceLineage(spaceOf([base, left, right, merge, sum(left, step())]), beside)
  expect(merges.map(({ model }) => model)).toEqual([3])
})

test('where nothing tells the direction none is stated', () => {
  const junctions = [{ members: [0, 1] }]
  expect(orient([0, 1], junctions, () => null)[0]!.confidence).toBeLessThan(0.6)
})

test('a mean of two finetunes is a merge with its shares, and what was trained from it hangs on it', () => {
  const [left, right] = [sum(base, step()), sum(base, step())]
  const merge = sum(scaled(left, 0.3), scaled(right, 0.7))
  const { edges, merges } = inPlaceLineage(spaceOf([base, left, right, merge, sum(merge, step())]), beside)
  expect(merges).toHaveLength(1)
  expect(merges[0]!.model).toBe(3)
  expect(merges[0]!.base).toBeNull()
  const shares = new Map(merges[0]!.parents.map(({ model, share }) => [model, share]))
  expect(shares.get(1)).toBeCloseTo(0.3, 6)
  expect(shares.get(2)).toBeCloseTo(0.7, 6)
  expect(merges[0]!.residual).toBeLessThan(1e-6)
  expect(edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`).sort()).toEqual([
    '0 finetune 1',
    '0 finetune 2',
    '3 finetune 4',
  ])
})

test('a merge of a quantized parent, as it is stored, is told with its shares', () => {
  const [left, right] = [sum(base, random(0.25)), sum(base, random(0.25))]
  // Noise of Q4_0 (see quantization-noise.ts).
  const stored = sum(left, random(Math.sqrt(7.4e-3)))
  const space = spaceOf([base, right, stored, sum(scaled(stored, 0.5), scaled(right, 0.5))])
  const { merges } = inPlaceLineage(
    { ...space, types: space.types.with(2, new Array<string>(tensors).fill('Q4_0')) },
    beside,
  )
  expect(merges.map(({ model }) => model)).toEqual([3])
  expect(merges[0]!.parents.map(({ model }) => model).sort()).toEqual([1, 2])
  for (const { share } of merges[0]!.parents) expect(share).toBeCloseTo(0.5, 4)
})

test('trimmed differences that were added to a base are a merge on that base', () => {
  const steps = [step(), step()]
  // The largest fifth of each difference, as TIES trims.
  const trimmed = steps.map((difference) => {
    const least = difference
      .map(Math.abs)
      .sort()
      .at(Math.floor(0.8 * difference.length))!
    return difference.map((value) => (Math.abs(value) >= least ? value : 0))
  })
  const parents = steps.map((difference) => sum(base, difference))
  const { merges } = inPlaceLineage(spaceOf([base, ...parents, sum(base, ...trimmed)]), beside)
  expect(merges).toHaveLength(1)
  expect(merges[0]).toMatchObject({ model: 3, base: 0 })
  expect(merges[0]!.parents.map(({ model }) => model).sort()).toEqual([1, 2])
  // A fifth of normal values holds .64 of their squares.
  for (const { share, shareError } of merges[0]!.parents)
    expect(Math.abs(share - 0.64)).toBeLessThan(5 * shareError + 0.02)
})

test('a model between its children and its own parent is no merge, with few children and with many', () => {
  for (const count of [2, 5, 9]) {
    const middle = sum(base, step())
    const children = Array.from({ length: count }, () => sum(middle, step()))
    expect(inPlaceLineage(spaceOf([base, middle, ...children]), beside).merges).toEqual([])
  }
})

test('a model between its parent and its child is no merge of these on an ancestor, however long the steps are', () => {
  for (const lengths of [
    [0.09, 0.1, 0.17],
    [0.06, 0.1, 0.12],
    [0.1, 0.1, 0.18],
    [0.03, 0.05, 0.06],
  ]) {
    const chain = lengths.reduce((models, length) => [...models, sum(models.at(-1)!, random(length))], [base])
    const { edges, merges } = inPlaceLineage(spaceOf(chain), beside)
    expect(merges).toEqual([])
    expect(edges.map(({ from, to }) => `${from} ${to}`).sort()).toEqual(['0 1', '1 2', '2 3'])
  }
})

test('equal weights are the same, unless what lies beside the matrices differs', () => {
  const child = sum(base, step())
  expect(told([base, base.slice(), child])).toEqual(['0 finetune 2', '0 same 1'])
  expect(
    inPlaceLineage(spaceOf([base, base.slice()]), { ...beside, haveSameVectors: () => false }).edges.map(
      ({ kind }) => kind,
    ),
  ).toEqual(['related'])
})
