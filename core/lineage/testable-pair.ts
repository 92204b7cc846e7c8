import { compareSketches } from './compare-sketches.ts'
import { hiddenUnits, type LayerUnits } from './hidden-units.ts'
import { leastPairs } from './permutation-sum.ts'
import { mostFalse, signCosines } from './related-pairs.ts'
import { tensorRole } from './tensor-role.ts'
import type { TensorSketch } from './tensor-sketch.ts'

/**
 * Whether a relation of two models would show in their weights, where `pairs` pairs are tested: their layers read
 * vectors of one length, and both have hidden units that say something or enough matrices of one shape for the test of
 * signs.
 */
export function isTestable(left: readonly TensorSketch[], right: readonly TensorSketch[], pairs: number): boolean {
  if (hasTellingUnits(left) && hasTellingUnits(right)) return residualWidth(left) === residualWidth(right)
  // The least probability that so many signs can have.
  return signCosines(compareSketches(left, right)).length * Math.log10(2) >= Math.log10(pairs) - Math.log10(mostFalse)
}

/** Length of the vectors that the feed-forward parts of the layers read; null where there are none. */
function residualWidth(sketches: readonly TensorSketch[]): number | null {
  const up = sketches.find(({ name }) => /^ffn_up(_exps)?\.weight$/.test(tensorRole(name).role))
  return up?.dimensions[0] ?? null
}

/** Equal rows, as of weights that are all zero, have no signature. */
function hasTellingUnits(sketches: readonly TensorSketch[]): boolean {
  return hiddenUnits(sketches).some((layer) => tellingUnits(layer) >= leastPairs)
}

function tellingUnits({ rows, width, matching, testing }: LayerUnits): number {
  const says = (vectors: Float32Array, unit: number): boolean =>
    vectors.subarray(unit * width, (unit + 1) * width).some((value) => value !== 0)
  return Array.from(rows).filter((_, unit) => says(matching, unit) && says(testing, unit)).length
}
