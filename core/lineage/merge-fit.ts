import { choleskyFactor, solveWithFactor } from '../linear-algebra/positive-definite.ts'
import { nonNegativeFit } from './non-negative-fit.ts'
import { innerAt } from './junctions.ts'

/** A model as a combination of others. */
export interface MergeFit {
  readonly parents: readonly { readonly model: number; readonly share: number; readonly shareError: number }[]
  /**
   * The model whose difference to the parents was added up, where the shares need not add up to 1; null where the merge
   * is a mean of the parents.
   */
  readonly base: number | null
  /**
   * Squared distance to the fit over that to the nearest parent (or the base, where that is nearer), less the noise of
   * types: 0 where the fit is exact.
   */
  readonly residual: number
}

/** Models are looked at in the order of their distance, at most so many. */
const mostCandidates = 12
const mostBases = 6
/** Smaller shares are no parents. */
const leastShare = 0.05
/**
 * A model in the middle of its children is fitted by their mean as well as orthogonal steps allow. A merge is nearer to
 * its fit than this share of that.
 */
const mostOfOrthogonal = 0.3
/** Shares of a parent's difference to a base: what a merge keeps of it after trimming, and never much more than all. */
const leastTask = 0.22
const mostTask = 1.4
/** What parents of one base have in common, as a cosine, at most: with more, an ancestor of theirs is as likely. */
const mostCommon = 0.45
/** A fit on a base explains this share of the squared distance to it, at least. */
const leastExplained = 0.4
/** And so much more than a share of the difference of any one model. */
const leastGain = 0.08
/** From this share on a way lies along another as of ancestors and descendants, whose steps may be slightly opposed. */
const leastAlong = 0.9

/**
 * The merge that a model is, or null where one parent explains it as well. First as a mean of parents, with the weights
 * that leave the least residual; then as a base to which differences are added (task arithmetic, TIES, DARE), which
 * holds where two parents that share nothing but the base are both met on the way from the base to the model. In a tree
 * that cannot be.
 *
 * @param distances squared, n * n, row by row
 * @param noise squared noise of the model's type, which the distances are without, but not the errors of shares
 * @param buckets what they are worth for the distance to a parent, for the standard errors of shares
 * @param isLonger whether the weights have grown from one model to another, as they do where something is added
 */
export function mergeFit(
  distances: Float64Array,
  n: number,
  model: number,
  candidates: readonly number[],
  noise: number,
  buckets: (parent: number) => number,
  isLonger: (from: number, to: number) => boolean,
): MergeFit | null {
  const near = candidates
    .filter((candidate) => distances[model * n + candidate]! > 0)
    .sort((left, right) => distances[model * n + left]! - distances[model * n + right]!)
    .slice(0, mostCandidates)
  if (near.length < 2) return null
  return (
    meanOfParents(distances, n, model, near, noise, buckets) ??
    sumOnBase(distances, n, model, near, noise, buckets, isLonger)
  )
}

function meanOfParents(
  distances: Float64Array,
  n: number,
  model: number,
  near: readonly number[],
  noise: number,
  buckets: (parent: number) => number,
): MergeFit | null {
  const whole = gramAt(distances, n, model, near)
  const rough = nonNegativeFit(
    whole,
    near.map(() => 0),
    true,
  )
  const parents = near.filter((_, index) => rough[index]! >= leastShare)
  if (parents.length < 2) return null
  const gram = gramAt(distances, n, model, parents)
  const shares = nonNegativeFit(
    gram,
    parents.map(() => 0),
    true,
  )
  const residual = form(gram, shares)
  const orthogonal = 1 / gram.reduce((sum, row, index) => sum + 1 / row[index]!, 0)
  if (residual > mostOfOrthogonal * orthogonal) return null
  // Shares sum to 1, so one follows from the others: errors are those of a regression on differences to the first.
  const [reference] = parents as [number, ...number[]]
  const free = parents.slice(1)
  const errors = shareErrors(gramAt(distances, n, reference, free), residual + noise, buckets(reference))
  return {
    parents: parents.map((parent, index) => ({
      model: parent,
      share: shares[index]!,
      shareError: index === 0 ? errors.ofSum : errors.each[index - 1]!,
    })),
    base: null,
    residual: residual / Math.min(...gram.map((row, index) => row[index]!)),
  }
}

