import { firstNames } from '../format/first-names.ts'
import { truncateMiddle } from '../format/truncate.ts'
import { joinByName, type Respelled } from '../model/join-by-name.ts'
import { prune } from './prune.ts'
import { robinsonFoulds, type RobinsonFoulds } from './robinson-foulds.ts'
import { indexTips, informativeKey, sizeOf, type TipIndex, type TipSet, tipSets } from './splits.ts'
import { supportScale } from './support-scale.ts'
import { foldTree, isTip, preorder, type Tree } from './tree.ts'

/** A branch of one of two trees, or of both. */
export interface ComparedBranch {
  /** The tips on its smaller side, among those that both trees have, in order of their names. */
  readonly tips: readonly string[]
  /** Its support in each tree, 0 to 1: null where none is told, undefined where the tree does not have the branch. */
  readonly first: number | null | undefined
  readonly second: number | null | undefined
}

export interface TreeComparison {
  /** Names of the tips that both trees have, as the first calls them, in order. */
  readonly tips: readonly string[]
  /** Names of tips that one tree has alone, in order. */
  readonly onlyFirst: readonly string[]
  readonly onlySecond: readonly string[]
  /** Tips of the second tree in another spelling than in the first. */
  readonly respelled: readonly Respelled[]
  /** Whether each tree has numbers at its branches that can be no support: none is told of it then. */
  readonly hasOtherNumbers: { readonly first: boolean; readonly second: boolean }
  /**
   * The two supports, as the second tree tells them, of the one branch that its root lies on; absent where they agree
   * or at most one is told. That branch has none then.
   */
  readonly rootSupports?: readonly [number, number]
  /** Of the trees of the shared tips, wherever their roots are. */
  readonly robinsonFoulds: RobinsonFoulds
  /** The inner branches of both, shared ones first, then those of the first. */
  readonly branches: readonly ComparedBranch[]
}

/**
 * Compares two trees on the tips that both have, by name or in a spelling that differs in case and separators only.
 * Other tips are pruned; roots and lengths do not count.
 *
 * @throws RangeError where tips are unnamed or share a name, or fewer than four are shared
 */
export function compareTrees(first: Tree, second: Tree): TreeComparison {
  const names = indexTips(first).names
  const given = new Map(indexTips(second).names.map((name) => [name, name]))
  const { matched: spellings, respelled } = joinByName(names, given)
  const nameOf = new Map(
    spellings.flatMap((spelling, index) => (spelling === undefined ? [] : [[spelling, names[index]!] as const])),
  )
  if (nameOf.size < 4) {
    throw new RangeError(
      `Trees to compare: expected at least 4 tips with the same names, found ${nameOf.size}: ${shownNames(names)} in the first, ${shownNames([...given.keys()])} in the second`,
    )
  }
  const shared = new Set(nameOf.values())
  const ours = prune(first, ({ name }) => shared.has(name!))!
  const theirs = renamed(prune(second, ({ name }) => nameOf.has(name!))!, nameOf)
  const index = indexTips(ours)
  const scale = { first: supportScale(first), second: supportScale(second) }
  const { branches: inFirst } = branchesOf(ours, index, scale.first)
  const { branches: inSecond, rootSupports } = branchesOf(theirs, index, scale.second)
  const keys = [...new Set([...inFirst.keys(), ...inSecond.keys()])]
  const rank = (key: string): number => (inFirst.has(key) ? (inSecond.has(key) ? 0 : 1) : 2)
  return {
    tips: index.names,
    onlyFirst: names.filter((name) => !shared.has(name)),
    onlySecond: [...given.keys()].filter((name) => !nameOf.has(name)),
    respelled,
    hasOtherNumbers: { first: scale.first === undefined, second: scale.second === undefined },
    ...(rootSupports === undefined ? {} : { rootSupports }),
    robinsonFoulds: robinsonFoulds(ours, theirs),
    branches: keys
      .sort((left, right) => rank(left) - rank(right))
      .map((key) => ({
        tips: (inFirst.get(key) ?? inSecond.get(key))!.tips,
        first: inFirst.get(key)?.support,
        second: inSecond.get(key)?.support,
      })),
  }
}

interface Branch {
  readonly tips: readonly string[]
  readonly support: number | null
}

/**
 * The inner branches of a tree by the key of their split. A root of two children is a point on a branch, whose support
 * may stand at either of them; of two that differ neither is taken.
 */
function branchesOf(
  tree: Tree,
  index: TipIndex,
  scale: number | undefined,
): { readonly branches: ReadonlyMap<string, Branch>; readonly rootSupports?: readonly [number, number] } {
  const nodes = preorder(tree)
  const branches = new Map<string, Branch>()
  let rootSupports: readonly [number, number] | undefined
  for (const [node, set] of tipSets(tree, index).entries()) {
    const key = informativeKey(set, index, false)
    if (key === undefined) continue
    const { support } = nodes[node]!
    const told = support === undefined || scale === undefined ? null : support / scale
    const before = branches.get(key)?.support ?? null
    const isContradicted = told !== null && before !== null && told !== before
    if (isContradicted) rootSupports = [before * scale!, told * scale!]
    branches.set(key, { tips: smallerSide(set, index), support: isContradicted ? null : (told ?? before) })
  }
  return rootSupports === undefined ? { branches } : { branches, rootSupports }
}

function smallerSide(set: TipSet, { names }: TipIndex): string[] {
  const size = sizeOf(set)
  const isIn = (tip: number): boolean => ((set[tip >>> 5]! >>> (tip & 31)) & 1) === 1
  // Of two equal halves, the one without the first tip.
  const takesIn = size * 2 < names.length || (size * 2 === names.length && !isIn(0))
  return names.filter((_, tip) => isIn(tip) === takesIn)
}

function renamed(tree: Tree, nameOf: ReadonlyMap<string, string>): Tree {
  return foldTree<Tree>(tree, (node, children) =>
    isTip(node) ? { ...node, name: nameOf.get(node.name!)! } : { ...node, children },
  )
}

/** The first names in one line, each short: a file may hold any. */
function shownNames(names: readonly string[]): string {
  return firstNames(
    names.map((name) => truncateMiddle(name, 60)),
    { most: 3 },
  )
}
