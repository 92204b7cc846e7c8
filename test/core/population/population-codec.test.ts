import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AlleleTrie } from '../../../core/population/allele-trie.ts'
import { compareAlleles, compareResidue } from '../../../core/population/order.ts'
import {
  decodeGeneResult,
  decodePopulationEntries,
  encodeGeneResult,
} from '../../../core/population/population-codec.ts'
import { sortedEntriesOf } from '../../../core/population/record-entries.ts'
import { PopulationRecordError } from '../../../core/population/record-bytes.ts'
import type { GeneResult } from '../../../core/population/population.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { foldedResult } from './folded-result.ts'

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.string({ unit: fc.constantFrom('a', 'b', 'é', '𝄞'), maxLength: 24 }),
)
const probability = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }).map((p) => p + 0),
  fc.nat(2 ** 30).map((quanta) => quanta / 2 ** 30),
  fc.constantFrom(0, 1, 2 ** -52, Number.MIN_VALUE),
)
const finite = fc.double({ noNaN: true, noDefaultInfinity: true })

const plain = { noNullPrototype: true } as const

const result: fc.Arbitrary<GeneResult> = fc.record(
  {
    alleles: fc
      .uniqueArray(fc.record({ text, end: fc.boolean(), p: probability }, plain), {
        selector: (allele) => `${allele.end} ${allele.text}`,
        maxLength: 20,
      })
      .map((alleles) => alleles.sort(compareAlleles)),
    residue: fc
      .uniqueArray(fc.record({ prefix: text, p: probability }, plain), {
        selector: (residue) => residue.prefix,
        maxLength: 10,
      })
      .map((residue) => residue.sort(compareResidue)),
    unresolved: finite,
    bound: finite,
    logLikelihood: finite,
    tokens: fc.nat(),
    bytes: fc.nat(),
    nodes: fc.nat(),
    evaluatedTokens: fc.maxSafeNat(),
    cap: fc.constantFrom('none', 'depth', 'nodes'),
    nextTokens: fc.array(fc.record({ token: fc.nat(), text, logProbability: finite }, plain), { maxLength: 5 }),
  },
  plain,
)

/** A population as an expansion leaves it: `size` alleles, falling probabilities. */
function likely(size: number): GeneResult {
  const generator = seededGenerator(7)
  const trie = new AlleleTrie()
  const letters = 'etaoin shrdlucmfwypvbgkqjxz,.'
  const masses = Array.from({ length: size }, (_, rank) => 1 / (rank + 10) ** 1.5)
  const total = masses.reduce((sum, mass) => sum + mass, 0)
  for (const mass of masses) {
    const word = Array.from({ length: 4 }, () => letters[Math.floor(letters.length * generator.real() ** 2)]!).join('')
    trie.addAllele(word, false, (0.98 * mass) / total)
  }
  trie.addResidue(0, 0.02)
  return foldedResult(trie, { threshold: 1e-6, budget: 0, exponent: 27 })
}

describe('gene records', () => {
  it('are read without their texts too, and say the same', () => {
    fc.assert(
      fc.property(result, (gene) => {
        const { alleles, residue } = decodePopulationEntries(encodeGeneResult(gene))
        expect(alleles).toEqual(sortedEntriesOf(gene.alleles, 'alleles'))
        expect(residue).toEqual(
          sortedEntriesOf(
            gene.residue.map(({ prefix, p }) => ({ text: prefix, end: false, p })),
            'prefixes',
          ),
        )
      }),
      { numRuns: 200 },
    )
  })

  it('come back exactly', () => {
    fc.assert(
      fc.property(result, (gene) => {
        expect(decodeGeneResult(encodeGeneResult(gene))).toStrictEqual(gene)
      }),
      { numRuns: 500 },
    )
  })

  it('do not depend on the order of the alleles, and decode most probable first', () => {
    const gene = likely(300)
    const shuffled = { ...gene, alleles: [...gene.alleles].reverse(), residue: [...gene.residue].reverse() }
    expect(encodeGeneResult(shuffled)).toEqual(encodeGeneResult(gene))
    expect(decodeGeneResult(encodeGeneResult(shuffled))).toStrictEqual(gene)
  })

  it('are small: below 7 bytes an allele, and less deflated', () => {
    const gene = likely(2500)
    const record = encodeGeneResult(gene)
    expect(gene.alleles.length).toBeGreaterThan(1500)
    expect(record.length).toBeLessThan(7 * gene.alleles.length)
    expect(deflateSync(record).length).toBeLessThan(6 * gene.alleles.length)
  })

  it('are refused when cut short, anywhere', () => {
    const record = encodeGeneResult(likely(20))
    for (let length = 0; length < record.length; length += 1) {
      expect(() => decodeGeneResult(record.subarray(0, length)), `${length} bytes`).toThrow(PopulationRecordError)
    }
  })

  it('are refused with more bytes than belong to them, and from another version', () => {
    const record = encodeGeneResult(likely(5))
    expect(() => decodeGeneResult(Uint8Array.from([...record, 0]))).toThrow(
      'expected the end of the record, found 1 more bytes',
    )
    expect(() => decodeGeneResult(Uint8Array.from([9, ...record.slice(1)]))).toThrow(
      'expected record version 1, found version 9',
    )
  })

  it('never fail in any other way, whatever is done to the bytes', () => {
    const record = encodeGeneResult(likely(12))
    const hurt = fc.array(fc.tuple(fc.nat(record.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.oneof(hurt, fc.uint8Array({ maxLength: 80 })), (harm) => {
        const bytes = harm instanceof Uint8Array ? harm : Uint8Array.from(record)
        if (!(harm instanceof Uint8Array)) for (const [at, value] of harm) bytes[at] = value
        try {
          decodeGeneResult(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(PopulationRecordError)
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('do not reserve memory for counts that the bytes cannot hold', () => {
    const head = encodeGeneResult({ ...likely(1), alleles: [], residue: [] })
    const huge = Uint8Array.from([...head.slice(0, -2), 0xff, 0xff, 0xff, 0xff, 0x7f, 0])
    expect(() => decodeGeneResult(huge)).toThrow(/at most 0 alleles in the bytes left, found 34359738367/)
  })

  it('are not made of duplicates or of what is no probability', () => {
    const gene = likely(3)
    const allele = gene.alleles[0]!
    expect(() => encodeGeneResult({ ...gene, alleles: [allele, allele] })).toThrow('found one twice')
    expect(() => encodeGeneResult({ ...gene, alleles: [{ ...allele, p: 1.5 }] })).toThrow('from 0 to 1, found 1.5')
    expect(() => encodeGeneResult({ ...gene, bound: Number.NaN })).toThrow('finite')
  })
})
