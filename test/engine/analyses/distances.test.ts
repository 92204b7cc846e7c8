import { describe, expect, it } from 'vitest'
import { similarityTerms } from '../../../bench/terms-in-memory.ts'
import { noiseMargin } from '../../../core/similarity/noise-margin.ts'
import type { Remark } from '../../../engine/api/remark-contract.ts'
import type { ComparedModels } from '../../../engine/analyses/sources.ts'
import { distancesOf } from '../../../engine/analyses/distances.ts'

const known: Remark = { kind: 'tolerances', text: 'Tolerances differ.', modelIds: [] }
const rule = { chars: 4, strip: 'none', temperature: 1 } as const

function comparison(noise: readonly (number | null)[]): ComparedModels {
  const genes = noise.map((_, model) =>
    [0.5, 0.7].map((p) => ({
      alleles: [
        { text: 'aaaa', end: false, p: p + model / 10 },
        { text: 'bbbb', end: false, p: 0.25 - model / 10 },
      ],
      residue: [{ prefix: 'b', p: 0.75 - p }],
    })),
  )
  return {
    modelIds: noise.map((_, model) => `m${String(model)}`),
    names: ['one', 'other'],
    noise: noise.map((mean) => mean ?? 0),
    genes: 2,
    terms: similarityTerms(genes),
    remarks: [known],
  }
}

describe('distancesOf', () => {
  it('widens the certified bounds by the margin for measured noise, and says so', () => {
    const [quiet, noisy] = [
      [null, null],
      [0.01, null],
    ].map((noise) => distancesOf(comparison(noise), { measure: 'nei', rule }))
    const margin = noiseMargin(comparison([0.01, null]).terms, 'nei', [0.01, 0])[1]!
    expect(margin).toBeGreaterThan(0.001)
    expect(quiet).not.toHaveProperty('noise')
    expect(quiet!.remarks).toEqual([known])
    expect(noisy!.noise).toEqual([
      [0, margin],
      [margin, 0],
    ])
    expect(noisy!.similarity).toEqual(quiet!.similarity)
    expect(noisy!.lower[0]![1]).toBeCloseTo(Math.max(0, quiet!.lower[0]![1]! - margin), 14)
    expect(noisy!.upper[1]![0]).toBeCloseTo(Math.min(1, quiet!.upper[1]![0]! + margin), 14)
    expect([noisy!.lower[0]![0], noisy!.upper[0]![0]]).toEqual([1, 1])
    expect(noisy!.remarks[1]).toMatchObject({ kind: 'noise', text: expect.stringContaining('statistical') })
  })

  it('leaves out a margin that no digit shows', () => {
    expect(distancesOf(comparison([1e-7, 1e-7]), { measure: 'nei', rule })).not.toHaveProperty('noise')
  })
})
