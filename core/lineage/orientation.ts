import { normalDensity } from '../statistics/normal-density.ts'
import type { Junction } from './junctions.ts'
import { type LengthGrowth, turnedGrowth } from './length-growth.ts'

/** Where a junction was entered by descent. */
export interface Orientation {
  readonly members: readonly number[]
  /** The likeliest ancestor among the members; null where all come likelier from a model that is not there. */
  readonly ancestor: number | null
  /** Probability of that, by the evidence of the whole tree. */
  readonly confidence: number
}

/** What the directions of a tree are judged by. */
export type GrowthOf = (from: number, to: number) => LengthGrowth | null

/**
 * Density of the growth of length from a model to what was trained from it: finetunes of the nursery, continued
 * training of the ladder, and a floor for what neither is like.
 */
function ofDescent(growth: number): number {
  return 0.6 * normalDensity(growth, 0.75, 0.3) + 0.4 * normalDensity(growth, 1.5, 0.45) + floor
}

/** Density of the growth between two that come from a third by steps of like length. */
function ofSiblings(growth: number): number {
  return Math.max(0, 1 - Math.abs(growth)) + floor
}

/** From this probability on a direction is stated. */
export const leastConfidence = 0.85

const floor = 0.02
/** Of a root in the middle of a branch between two models, over that of a model. */
const middleRoot = 0.3

/**
 * Which way a tree of models leads: each model, and each junction, is tried as its root. A root orders all junctions,
 * and the growths of length that this calls for make it more or less probable. One branch that tells nothing by itself
 * is decided by the others.
 */
export function orient(points: readonly number[], junctions: readonly Junction[], growthOf: GrowthOf): Orientation[] {
  const tables = junctions.map((junction) => evidence(junction, growthOf))
  const junctionsOf = junctionsByPoint(junctions)
  const roots: { readonly entries: readonly (number | null)[]; readonly log: number }[] = []
  for (const point of points) roots.push(rooted(entriesFrom(junctions, junctionsOf, point), tables, 0))
  for (const [index, { members }] of junctions.entries()) {
    const prior = members.length > 2 ? 0 : Math.log(middleRoot)
    roots.push(rooted(entriesBehind(junctions, junctionsOf, index), tables, prior))
  }
  const most = Math.max(...roots.map(({ log }) => log))
  const weights = roots.map(({ log }) => Math.exp(log - most))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return junctions.map(({ members }, index) => {
    const shares = new Map<number | null, number>()
    for (const [root, { entries }] of roots.entries()) {
      const entry = entries[index]!
      shares.set(entry, (shares.get(entry) ?? 0) + weights[root]! / total)
    }
    const [ancestor, confidence] = [...shares].sort((left, right) => right[1] - left[1])[0]!
    return { members, ancestor, confidence }
  })
}

/** The same of two models alone: which of them is the other's ancestor, at the least certainty that is stated. */
export function orientedPair(
  growth: LengthGrowth | null,
): { readonly ancestor: 'left' | 'right'; readonly confidence: number } | null {
  if (growth === null) return null
  const growthOf: GrowthOf = (from) => (from === 0 ? growth : turnedGrowth(growth))
  const [{ ancestor, confidence }] = orient([0, 1], [{ members: [0, 1] }], growthOf) as [Orientation]
  if (ancestor === null || confidence < leastConfidence) return null
  return { ancestor: ancestor === 0 ? 'left' : 'right', confidence }
}

/** Logarithms of the densities of all growths in a junction, by the member that is the ancestor, or null. */
function evidence({ members }: Junction, growthOf: GrowthOf): ReadonlyMap<number | null, number> {
  const pairs = members.flatMap((left, index) =>
    members.slice(index + 1).flatMap((right) => {
      const growth = growthOf(left, right)
      return growth === null ? [] : [{ left, right, growth: growth.median }]
    }),
  )
  const logOf = (ancestor: number | null): number =>
    pairs.reduce((sum, { left, right, growth }) => {
      const density =
        left === ancestor ? ofDescent(growth) : right === ancestor ? ofDescent(-growth) : ofSiblings(growth)
      return sum + Math.log(density)
    }, 0)
  return new Map([null, ...members].map((ancestor) => [ancestor, logOf(ancestor)]))
}

function rooted(
  entries: readonly (number | null)[],
  tables: readonly ReadonlyMap<number | null, number>[],
  prior: number,
): { readonly entries: readonly (number | null)[]; readonly log: number } {
  return { entries, log: entries.reduce((sum: number, entry, index) => sum + tables[index]!.get(entry)!, prior) }
}

/** Which junctions each model is in, by their numbers. */
type JunctionsOf = ReadonlyMap<number, readonly number[]>

/** By junction, the member that is nearest to the root, a model; `closed` is not passed. */
function entriesFrom(
  junctions: readonly Junction[],
  junctionsOf: JunctionsOf,
  root: number,
  entries = new Array<number | null>(junctions.length).fill(null),
  closed = -1,
): (number | null)[] {
  const queue = [root]
  for (let point = queue.pop(); point !== undefined; point = queue.pop())
    for (const index of junctionsOf.get(point) ?? []) {
      if (index === closed || entries[index] !== null) continue
      entries[index] = point
      for (const member of junctions[index]!.members) if (member !== point) queue.push(member)
    }
  return entries
}

/** The same where a junction itself is the root. */
function entriesBehind(junctions: readonly Junction[], junctionsOf: JunctionsOf, root: number): (number | null)[] {
  const entries = new Array<number | null>(junctions.length).fill(null)
  for (const member of junctions[root]!.members) entriesFrom(junctions, junctionsOf, member, entries, root)
  return entries
}

function junctionsByPoint(junctions: readonly Junction[]): JunctionsOf {
  const byPoint = new Map<number, number[]>()
  for (const [index, { members }] of junctions.entries())
    for (const member of members) byPoint.set(member, [...(byPoint.get(member) ?? []), index])
  return byPoint
}
