import { residueBound, residueChains, type PrefixTree } from './bound.ts'

/** Resolved alleles as parallel arrays. */
export interface ResolvedAlleles {
  readonly text: readonly string[]
  readonly end: readonly boolean[]
  readonly mass: readonly number[]
  /** Number of the longest proper prefix of a full allele; for an end allele that of its text. */
  readonly prefix: readonly number[]
}

/** What is known about one gene's alleles: masses resolved, and residue per prefix. */
export interface AlleleTrie {
  readonly alleles: ResolvedAlleles
  readonly prefixes: PrefixTree
  /** Text of each prefix. */
  readonly texts: readonly string[]
  /** Length of each prefix in code points. */
  readonly lengths: readonly number[]
  /** Number of a prefix; it and all shorter ones are added where they are new. */
  prefixOf(text: string): number
  /** Adds resolved mass to an allele and returns its number in `alleles`. */
  addAllele(text: string, end: boolean, mass: number): number
  /** Adds residue at a prefix; a negative mass takes some away, down to 0. */
  addResidue(prefix: number, mass: number): void
  /** The bound as it stands (see bound.ts). Brings `weight` up to date: the share of mass m at prefix x is m * weight(x). */
  update(): number
  weight(prefix: number): number
  /**
   * What the weight of a prefix can never exceed, whatever is found out after the last `update`: twice the largest probability that
   * an allele beginning with it can have.
   */
  ceiling(prefix: number): number
}

/** `text` without its last code point. */
export function withoutLast(text: string): string {
  const last = text.charCodeAt(text.length - 1)
  const beforeLast = text.charCodeAt(text.length - 2)
  const pair = last >= 0xdc00 && last <= 0xdfff && beforeLast >= 0xd800 && beforeLast <= 0xdbff
  return text.slice(0, text.length - (pair ? 2 : 1))
}

/** A trie with nothing in it but the empty prefix, which is number 0. */
export function createAlleleTrie(): AlleleTrie {
  const texts: string[] = ['']
  const lengths: number[] = [0]
  const parent: number[] = [0]
  const residue: number[] = [0]
  const own: number[] = [0]
  const numbers = new Map<string, number>([['', 0]])
  const alleles = { text: [] as string[], end: [] as boolean[], mass: [] as number[], prefix: [] as number[] }
  const full = new Map<string, number>()
  const ended = new Map<string, number>()
  let weights = new Float64Array(64)
  let ceilings = new Float64Array(64)

  const prefixOf = (text: string): number => {
    const known = numbers.get(text)
    if (known !== undefined) return known
    const above = prefixOf(withoutLast(text))
    const added = texts.length
    texts.push(text)
    lengths.push(lengths[above]! + 1)
    parent.push(above)
    residue.push(0)
    own.push(0)
    numbers.set(text, added)
    return added
  }

  return {
    alleles,
    texts,
    lengths,
    prefixOf,
    get prefixes() {
      return { count: texts.length, parent, residue, own }
    },
    addAllele(text, end, mass) {
      const known = end ? ended : full
      let index = known.get(text)
      if (index === undefined) {
        index = alleles.text.length
        alleles.text.push(text)
        alleles.end.push(end)
        alleles.mass.push(0)
        alleles.prefix.push(prefixOf(end || text === '' ? text : withoutLast(text)))
        known.set(text, index)
      }
      const sum = alleles.mass[index]! + mass
      alleles.mass[index] = sum
      const x = alleles.prefix[index]!
      if (sum > own[x]!) own[x] = sum
      return index
    },
    addResidue(prefix, mass) {
      residue[prefix] = Math.max(0, residue[prefix]! + mass)
    },
    update() {
      const count = texts.length
      if (weights.length < count) {
        weights = new Float64Array(count * 2)
        ceilings = new Float64Array(count * 2)
      }
      residueChains({ count, parent, residue }, ceilings)
      const top = Float64Array.from(own)
      for (let x = count - 1; x > 0; x -= 1) top[parent[x]!] = Math.max(top[parent[x]!]!, top[x]!)
      for (let x = 0; x < count; x += 1) ceilings[x] = 2 * (ceilings[x]! + top[x]!)
      return residueBound({ count, parent, residue, own }, weights)
    },
    weight: (prefix) => weights[prefix] ?? 0,
    ceiling: (prefix) => ceilings[prefix] ?? 0,
  }
}