function sumOnBase(
  distances: Float64Array,
  n: number,
  model: number,
  near: readonly number[],
  noise: number,
  buckets: (parent: number) => number,
  isLonger: (from: number, to: number) => boolean,
): MergeFit | null {
  let best: MergeFit | null = null
  for (const base of near.slice(0, mostBases)) {
    if (!isLonger(base, model)) continue
    const candidates = near.filter((candidate) => candidate !== base && isLonger(base, candidate))
    if (candidates.length < 2) continue
    const target = (chosen: readonly number[]): number[] =>
      chosen.map((parent) => innerAt(distances, n, base, parent, model))
    const rough = nonNegativeFit(gramAt(distances, n, base, candidates), target(candidates), false)
    const parents = candidates.filter((_, index) => rough[index]! >= leastTask)
    if (parents.length < 2) continue
    const gram = gramAt(distances, n, base, parents)
    const tasks = target(parents)
    const shares = nonNegativeFit(gram, tasks, false)
    if (shares.some((share) => share < leastTask || share > mostTask)) continue
    if (haveMuchInCommon(gram)) continue
    const toBase = distances[base * n + model]!
    if (liesOnChain(gram, tasks, toBase)) continue
    const left = toBase - 2 * tasks.reduce((sum, value, index) => sum + value * shares[index]!, 0) + form(gram, shares)
    const byOne = Math.max(
      ...candidates.map(
        (candidate) => innerAt(distances, n, base, candidate, model) ** 2 / distances[base * n + candidate]!,
      ),
    )
    const explained = toBase - left
    if (explained < leastExplained * toBase || explained - byOne < leastGain * toBase) continue
    const nearest = Math.min(toBase, ...parents.map((parent) => distances[parent * n + model]!))
    if (best !== null && left / nearest >= best.residual) continue
    const errors = shareErrors(gram, left + noise, buckets(parents[0]!))
    best = {
      parents: parents.map((parent, index) => ({
        model: parent,
        share: shares[index]!,
        shareError: errors.each[index]!,
      })),
      base,
      residual: Math.max(0, left / nearest),
    }
  }
  return best
}

/** Inner products of the ways from `at` to some models. */
function gramAt(distances: Float64Array, n: number, at: number, models: readonly number[]): number[][] {
  return models.map((left) => models.map((right) => innerAt(distances, n, at, left, right)))
}

function form(gram: readonly (readonly number[])[], weights: readonly number[]): number {
  const value = gram.reduce(
    (sum, row, i) => sum + weights[i]! * row.reduce((inside, entry, j) => inside + entry * weights[j]!, 0),
    0,
  )
  return Math.max(0, value)
}

/** Whether the cosine of two differences to the base is above `mostCommon`. */
function haveMuchInCommon(gram: readonly (readonly number[])[]): boolean {
  return gram.some((row, i) => row.some((value, j) => j < i && value > mostCommon * Math.sqrt(row[i]! * gram[j]![j]!)))
}

/**
 * Whether a model stands between two others as in a tree: the whole way from the base to the first is part of the way
 * to the model, and that is all part of the way to the second, which was trained from it.
 */
function liesOnChain(gram: readonly (readonly number[])[], tasks: readonly number[], toModel: number): boolean {
  const isAncestor = tasks.map((task, index) => task >= leastAlong * gram[index]![index]!)
  const isDescendant = tasks.map((task) => task >= leastAlong * toModel)
  return isAncestor.some((is, first) => is && isDescendant.some((follows, second) => follows && second !== first))
}

/** Standard errors of the weights of a regression over `buckets` numbers that leaves a residual, and of their sum. */
function shareErrors(
  gram: readonly (readonly number[])[],
  residual: number,
  buckets: number,
): { readonly each: readonly number[]; readonly ofSum: number } {
  const variance = residual / Math.max(1, buckets - gram.length)
  const factor = choleskyFactor(gram)
  if (factor === undefined) return { each: gram.map(() => NaN), ofSum: NaN }
  const inverse = gram.map((_, column) =>
    solveWithFactor(
      factor,
      gram.map((_, row) => (row === column ? 1 : 0)),
    ),
  )
  const total = inverse.reduce((sum, row) => sum + row.reduce((inside, value) => inside + value, 0), 0)
  return {
    each: inverse.map((row, index) => Math.sqrt(variance * row[index]!)),
    ofSum: Math.sqrt(variance * total),
  }
}
