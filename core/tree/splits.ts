import { truncateMiddle } from '../format/truncate.ts'
import { foldTree, isTip, preorder } from './tree.ts'
import type { Tree } from './tree.ts'

/** A set of tips as bits: bit t % 32 of word t / 32 for the tip with index t. */
export type TipSet = Uint32Array

/** The tips of one or more trees in a fixed order, so that sets of tips can be compared. */
export interface TipIndex {
  /** Distinct names in ascending order of their UTF-16 code units. */
  readonly names: readonly string[]
  indexOf(name: string): number | undefined
  /** @throws RangeError where a name is no tip; the message begins with `subject` */
  setOf(names: readonly string[], subject: string): TipSet
}

/**
 * The tips of a tree as an index.
 *
 * @throws RangeError where a tip has no name or two tips share one: sets of tips would be ambiguous
 */
export function indexTips(tree: Tree): TipIndex {
  const indices = new Map<string, number>()
  for (const node of preorder(tree)) {
    if (!isTip(node)) continue
    if (node.name === undefined || node.name === '')
      throw new RangeError('Tips: expected a name for each, found a tip without one')
    if (indices.has(node.name))
      throw new RangeError(`Tips: expected distinct names, found ${truncateMiddle(node.name, 60)} twice`)
    indices.set(node.name, 0)
  }
  const names = [...indices.keys()].sort()
  names.forEach((name, index) => indices.set(name, index))
  return {
    names,
    indexOf: (name) => indices.get(name),
    setOf(wanted, subject) {
      const set = emptySet(names.length)
      for (const name of wanted) {
        const index = indices.get(name)
        if (index === undefined) throw new RangeError(`${subject}: expected names of tips, found ${name}`)
        set[index >>> 5]! |= 1 << (index & 31)
      }
      return set
    },
  }
}

function emptySet(tips: number): TipSet {
  return new Uint32Array((tips + 31) >>> 5)
}

/**
 * The tips below every node, in preorder.
 *
 * @throws RangeError where a tip is not in the index
 */
export function tipSets(tree: Tree, tips: TipIndex): TipSet[] {
  const sets: TipSet[] = []
  foldTree<TipSet>(tree, (node, values, index) => {
    const set = isTip(node) ? tips.setOf([node.name ?? ''], 'Tip of the tree') : emptySet(tips.names.length)
    for (const value of values) for (let word = 0; word < set.length; word++) set[word]! |= value[word]!
    sets[index] = set
    return set
  })
  return sets
}

/** How many tips a set holds. */
export function sizeOf(set: TipSet): number {
  let size = 0
  for (const word of set) {
    for (let rest = word; rest !== 0; rest = (rest & (rest - 1)) >>> 0) size++
  }
  return size
}

/** The same key for the same set of tips, different keys for different sets. */
export function cladeKey(set: TipSet): string {
  let key = ''
  for (const word of set) key += String.fromCharCode(word & 0xffff, word >>> 16)
  return key
}

/** The same key for a set of tips and for its complement: the key of the side without the first tip. */
export function splitKey(set: TipSet, tips: TipIndex): string {
  if ((set[0]! & 1) === 0) return cladeKey(set)
  const complement = set.map((word) => ~word)
  const beyond = tips.names.length & 31
  if (beyond !== 0) complement[complement.length - 1]! &= 2 ** beyond - 1
  return cladeKey(complement)
}

/**
 * Key of what the branch above a node says, or `undefined` where it says nothing, since every tree has it. Unrooted:
 * the split into the tips below and all others, both sides at least 2. Rooted: the clade below, of 2 to n - 1 tips.
 */
export function informativeKey(set: TipSet, tips: TipIndex, rooted: boolean): string | undefined {
  const size = sizeOf(set)
  const outside = tips.names.length - size
  if (size < 2 || outside < (rooted ? 1 : 2)) return undefined
  return rooted ? cladeKey(set) : splitKey(set, tips)
}

/** Keys of all informative splits (unrooted) or clades (rooted) of a tree, each once. */
export function informativeKeys(tree: Tree, tips: TipIndex, rooted: boolean): Set<string> {
  const keys = new Set<string>()
  for (const set of tipSets(tree, tips)) {
    const key = informativeKey(set, tips, rooted)
    if (key !== undefined) keys.add(key)
  }
  return keys
}

/** @throws RangeError where two trees do not have the same tips, naming the first that only one of them has */
export function requireSameTips(first: TipIndex, second: TipIndex): void {
  const lacking = first.names.find((name) => second.indexOf(name) === undefined)
  if (lacking !== undefined)
    throw new RangeError(`Trees to compare: expected the same tips, found ${lacking} in the first only`)
  const extra = second.names.find((name) => first.indexOf(name) === undefined)
  if (extra !== undefined)
    throw new RangeError(`Trees to compare: expected the same tips, found ${extra} in the second only`)
}
