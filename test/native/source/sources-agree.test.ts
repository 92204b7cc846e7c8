import { expect, test } from 'vitest'
import { decodeGeneResult } from '../../../core/population/population-codec.ts'
import type { GeneResult } from '../../../core/population/population.ts'
import { expandGenes } from '../../../native/expansion/expand-genes.ts'
import { defaultProbeSettings } from '../../../core/population/probe-settings.ts'
import type { LogitSource } from '../../../native/source/logit-source.ts'
import { openDirectSource } from '../../../native/source/open-direct-source.ts'
import { openPublicSource } from '../../../native/source/public-source.ts'
import { demoModel } from './source-behaviour.ts'

const genes = ['The capital of Arlen is', 'Once there was a baker', 'Two plus two is', '3 + 4 =']
const load = { gpu: 'off', threads: 1, longestText: 99 } as const
/** Batches of another shape round otherwise; with F16 weights probabilities differ by less than this. */
const rounding = 1e-3

async function probe(source: LogitSource): Promise<GeneResult[]> {
  const results: GeneResult[] = []
  try {
    const all = genes.map((text, index) => ({ index, text }))
    await expandGenes(source, all, defaultProbeSettings, {
      onGene: (index, record) => (results[index] = decodeGeneResult(record)),
    })
  } finally {
    await source.close()
  }
  return results
}

const nameOf = ({ text, end }: { readonly text: string; readonly end: boolean }): string =>
  `${text}${end ? '<end>' : ''}`

/**
 * Least and most that an allele's probability can be: what was found, and with it all residue that could still become
 * that allele.
 */
function bounds(
  { alleles, residue }: GeneResult,
  allele: { readonly text: string; readonly end: boolean },
): [number, number] {
  const found = alleles.find((one) => nameOf(one) === nameOf(allele))?.p ?? 0
  return [found, residue.reduce((sum, { prefix, p }) => (allele.text.startsWith(prefix) ? sum + p : sum), found)]
}

test.each(['oak', 'fern', 'moss'])(
  'both sources give the same alleles of %s, inside each other’s bounds',
  async (name) => {
    const direct = await probe((await openDirectSource(demoModel(name), load)).source)
    const open = await probe(await openPublicSource(demoModel(name), load))
    // Not only certain answers: many alleles are compared.
    expect(direct.reduce((sum, { alleles }) => sum + alleles.length, 0)).toBeGreaterThan(20)
    for (const [gene, one] of direct.entries()) {
      const other = open[gene]!
      expect(Math.abs(one.logLikelihood - other.logLikelihood)).toBeLessThan(0.01)
      for (const [mine, theirs] of [
        [one, other],
        [other, one],
      ] as const) {
        for (const allele of mine.alleles) {
          const [ownLeast, ownMost] = bounds(mine, allele)
          const [least, most] = bounds(theirs, allele)
          expect(Math.abs(ownLeast - least), `gene ${gene}, ${nameOf(allele)}`).toBeLessThan(rounding)
          expect(ownLeast).toBeLessThanOrEqual(most + rounding)
          expect(ownMost).toBeGreaterThanOrEqual(least - rounding)
        }
      }
    }
  },
)
