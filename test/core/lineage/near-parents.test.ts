import { expect, test } from 'vitest'
import { nearIsParent, withNearParents } from '../../../core/lineage/near-parents.ts'
import { squaredDistances, type WeightSpace } from '../../../core/lineage/weight-space.ts'
import { normalDeviates } from '../../../core/random/normal-deviate.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'

const [tensors, buckets] = [12, 256]

/** Weights that are their own sketch: one bucket for each. */
function spaceOf(points: readonly Float32Array[]): WeightSpace {
  const each = <Value>(value: (tensor: number) => Value): Value[] =>
    Array.from({ length: tensors }, (_, at) => value(at))
  return {
    tensors: each((layer) => ({ name: `blk.${layer}.w`, layer, elements: buckets })),
    offsets: Array.from({ length: tensors + 1 }, (_, tensor) => tensor * buckets),
    points,
    squares: points.map((point) =>
      Float64Array.from(
        each((tensor) =>
          point.subarray(tensor * buckets, (tensor + 1) * buckets).reduce((sum, value) => sum + value ** 2, 0),
        ),
      ),
    ),
    types: points.map(() => each(() => 'F32')),
  }
}

interface Drawn {
  readonly space: WeightSpace
  readonly distances: Float64Array
}

/**
 * Models 0, a base, 1, near to it, and 2, a child of either: the two steps have a cosine.
 *
 * @param changed of the near model's step, how many tensors
 */
function drawn(seed: number, isOfNear: boolean, ratio: number, cosine: number, changed = tensors): Drawn {
  const deviate = normalDeviates(seededGenerator(seed))
  const random = (scale: number): Float32Array =>
    Float32Array.from({ length: tensors * buckets }, () => scale * deviate())
  const base = random(1)
  const short = random(0.02).map((value, at) => (at < changed * buckets ? value : 0))
  const along = cosine * ratio
  const across = random(0.02 * ratio * Math.sqrt(1 - cosine ** 2))
  const long = across.map((value, at) => value + along * short[at]!)
  const near = base.map((value, at) => value + short[at]!)
  const child = (isOfNear ? near : base).map((value, at) => value + long[at]!)
  const space = spaceOf([base, near, child])
  return { space, distances: squaredDistances(space) }
}

const probability = ({ space, distances }: Drawn): number => nearIsParent(space, distances, 0, 1, 2)

test('a step not much longer than that of the near model tells whose child it is', () => {
  for (const seed of [1, 2, 3, 4]) {
    expect(probability(drawn(seed, true, 1.2, 0))).toBeGreaterThan(0.95)
    expect(probability(drawn(seed, false, 1.2, 0.2))).toBeLessThan(0.05)
    expect(probability(drawn(seed, false, 3, 0))).toBeLessThan(0.1)
  }
})

test('a step far longer tells nothing, unless the near model differs in few tensors', () => {
  for (const isOfNear of [true, false]) {
    const all = probability(drawn(5, isOfNear, 30, 0.03))
    expect(all).toBeGreaterThan(0.15)
    expect(all).toBeLessThan(0.85)
  }
  // A whole tensor was made anew, where the other step is a twentieth of it.
  expect(probability(drawn(6, true, 0.5, 0, 1))).toBeGreaterThan(0.85)
  expect(probability(drawn(6, false, 0.5, 0, 1))).toBeLessThan(0.15)
})

test('of models that are as likely children of either, as many are of the near one as its probability says', () => {
  const generator = seededGenerator(9)
  const deviate = normalDeviates(generator)
  const bins = Array.from({ length: 4 }, () => ({ stated: 0, found: 0, count: 0 }))
  for (let seed = 0; seed < 800; seed += 1) {
    const isOfNear = generator.integer(2) === 0
    const cosine = isOfNear
      ? generator.real() < 0.8
        ? 0.01 + 0.07 * deviate()
        : 0.25 + 0.1 * deviate()
      : 0.4 * generator.real()
    const stated = probability(drawn(1000 + seed, isOfNear, 1.2 * 8 ** generator.real(), cosine))
    const bin = bins[Math.min(3, Math.floor(4 * stated))]!
    bin.stated += stated
    bin.found += isOfNear ? 1 : 0
    bin.count += 1
  }
  for (const { stated, found, count } of bins) {
    expect(count).toBeGreaterThan(40)
    expect(Math.abs(stated - found) / count).toBeLessThan(0.1)
  }
})

test('a child that may be of either hangs on the older one, and the other one is told', () => {
  const { space, distances } = drawn(7, false, 30, 0.03)
  const edges = [
    { from: 0, to: 1, confidence: 0.9 },
    { from: 1, to: 2, confidence: 0.95 },
  ]
  const growth = { median: 1, grown: 1, tensors }
  expect(
    withNearParents(
      edges,
      space,
      distances,
      [0, 1, 2],
      () => growth,
      () => false,
    ),
  ).toEqual([
    { from: 0, to: 1, confidence: 0.9, alternatives: [] },
    { from: 0, to: 2, confidence: 0.95, alternatives: [1] },
  ])
})

test('where nothing tells which of the two is older both are told, whichever the child hung on', () => {
  const { space, distances } = drawn(8, true, 30, 0.03)
  for (const parent of [0, 1]) {
    const edges = [
      { from: 0, to: 1, confidence: null },
      { from: parent, to: 2, confidence: 0.95 },
    ]
    const [, edge] = withNearParents(
      edges,
      space,
      distances,
      [0, 1, 2],
      () => null,
      () => false,
    )
    expect([edge!.from, ...edge!.alternatives].sort()).toEqual([0, 1])
    expect(edge!.from).toBe(distances[2]! < distances[5]! ? 0 : 1)
  }
})

test('of more than two without a direction the oldest has the child and all others are told, in whatever order', () => {
  const { space: drawnSpace } = drawn(8, true, 30, 0.03)
  const [base, near, child] = drawnSpace.points as [Float32Array, Float32Array, Float32Array]
  const deviate = normalDeviates(seededGenerator(10))
  const also = base.map((value) => value + 0.02 * deviate())
  const space = spaceOf([base, near, child, also])
  const links = [
    { from: 0, to: 1, confidence: null },
    { from: 3, to: 0, confidence: null },
  ]
  const edge = { from: 0, to: 2, confidence: 0.95 }
  // The shorter of two is the older: 3, then 0, then 1.
  const age = [1, 2, 3, 0]
  const growthOf = (from: number, to: number) => ({ median: age[to]! - age[from]!, grown: 0.5, tensors })
  for (const ordered of [links, links.toReversed()]) {
    const hung = withNearParents(
      [...ordered, edge],
      space,
      squaredDistances(space),
      [0, 1, 2, 3],
      growthOf,
      () => false,
    ).at(-1)!
    expect(hung.from).toBe(3)
    expect([...hung.alternatives].sort()).toEqual([0, 1])
  }
})

test('a child of the near model beyond doubt stays there', () => {
  const { space, distances } = drawn(9, true, 1.2, 0)
  const edges = [
    { from: 0, to: 1, confidence: 0.9 },
    { from: 1, to: 2, confidence: 0.95 },
  ]
  expect(
    withNearParents(
      edges,
      space,
      distances,
      [0, 1, 2],
      () => null,
      () => false,
    )[1],
  ).toEqual({
    ...edges[1],
    alternatives: [],
  })
})
