import { tensorRole } from './tensor-role.ts'
import { type SampledUnits, type TensorSketch, unitBuckets } from './tensor-sketch.ts'

/**
 * How alike the hidden units of two models are, whatever their order: the mean over sampled units of the cosine of the
 * likest unit of the same layer and matrix in the other model. 1 where they are the same, but for rounding; about .5
 * where models are not related. Null where no layer can be compared.
 */
export function unitLikeness(left: readonly TensorSketch[], right: readonly TensorSketch[]): number | null {
  const others = new Map(right.map((tensor) => [tensor.name, tensor]))
  let total = 0
  let units = 0
  for (const { name, units: ours } of left) {
    const theirs = others.get(name)?.units ?? null
    if (ours === null || theirs === null || tensorRole(name).layer === null) continue
    for (let unit = 0; unit < ours.rows.length; unit += 1) {
      total += likest(ours, unit, theirs)
      units += 1
    }
  }
  return units === 0 ? null : total / units
}

function likest(units: SampledUnits, unit: number, others: SampledUnits): number {
  let best = -1
  for (let other = 0; other < others.rows.length; other += 1) {
    let [inner, ours, theirs] = [0, 0, 0]
    for (let bucket = 0; bucket < unitBuckets; bucket += 1) {
      const one = units.signatures[unit * unitBuckets + bucket]!
      const two = others.signatures[other * unitBuckets + bucket]!
      inner += one * two
      ours += one * one
      theirs += two * two
    }
    if (ours > 0 && theirs > 0) best = Math.max(best, inner / Math.sqrt(ours * theirs))
  }
  return best
}
