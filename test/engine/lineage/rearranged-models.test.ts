import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type SampledUnits, type TensorSketch, unitBuckets } from '../../../core/lineage/tensor-sketch.ts'
import { tensorLayout } from '../../../engine/lineage/tensor-layout.ts'
import { openPublicSource } from '../../../native/source/public-source.ts'
import { sketchTensor } from '../../../native/weights/sketch-tensor.ts'
import { randomNumbers } from '../../native/source/write-gguf.ts'
import { type Rearrangement, rearranged, rearrangements } from '../fixtures/rearranged-model.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()
const oak = readFileSync(join(import.meta.dirname, '../../../models/demo/oak.gguf'))
const kinds = Object.keys(rearrangements) as Rearrangement[]

function written(name: string, of: readonly Rearrangement[]): string {
  const path = join(folder, `${name}.gguf`)
  writeFileSync(path, rearranged(oak, of, randomNumbers(7)))
  return path
}

/** Sketches of the feed-forward input matrices, by name. */
async function unitsOf(path: string): Promise<Map<string, SampledUnits>> {
  const layout = await tensorLayout({ paths: [path] })
  const made = new Map<number, TensorSketch>()
  const sketch = async (index: number): Promise<TensorSketch> => {
    const { unitsChosenBy, ...laid } = layout[index]!
    const rows = unitsChosenBy === null ? null : (await sketch(unitsChosenBy)).units!.rows
    const sketched = made.get(index) ?? (await sketchTensor({ ...laid, units: laid.units && { ...laid.units, rows } }))
    made.set(index, sketched)
    return sketched
  }
  for (const [index, { units }] of layout.entries()) if (units !== null) await sketch(index)
  return new Map([...made.values()].map(({ name, units }) => [name, units!]))
}

/** Natural log-probabilities of all tokens after a text, and of the text's own. */
async function logProbabilities(path: string): Promise<number[]> {
  const source = await openPublicSource(path, { gpu: 'off', threads: 1, longestText: 99 })
  try {
    const found: number[] = []
    const tokens = source.tokenize('Once there was a baker who lived in Arlen')
    await source.open([{ key: 0, tokens }], (_, own, { scores, logNormaliser }) => {
      found.push(...own, ...Array.from(scores, (score) => score - logNormaliser))
    })
    return found
  } finally {
    await source.close()
  }
}

const signatureOf = ({ signatures }: SampledUnits, unit: number): Float32Array =>
  signatures.subarray(unit * unitBuckets, (unit + 1) * unitBuckets)
const inner = (left: Float32Array, right: Float32Array): number =>
  left.reduce((sum, value, bucket) => sum + value * right[bucket]!, 0)
const mostDifferent = (left: Float32Array, right: Float32Array): number =>
  left.reduce((most, value, bucket) => Math.max(most, Math.abs(value - right[bucket]!)), 0)

const plain = (() => {
  const path = written('plain', [])
  return { units: unitsOf(path), logProbabilities: logProbabilities(path) }
})()

describe.each<[string, readonly Rearrangement[]]>([
  ...kinds.map((kind): [string, Rearrangement[]] => [kind, [kind]]),
  ['all of it', kinds],
])('a model with %s', (name, of) => {
  const path = written(name.replaceAll(' ', '-'), of)

  test('gives the same log-probabilities', async () => {
    const expected = await plain.logProbabilities
    const found = await logProbabilities(path)
    // Keys are held as halves: rotated ones are rounded otherwise.
    const tolerance = of.includes('query-key pairs rotated') ? 0.01 : 1e-4
    expect(found).toHaveLength(expected.length)
    expect(Math.max(...found.map((value, index) => Math.abs(value - expected[index]!)))).toBeLessThan(tolerance)
  })

  test('has units with the same signatures, up to their order', async () => {
    const found = await unitsOf(path)
    for (const [tensor, before] of await plain.units) {
      const after = found.get(tensor)!
      expect(after.rows).toHaveLength(64)
      // Of each unit the one that is nearest in all of what is kept but its row.
      const partners = Array.from(before.rows, (_, unit) => {
        const signature = signatureOf(before, unit)
        const distances = Array.from(after.rows, (_row, other) => mostDifferent(signature, signatureOf(after, other)))
        return distances.indexOf(Math.min(...distances))
      })
      expect(new Set(partners).size).toBe(64)
      for (const [unit, partner] of partners.entries()) {
        expect(mostDifferent(signatureOf(before, unit), signatureOf(after, partner))).toBeLessThan(1e-4)
        expect(after.lengths[partner]! / before.lengths[unit]!).toBeCloseTo(1, 5)
      }
      const inPlace = partners.filter((partner, unit) => after.rows[partner] === before.rows[unit]).length
      if (of.includes('units permuted')) expect(inPlace).toBeLessThan(8)
      else expect(inPlace).toBe(64)
    }
  })
})

test('up takes the rows that gate has chosen: the longest of the folded ones', async () => {
  const units = await plain.units
  expect([...units.keys()]).toHaveLength(6)
  for (const layer of [0, 1, 2])
    expect(units.get(`blk.${String(layer)}.ffn_up.weight`)!.rows).toEqual(
      units.get(`blk.${String(layer)}.ffn_gate.weight`)!.rows,
    )
})

test('signatures of different units are of length about 1 and have little in common', async () => {
  const gate = (await plain.units).get('blk.0.ffn_gate.weight')!
  const all = Array.from(gate.rows, (_, unit) => signatureOf(gate, unit))
  const squares = all.map((signature) => inner(signature, signature))
  expect(squares.reduce((sum, value) => sum + value, 0) / 64).toBeGreaterThan(0.85)
  expect(squares.reduce((sum, value) => sum + value, 0) / 64).toBeLessThan(1.15)
  const others = all.slice(1).map((signature, unit) => inner(signature, all[unit]!))
  expect(Math.abs(others.reduce((sum, value) => sum + value, 0) / others.length)).toBeLessThan(0.15)
})
