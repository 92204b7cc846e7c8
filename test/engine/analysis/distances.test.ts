import { describe, expect, it } from 'vitest'
import { similarityTerms } from '../../../bench/terms-in-memory.ts'
import { noiseMargin } from '../../../core/similarity/noise-margin.ts'
import type { Comparison } from '../../../engine/analysis/comparisons.ts'
import { distancesOf } from '../../../engine/analysis/distances.ts'
import type { StoredProbe } from '../../../engine/store/probe-store.ts'

const rule = { chars: 4, strip: 'none', temperature: 1 } as const

function comparison(noise: readonly (number | null)[]): Comparison {
  const genes = noise.map((_, model) =>
    [0.5, 0.7].map((p) => ({
      alleles: [
        { text: 'aaaa', end: false, p: p + model / 10 },
        { text: 'bbbb', end: false, p: 0.25 - model / 10 },
      ],
      residue: [{ prefix: 'b', p: 0.75 - p }],
    })),
  )
  const probes = noise.map(
    (mean, model) =>
      ({
        modelId: `m${String(model)}`,
        noise: mean === null ? null : { genes: 4, mean, max: 2 * mean },
      }) as StoredProbe,
  )
  return { probes, names: ['one', 'other'], genes: 2, terms: similarityTerms(genes), notes: ['a note'] }
}

describe('distancesOf', () => {
  it('widens the certified bounds by the margin for measured noise, and says so', () => {
    const [quiet, noisy] = [
      [null, null],
      [0.01, null],
    ].map((noise) => distancesOf(comparison(noise), 'nei', rule))
    const margin = noiseMargin(comparison([0.01, null]).terms, 'nei', [0.01, 0])[1]!
    expect(margin).toBeGreaterThan(0.001)
    expect(quiet).not.toHaveProperty('noise')
    expect(quiet!.notes).toEqual(['a note'])
    expect(noisy!.noise).toEqual([
      [0, margin],
      [margin, 0],
    ])
    expect(noisy!.similarity).toEqual(quiet!.similarity)
    expect(noisy!.lower[0]![1]).toBeCloseTo(Math.max(0, quiet!.lower[0]![1]! - margin), 14)
    expect(noisy!.upper[1]![0]).toBeCloseTo(Math.min(1, quiet!.upper[1]![0]! + margin), 14)
    expect([noisy!.lower[0]![0], noisy!.upper[0]![0]]).toEqual([1, 1])
    expect(noisy!.notes[1]).toContain('statistical')
  })

  it('leaves out a margin that no digit shows', () => {
    expect(distancesOf(comparison([1e-7, 1e-7]), 'nei', rule)).not.toHaveProperty('noise')
  })
})
