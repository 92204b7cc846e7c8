import { distancesFromSimilarities } from '../../core/similarity/distance-from-similarity.ts'
import { noiseMargin } from '../../core/similarity/noise-margin.ts'
import { pointSimilarity } from '../../core/similarity/similarity-matrix.ts'
import { bootstrapTrees, countSupport } from '../../core/tree/bootstrap.ts'
import { treeOfGroups, withGroupMembers } from '../../core/tree/grouped-tree.ts'
import { countLengths } from '../../core/tree/length-errors.ts'
import { nearerFamilies, type NearerFamily } from '../../core/tree/nearer-families.ts'
import { type NegativeBranch, negativeBranches } from '../../core/tree/negative-branches.ts'
import { neighbourTree } from '../../core/tree/neighbour-tree.ts'
import { prune } from '../../core/tree/prune.ts'
import { recoveredClades } from '../../core/tree/recovered-clades.ts'
import type { Tree } from '../../core/tree/tree.ts'
import { upgma } from '../../core/tree/upgma.ts'
import type { Measure } from '../api/comparison-contract.ts'
import type { Work } from './definition.ts'
import { hasRootOfMethod, outgroupOf, rootedTree, type RootRequest } from './rooted-tree.ts'
import { sameModels } from './same-models.ts'
import type { ComparedModels } from './sources.ts'

interface JoinRequest extends RootRequest {
  readonly measure: Measure
  readonly replicates: number
  readonly seed: number
}

/** A model nearer to another family than to its own; models by their places in the comparison, families in the list. */
export interface NearerModel extends NearerFamily {
  /** Share of replicates in which it is nearer to that family than to its own, and to no other one nearer still. */
  readonly share: number | null
}

export interface JoinedFamilies {
  /** Tips are families by the ids of their first members with populations. */
  readonly tree: Tree
  /** Of the lengths of its branches, in preorder. */
  readonly errors: readonly (number | null)[]
  /** Of the tree before it was rooted. */
  readonly negative: readonly NegativeBranch[]
  /** Place of a tip's family. */
  readonly familyOf: ReadonlyMap<string, number>
  /** By family. */
  readonly clades: readonly { readonly isClade: boolean | null; readonly support: number | null }[]
  /** Among the families whose weights are read: of others nobody knows that they are families of their own. */
  readonly nearer: readonly NearerModel[]
  /** 0 where a single family leaves nothing to resample. */
  readonly replicates: number
}

/**
 * Families joined by the mean distance between their members that have populations; null where fewer than two models
 * have any.
 *
 * @param families ids of their models
 * @param read ids of the models whose weights are read
 */
export async function joinedFamilies(
  behaviour: ComparedModels | null,
  families: readonly (readonly string[])[],
  read: ReadonlySet<string>,
  request: JoinRequest,
  { progress, giveTurn }: Work,
): Promise<JoinedFamilies | null> {
  if (behaviour === null) return null
  const { modelIds: tips, genes, terms } = behaviour
  const positionOf = new Map(tips.map((id, position) => [id, position]))
  const members = families.map((family) => family.flatMap((id) => positionOf.get(id) ?? []))
  const membersRead = members.map((group) => group.filter((position) => read.has(tips[position]!)))
  const groups = members.filter((group) => group.length > 0)
  const tipOf = new Map(
    groups.flatMap((group) => group.map((position) => [tips[position]!, tips[group[0]!]!] as const)),
  )
  const outgroup = outgroupOf(request, tipOf)
  const method = request.method === 'upgma' ? upgma : neighbourTree
  const every = Int32Array.from({ length: genes }, (_, gene) => gene)
  const similarity = pointSimilarity(terms, request.measure, every)
  const same = sameModels(behaviour, similarity, noiseMargin(terms, request.measure, behaviour.noise))
  const distancesOf = (chosen: Int32Array): Float64Array =>
    distancesFromSimilarities(request.measure, pointSimilarity(terms, request.measure, chosen))
  const joined = (distances: Float64Array): Tree => treeOfGroups(distances, tips, groups, method)
  // A model whose weights are not read may be of any family: it makes none of them no clade.
  const cladesOf = (distances: Float64Array): readonly { recovered: boolean; informative: boolean }[] => {
    const ofAll = withGroupMembers(treeOfGroups(distances, tips, same, method), tips, same)
    const ofRead = prune(ofAll, ({ name }) => read.has(name ?? ''))
    return ofRead === undefined
      ? members.map(() => ({ recovered: false, informative: false }))
      : recoveredClades(
          ofRead,
          membersRead.map((group) => group.map((position) => tips[position]!)),
        )
  }
  const nearerIn = (distances: Float64Array): NearerFamily[] => nearerFamilies(distances, tips.length, membersRead)
  const keyOf = ({ model, other }: NearerFamily): string => `${model} ${other}`

  const distances = distancesOf(every)
  let tree = joined(distances)
  const clades = cladesOf(distances)
  const nearer = nearerIn(distances)
  const lengths = countLengths(tree)
  const cladeCounts = members.map(() => 0)
  const areCladesCounted = clades.some(({ informative }) => informative)
  const nearerCounts = new Map(nearer.map((model) => [keyOf(model), 0]))
  const replicates = groups.length < 2 ? 0 : request.replicates
  if (replicates > 0) {
    const support = countSupport(tree, { rooted: hasRootOfMethod(request) })
    let done = 0
    // What is counted of a replicate is of the same genes as its tree.
    const treeOf = (chosen: Int32Array): Tree => {
      const drawn = distancesOf(chosen)
      const drawnClades = areCladesCounted ? cladesOf(drawn) : []
      for (const [family, { recovered }] of drawnClades.entries()) if (recovered) cladeCounts[family]! += 1
      for (const key of nearerIn(drawn).map(keyOf)) {
        const count = nearerCounts.get(key)
        if (count !== undefined) nearerCounts.set(key, count + 1)
      }
      return joined(drawn)
    }
    for (const replicate of bootstrapTrees({ geneCount: genes, replicates, seed: request.seed, treeOf })) {
      support.add(replicate)
      lengths.add(replicate)
      done += 1
      progress(done, replicates)
      await giveTurn()
    }
    tree = support.annotated()
  }
  const negative = negativeBranches(tree)
  const rooted = rootedTree(tree, request, outgroup, groups.length)
  const shareOf = (count: number): number | null => (replicates === 0 ? null : count / replicates)
  return {
    tree: rooted,
    errors: lengths.errorsOf(rooted),
    negative,
    familyOf: new Map(members.flatMap((group, family) => (group.length === 0 ? [] : [[tips[group[0]!]!, family]]))),
    clades: clades.map(({ recovered, informative }, family) => ({
      isClade: informative ? recovered : null,
      support: informative ? shareOf(cladeCounts[family]!) : null,
    })),
    nearer: nearer.map((model) => ({ ...model, share: shareOf(nearerCounts.get(keyOf(model))!) })),
    replicates,
  }
}
