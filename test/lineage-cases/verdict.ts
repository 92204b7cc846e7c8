import { type DescentVerdict, descentVerdict } from '../../core/lineage/descent.ts'
import { type Lineage, lineageOf } from '../../core/lineage/lineage.ts'
import type { LineageEdge } from '../../core/lineage/lineage-edge.ts'
import { type RelatedPair, relatedPairs } from '../../core/lineage/related-pairs.ts'
import { sketchesInMemory } from '../../core/lineage/sketch-source.ts'
import type { TensorSketch } from '../../core/lineage/tensor-sketch.ts'
import type { CaseModel, LineageCase, Origin } from './cases.ts'
import { sketchesOf } from './sketches.ts'

/** What is true of two models: how one was made from the other, or what else they are to each other. */
export type Truth = Origin | 'descent' | 'siblings' | 'near the parent' | 'unrelated'

/** What the lineage says of two models. */
export const toldKinds = [
  'none',
  'no edge',
  'same',
  'quantization',
  'finetune',
  'alternative',
  'wrong way',
  'near',
  'related',
  'merge',
  'wrong merge',
  'depth',
  'width',
  'experts',
  'vocabulary',
  'rearranged',
] as const
export type Told = (typeof toldKinds)[number]

export interface PairVerdict {
  readonly kind: string
  /** Of the models in the case; the second came from the first where one came from the other. */
  readonly from: number
  readonly to: number
  readonly truth: Truth
  readonly told: Told
  /** -log10 of the probability that they are unrelated; 0 where they are told to be. */
  readonly evidence: number
  /** Whether a direction is stated, and if so whether it is right. */
  readonly direction: 'none' | 'right' | 'wrong'
  readonly confidence: number | null
  /** What is said of a header that states the second to come from the first, and of the opposite. */
  readonly descent: DescentVerdict
  readonly reverseDescent: DescentVerdict
  /** Of the edge, for whoever looks at what went wrong. */
  readonly edge: LineageEdge | null
}

/** Sketches the models of a case, one after the other, and holds the lineage of each pair against the truth. */
export async function verdicts({ kind, models }: LineageCase): Promise<PairVerdict[]> {
  const sketches: (readonly TensorSketch[])[] = []
  for (const { model } of models) sketches.push(await sketchesOf(model))
  return verdictsOf(kind, models, sketches)
}

export async function verdictsOf(
  kind: string,
  models: readonly CaseModel[],
  sketches: readonly (readonly TensorSketch[])[],
): Promise<PairVerdict[]> {
  const source = sketchesInMemory(sketches)
  const related = await relatedPairs(source)
  const lineage = await lineageOf(source, related)
  return models.flatMap((one, left) =>
    models.slice(left + 1).map((other, index): PairVerdict => {
      const right = left + 1 + index
      const isDown = isBefore(models, one, other) || !isBefore(models, other, one)
      const [from, to] = isDown ? [left, right] : [right, left]
      const truth = truthOf(models, models[from]!, models[to]!)
      return { kind, from, to, truth, ...toldOf(lineage, related, models, from, to, truth) }
    }),
  )
}

function isAncestor(ancestor: CaseModel, model: CaseModel): boolean {
  return model.parents.some((parent) => parent === ancestor || isAncestor(ancestor, parent))
}

function founders(model: CaseModel): CaseModel[] {
  return model.parents.length === 0 ? [model] : model.parents.flatMap(founders)
}

/** Whether a model is an ancestor of another, or stands in for one (see `isNearParent`). */
function isBefore(models: readonly CaseModel[], one: CaseModel, other: CaseModel): boolean {
  return isAncestor(one, other) || isNearParent(models, one, other)
}

/** Of the square of a step, that of one that counts as none beside it. */
const mostOfStep = 0.1

/**
 * Whether a model is a sibling so near to the missing parent of both that it stands in for it: its step is far shorter.
 * A lineage says of such a finetune that it comes from the sibling, or from something very near to it.
 */
function isNearParent(models: readonly CaseModel[], one: CaseModel, other: CaseModel): boolean {
  const [parent] = one.parents
  return (
    parent !== undefined &&
    other.parents[0] === parent &&
    !models.includes(parent) &&
    one.step !== null &&
    other.step !== null &&
    one.step ** 2 <= mostOfStep * other.step ** 2
  )
}

function truthOf(models: readonly CaseModel[], from: CaseModel, to: CaseModel): Truth {
  if (to.parents.includes(from)) return to.origin!
  if (isAncestor(from, to)) return 'descent'
  if (isNearParent(models, from, to)) return 'near the parent'
  const roots = new Set(founders(from))
  return founders(to).some((root) => roots.has(root)) ? 'siblings' : 'unrelated'
}

/** What the lineage says of two models, of which the second came from the first where one came from the other. */
function toldOf(
  { families, edges, merges }: Lineage,
  related: readonly RelatedPair[],
  models: readonly CaseModel[],
  from: number,
  to: number,
  truth: Truth,
): Omit<PairVerdict, 'kind' | 'from' | 'to' | 'truth'> {
  const pair = related.find(
    ({ left, right }) => Math.min(left, right) === Math.min(from, to) && Math.max(left, right) === Math.max(from, to),
  )
  const evidence = -(pair?.log10P ?? 0)
  const edge = edges.find((one) => (one.from === from && one.to === to) || (one.from === to && one.to === from)) ?? null
  const isAlternative = edges.some(({ to: child, alternatives }) => child === to && alternatives.includes(from))
  const isAncestry = truth !== 'siblings' && truth !== 'unrelated'
  const isRight = isAncestry && edge?.from === from
  // What is stated of an edge with alternatives is that one of them, or its beginning, comes first.
  const isOneOfSeveral =
    !isRight && (edge?.alternatives ?? []).some((model) => isAncestor(models[model]!, models[edge!.to]!))
  const direction = edge?.isDirected !== true || isOneOfSeveral ? 'none' : isRight ? 'right' : 'wrong'
  const told = (): Told => {
    if (!families.some((family) => family.includes(from) && family.includes(to))) return 'none'
    if (edge === null) return isAlternative ? 'alternative' : 'no edge'
    if (edge.kind === 'merge') {
      const merge = merges.find(({ model }) => model === edge.to)!
      const trueParents = models[merge.model]!.parents
      const isRight =
        trueParents.length > 1 &&
        merge.parents.length === trueParents.length &&
        merge.parents.every(({ model }) => trueParents.includes(models[model]!))
      return isRight ? 'merge' : 'wrong merge'
    }
    if (isOneOfSeveral) return 'alternative'
    return direction === 'wrong' ? 'wrong way' : edge.kind
  }
  return {
    told: told(),
    evidence,
    direction,
    confidence: edge?.confidence ?? null,
    descent: descentVerdict({ families, edges }, from, to, () => true),
    reverseDescent: descentVerdict({ families, edges }, to, from, () => true),
    edge,
  }
}
