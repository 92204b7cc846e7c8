import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AlleleTrie } from '../../../core/population/allele-trie.ts'

type Change = { readonly kind: 'allele' | 'end' | 'residue' | 'prefix'; readonly text: string; readonly mass: number }

const change = fc.record({
  kind: fc.constantFrom('allele' as const, 'end' as const, 'residue' as const, 'prefix' as const),
  text: fc.string({ unit: fc.constantFrom('a', 'b', '𝄞'), minLength: 1, maxLength: 4 }),
  mass: fc.double({ min: 0, max: 0.2, noNaN: true }),
})

function apply(trie: AlleleTrie, { kind, text, mass }: Change): void {
  if (kind === 'residue') trie.addResidue(trie.prefixOf(text), mass)
  else if (kind === 'prefix') trie.prefixOf(text)
  else trie.addAllele(text, kind === 'end', mass)
}

function state(trie: AlleleTrie): unknown {
  const bound = trie.update()
  return {
    bound,
    weights: Array.from({ length: trie.count }, (_, prefix) => [trie.weight(prefix), trie.ceiling(prefix)]),
  }
}

it('tells the bound and the weights of what it holds, however often it was asked in between and whatever it held before', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), fc.array(change, { maxLength: 12 }), (before, changes) => {
      const asked = new AlleleTrie()
      for (const one of before) apply(asked, one)
      asked.update()
      asked.clear()
      for (const one of changes) {
        asked.update()
        apply(asked, one)
      }
      const fresh = new AlleleTrie()
      for (const one of changes) apply(fresh, one)
      expect(state(asked)).toEqual(state(fresh))
      expect(state(asked)).toEqual(state(fresh))
    }),
  )
})
