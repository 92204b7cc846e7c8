import type { AlleleTrie } from './allele-trie.ts'
import { residueBound } from './bound.ts'

/** A population small enough to store, with the bound that is true of exactly these numbers. */
export interface FoldedPopulation {
  /** Probability per allele of the trie, 0 where it is folded. */
  readonly alleles: Float64Array
  /** Residue per prefix of the trie. */
  readonly residue: Float64Array
  /** Sum of the residue. */
  readonly unresolved: number
  /** See residueBound. */
  readonly bound: number
}

/**
 * Binary exponent of the quantum of stored probabilities: the smallest k with 2^-k <= tolerance / 10^5, at most 52 (the
 * precision of a double just below 1). 27 for the default tolerance of 0.001.
 */
export function quantumExponent(tolerance: number): number {
  return Math.min(52, Math.max(0, Math.ceil(Math.log2(1e5 / tolerance))))
}

/**
 * How much a population may be thinned out for storage. Folding moves an entry's mass to the residue of the prefix
 * above, which costs mass times the difference of the prefixes' weights in the bound (bound.ts).
 */
export interface FoldSettings {
  /** Alleles and residue below this are folded whatever it costs. */
  readonly threshold: number
  /** What further folding may cost in the bound, about; the cheapest entries go first. */
  readonly budget: number
  /** Binary exponent of the quantum; see `quantumExponent`. */
  readonly exponent: number
}

/** Costs are put into bins by the leading bits of their doubles: 4 bins for every power of two. */
const costBins = 1 << 13
const costBinShift = 18
const binSums = new Float64Array(costBins)

/** The largest cost of an entry such that all entries up to it cost no more than `budget` together. */
function dearestWithin(costs: Float64Array, budget: number): number {
  // Only the bin in which the budget runs out has to be sorted. Doubles that are not negative are in the order of their
  // bits.
  const high = new Uint32Array(costs.buffer)
  const binOf = (index: number): number => high[2 * index + littleEndian]! >>> costBinShift
  binSums.fill(0)
  for (let index = 0; index < costs.length; index += 1) binSums[binOf(index)]! += costs[index]!
  let spent = 0
  let last = 0
  while (last < costBins && spent + binSums[last]! <= budget) {
    spent += binSums[last]!
    last += 1
  }
  if (last === costBins) return costs.reduce((most, cost) => Math.max(most, cost), 0)
  const within = costs.filter((_, index) => binOf(index) === last).sort()
  let dearest = 0
  for (const cost of within) {
    spent += cost
    if (spent > budget) break
    dearest = cost
  }
  return dearest > 0 ? dearest : largestBelow(last)
}

/** The largest double of the bins before this one. */
function largestBelow(bin: number): number {
  const words = new Uint32Array(2)
  words[littleEndian] = bin << costBinShift
  const least = new Float64Array(words.buffer)[0]!
  return least * (1 - 2 ** -53)
}

/** Place of the high word of a double: 1 where bytes are stored lowest first. */
const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0]!

/**
 * Turns what is known of a gene into a population:
 * 1. An allele below the threshold, or cheap enough to fold, becomes residue of its longest prefix (an end allele of
 * its own text).
 * 2. Residue, likewise, moves up to the prefix one character shorter, longest prefixes first; the empty prefix takes
 * what is left.
 * 3. All probabilities are rounded down to whole multiples of 2^-exponent; what rounding takes away is residue of the
 * prefix above.
 *
 * Moving mass to the residue of a prefix only says less about where it falls, so the bound (taken after all of this)
 * stays true. Alleles and residue are whole multiples of 2^-exponent that sum to exactly 1.
 */
export function foldPopulation(trie: AlleleTrie, { threshold, budget, exponent }: FoldSettings): FoldedPopulation {
  trie.update()
  const { count, parent, alleleCount, alleleMass, allelePrefix } = trie
  const residue = trie.residue.slice(0, count)
  const largest = new Float64Array(count)
  const scale = 2 ** exponent
  // Where both prefixes weigh the same the bound does not see the move, but the cross terms of similarity may: a tenth
  // is counted.
  const residueCost = (x: number): number => {
    const above = trie.weight(parent[x]!)
    return residue[x]! * Math.max(0.1 * above, above - trie.weight(x))
  }

  const costs = new Float64Array(alleleCount + count)
  for (let index = 0; index < alleleCount; index += 1) {
    const mass = alleleMass[index]!
    costs[index] = mass < threshold ? 0 : mass * trie.weight(allelePrefix[index]!)
  }
  for (let x = 1; x < count; x += 1) costs[alleleCount + x] = residue[x]! < threshold ? 0 : residueCost(x)
  const cheap = dearestWithin(costs, budget)

  // Sums of whole quanta: exact, since they stay below 2^53.
  let assigned = 0
  const alleles = new Float64Array(alleleCount)
  let first = 0
  for (let index = 0; index < alleleCount; index += 1) {
    const mass = alleleMass[index]!
    const above = allelePrefix[index]!
    const fold = mass < threshold || costs[index]! <= cheap
    const quanta = fold ? 0 : Math.floor(mass * scale)
    residue[above]! += mass - quanta / scale
    if (quanta === 0) continue
    assigned += quanta
    const p = quanta / scale
    alleles[index] = p
    if (p > largest[above]!) largest[above] = p
    if (p > alleles[first]!) first = index
  }

  for (let x = count - 1; x > 0; x -= 1) {
    const above = parent[x]!
    const fold = residue[x]! < threshold || residueCost(x) <= cheap
    const quanta = fold ? 0 : Math.floor(residue[x]! * scale)
    residue[above]! += residue[x]! - quanta / scale
    residue[x] = quanta / scale
    assigned += quanta
  }
  // Rounded sums of doubles, and more so of probabilities in single precision, can exceed 1: the most probable allele
  // gives that back, or the largest residue where every allele is folded.
  if (assigned > scale) {
    const excess = (assigned - scale) / scale
    if (alleleCount > 0 && alleles[first]! > 0) {
      alleles[first]! -= excess
      const above = allelePrefix[first]!
      largest[above] = alleles.reduce((most, p, index) => (allelePrefix[index] === above ? Math.max(most, p) : most), 0)
    } else {
      let largest = 1
      for (let x = 2; x < count; x += 1) if (residue[x]! > residue[largest]!) largest = x
      residue[largest]! -= excess
    }
    assigned = scale
  }
  residue[0] = (scale - assigned) / scale
  return {
    alleles,
    residue,
    unresolved: residue.reduce((sum, p) => sum + p, 0),
    bound: residueBound({ count, parent, residue, largest }, new Float64Array(count)),
  }
}
