import { expect, test } from 'vitest'
import { similarityTerms } from '../../../bench/terms-in-memory.ts'
import { distancesOf } from '../../../engine/analyses/distances.ts'
import { mapAnalysis } from '../../../engine/analyses/map.ts'
import type { Remark } from '../../../engine/api/remark-contract.ts'
import type { ComparedModels } from '../../../engine/analyses/sources.ts'

const known: Remark = { kind: 'tolerances', text: 'Tolerances differ.', modelIds: [] }
const rule = { chars: 4, strip: 'none', temperature: 1 } as const
const shares = [0.1, 0.3, 0.6, 0.6]
const compared: ComparedModels = {
  modelIds: ['a', 'b', 'c', 'd'],
  names: ['one', 'two', 'three', 'its twin'],
  noise: [0, 0, 0, 0],
  genes: 5,
  terms: similarityTerms(
    shares.map((share) =>
      Array.from({ length: 5 }, (_, gene) => ({
        alleles: [
          { text: 'aaaa', end: false, p: share + gene / 50 },
          { text: 'bbbb', end: false, p: 1 - share - gene / 50 },
        ],
        residue: [],
      })),
    ),
  ),
  remarks: [known],
}
const idle = { progress: () => undefined, giveTurn: () => Promise.resolve() }
const mapOf = (replicates: number) =>
  mapAnalysis.compute(compared, mapAnalysis.request.parse({ genomeId: 'g', rule, measure: 'nei', replicates }), idle)

test('models that are the same stand at one point, and the others where their distances say', async () => {
  const { points, stress, same } = await mapOf(0)
  expect(Math.hypot(points[2]!.x - points[3]!.x, points[2]!.y - points[3]!.y)).toBeLessThan(1e-9)
  expect(same).toEqual([['c', 'd']])
  const between = (i: number, j: number) => Math.hypot(points[i]!.x - points[j]!.x, points[i]!.y - points[j]!.y)
  expect(between(0, 2)).toBeGreaterThan(between(0, 1))
  const { distance } = distancesOf(compared, { measure: 'nei', rule })
  const pairs = [0, 1, 2, 3].flatMap((i) => [0, 1, 2, 3].flatMap((j) => (j < i ? [[i, j] as const] : [])))
  const sum = (of: (i: number, j: number) => number) => pairs.reduce((total, [i, j]) => total + of(i, j), 0)
  const missed = sum((i, j) => (distance[i]![j]! - between(i, j)) ** 2)
  expect(stress.value).toBeCloseTo(Math.sqrt(missed / sum((i, j) => distance[i]![j]! ** 2)), 12)
})

test('ellipses and their words are there from two replicates on', async () => {
  for (const [replicates, has] of [
    [0, false],
    [1, false],
    [2, true],
  ] as const) {
    const answer = await mapOf(replicates)
    expect(answer.points.every(({ spread }) => (spread !== null) === has)).toBe(true)
    expect(mapAnalysis.shown!.caption(answer).includes('Ellipses')).toBe(has)
    expect(mapAnalysis.shown!.methods(answer).references).toHaveLength(has ? 4 : 3)
  }
})
