import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AlleleTrie } from '../../../core/population/allele-trie.ts'
import { decodeGeneResult, encodeGeneResult, geneRecordOf } from '../../../core/population/population-codec.ts'
import { facts, foldedRecord } from './folded-result.ts'

const character = fc.constantFrom('a', 'b', '\u0000', '\u007f', 'é', '߿', '\ufffd', '𝄞', '\u{10ffff}')
const masses = fc.nat(1000)

test('a record made from a trie is byte for byte the one made from its sorted texts', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }).chain((chars) =>
        fc.record({
          full: fc.array(
            fc.record({ text: fc.string({ unit: character, minLength: chars, maxLength: chars }), mass: masses }),
            { maxLength: 30 },
          ),
          ended: fc.array(fc.record({ text: fc.string({ unit: character, maxLength: chars - 1 }), mass: masses }), {
            maxLength: 10,
          }),
          prefixes: fc.array(fc.record({ text: fc.string({ unit: character, maxLength: chars - 1 }), mass: masses }), {
            maxLength: 20,
          }),
        }),
      ),
      ({ full, ended, prefixes }) => {
        const total = [...full, ...ended, ...prefixes].reduce((sum, { mass }) => sum + mass, 1)
        const trie = new AlleleTrie()
        for (const { text, mass } of full) trie.addAllele(text, false, mass / total)
        for (const { text, mass } of ended) trie.addAllele(text, true, mass / total)
        for (const { text, mass } of prefixes) trie.addResidue(trie.prefixOf(text), mass / total)
        const record = foldedRecord(trie, { threshold: 0, budget: 0, exponent: 27 })
        const result = decodeGeneResult(record)
        expect(encodeGeneResult(result)).toEqual(record)
        const { unresolved, bound } = result
        expect({ ...geneRecordOf(record).summary, nextTokens: [] }).toEqual({ ...facts, unresolved, bound })
        // All that was put in is there, to the quantum.
        const expected = new Map<string, number>()
        for (const { text, mass } of full)
          expected.set(`${text}|false`, (expected.get(`${text}|false`) ?? 0) + mass / total)
        for (const { text, mass } of ended)
          expected.set(`${text}|true`, (expected.get(`${text}|true`) ?? 0) + mass / total)
        for (const { text, end, p } of result.alleles)
          expect(Math.abs(p - expected.get(`${text}|${end}`)!)).toBeLessThanOrEqual(2 ** -27)
        expect(result.alleles.length).toBe([...expected.values()].filter((p) => p >= 2 ** -27).length)
      },
    ),
    { numRuns: 300 },
  )
})

test('a trie that is cleared is as new', () => {
  const trie = new AlleleTrie()
  const fill = (): Uint8Array => {
    trie.addAllele('abcd', false, 0.5)
    trie.addAllele('ab', true, 0.25)
    trie.addResidue(trie.prefixOf('abx'), 0.25)
    return foldedRecord(trie, { threshold: 0, budget: 0, exponent: 27 })
  }
  const first = fill()
  trie.clear()
  for (let number = 0; number < 500; number += 1) trie.addResidue(trie.prefixOf(`p${number}`), 0.001)
  trie.addAllele('xyzxyz', false, 0.5)
  trie.update()
  trie.clear()
  expect([trie.count, trie.alleleCount, trie.longest]).toEqual([1, 0, 0])
  expect(fill()).toEqual(first)
})
