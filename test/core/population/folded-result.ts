import type { AlleleTrie } from '../../../core/population/allele-trie.ts'
import { foldPopulation, type FoldSettings } from '../../../core/population/fold.ts'
import { decodeGeneResult, encodeGeneRecord } from '../../../core/population/population-codec.ts'
import type { GeneResult } from '../../../core/population/population.ts'
import { sortedEntries } from '../../../core/population/sorted-entries.ts'

export const facts = {
  logLikelihood: -61.25,
  tokens: 20,
  bytes: 70,
  nodes: 40,
  evaluatedTokens: 100,
  cap: 'none' as const,
  nextTokens: [],
}

/** The record that an expansion leaves of a trie. */
export function foldedRecord(trie: AlleleTrie, settings: FoldSettings): Uint8Array {
  const { alleles, residue, unresolved, bound } = foldPopulation(trie, settings)
  const sorted = sortedEntries(trie, alleles, residue)
  return encodeGeneRecord({ ...facts, unresolved, bound }, sorted.alleles, sorted.residue)
}

/** What is in that record. */
export function foldedResult(trie: AlleleTrie, settings: FoldSettings): GeneResult {
  return decodeGeneResult(foldedRecord(trie, settings))
}
