import { describe, expect, test } from 'vitest'
import { rowDistance } from '../../../core/lineage/signature-distance.ts'
import { type SampledUnits, signatureStep } from '../../../core/lineage/tensor-sketch.ts'
import { normalDeviates } from '../../../core/random/normal-deviate.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { referenceUnits } from './reference-units.ts'

const [rows, columns] = [64, 768]
const pairs = Array.from({ length: rows }, (_, row) => ({ left: row, right: row }))

function unitsOf(values: Float64Array): SampledUnits {
  return referenceUnits(undefined, { dimensions: [columns, rows], values }, undefined, rows).up
}

/** Normal rows, and what is left of them after a step; columns of unlike size where `spread` is above 0. */
function drawn(
  seed: number,
  relativeStep: number,
  spread: number,
): { left: SampledUnits; right: SampledUnits; truth: number } {
  const deviate = normalDeviates(seededGenerator(seed))
  const sizes = Array.from({ length: columns }, () => Math.exp(spread * deviate()))
  const left = Float64Array.from({ length: rows * columns }, (_, index) => sizes[index % columns]! * deviate())
  const right = left.map((value, index) => value + relativeStep * sizes[index % columns]! * deviate())
  let truth = 0
  for (let row = 0; row < rows; row += 1) {
    let [inner, one, other] = [0, 0, 0]
    for (let at = row * columns; at < (row + 1) * columns; at += 1) {
      inner += left[at]! * right[at]!
      one += left[at]! ** 2
      other += right[at]! ** 2
    }
    truth += (1 - inner / Math.sqrt(one * other)) / rows
  }
  return { left: unitsOf(left), right: unitsOf(right), truth }
}

describe.each([
  ['normal rows', 0],
  ['rows with columns of unlike size', 0.3],
])('%s', (_, spread) => {
  test.each([0.002, 0.005, 0.02, 0.1, 0.3, 0.6])('moved by %f of their length are found as far', (step) => {
    const seeds = [1, 2, 3, 4]
    const found = seeds.map((seed) => {
      const { left, right, truth } = drawn(Math.round(1e5 * step) + seed, step, spread)
      const { departure, departureError } = rowDistance(left, right, pairs)
      // How uneven columns are is known to a tenth, since the part that signatures share has 32 buckets.
      const error = Math.hypot(departureError, spread === 0 ? 0.03 * truth : 0.1 * truth)
      return { ratio: departure / truth, z: (departure - truth) / error }
    })
    for (const { z } of found) expect(Math.abs(z)).toBeLessThan(3.5)
    const mean = found.reduce((sum, { ratio }) => sum + ratio / seeds.length, 0)
    // Of 256 rows with 32 buckets 1.6 % by chance, of small steps more by rounding.
    expect(Math.abs(mean - 1)).toBeLessThan(step < 0.004 ? 0.25 : 0.08)
  })
})

test('rows that are the same are at distance 0; in steps of another length within the stated deviation of that', () => {
  const found = Array.from({ length: 20 }, (_, seed) => {
    const { left } = drawn(seed, 0, 0)
    expect(rowDistance(left, left, pairs).departure).toBeLessThan(1e-15)
    const step = 1.07 * signatureStep(left)
    const longer = { ...left, signatures: left.signatures.map((value) => step * Math.round(value / step)) }
    // The first row has no part in it, and says how long the steps are.
    longer.signatures[0] = 127 * step
    const { departure, rounding } = rowDistance(left, longer, pairs.slice(1))
    return departure / rounding
  })
  for (const deviations of found) expect(deviations).toBeLessThan(4)
  // Of normal errors cut off at 0, with a deviation of 1, the mean is 0.4.
  const mean = found.reduce((sum, deviations) => sum + deviations / found.length, 0)
  expect(mean).toBeLessThan(0.8)
})

test('unrelated rows are at no known distance: their cosine is 0', () => {
  const [one, other] = [drawn(1, 0, 0), drawn(2, 0, 0)]
  const { departure } = rowDistance(one.left, other.left, pairs)
  expect(departure).toBeGreaterThan(0.7)
})
