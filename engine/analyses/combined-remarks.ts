import { boundedText, intervalText } from '../../core/format/interval.ts'
import { firstNames } from '../../core/format/first-names.ts'
import { percentText } from '../../core/format/quantity.ts'
import { type Bounded, boundedDistance } from '../../core/similarity/bounded.ts'
import { noiseMargin } from '../../core/similarity/noise-margin.ts'
import { similarityMatrix } from '../../core/similarity/similarity-matrix.ts'
import type { Measure } from '../api/comparison-contract.ts'
import type { Remark } from '../api/remark-contract.ts'
import type { NearerModel } from './joined-families.ts'
import { sameModels } from './same-models.ts'
import type { ComparedModels } from './sources.ts'

/** Models and families of a combined tree, as far as remarks tell of them. */
interface Told {
  readonly models: readonly { readonly modelId: string; readonly name: string; readonly isRead: boolean }[]
  readonly families: readonly {
    readonly modelIds: readonly string[]
    readonly isJoined: boolean
    readonly isClade: boolean | null
    readonly cladeSupport: number | null
  }[]
}

/** A remark on families that are not joined, since none of their models has populations. */
export function apartRemarks({ models, families }: Told): Remark[] {
  const nameOf = new Map(models.map(({ modelId, name }) => [modelId, name]))
  const apart = families.filter(({ isJoined }) => !isJoined).flatMap(({ modelIds }) => modelIds)
  if (apart.length === 0) return []
  const text = `Not joined to the others, since no model of their family is probed with this genome: ${firstNames(apart.map((id) => nameOf.get(id)!))}.`
  return [{ kind: 'not joined', text, modelIds: apart }]
}

/**
 * Where behaviour and weights disagree: families that the tree by behaviour alone does not hold together, models that
 * are nearer to another family, and models that compute the same and are of different families. The tree follows the
 * weights. Of models whose weights are not read nothing can disagree.
 */
export function agreementRemarks(
  behaviour: ComparedModels,
  measure: Measure,
  { models, families }: Told,
  nearerModels: readonly NearerModel[],
): Remark[] {
  const { modelIds, terms, noise } = behaviour
  const n = modelIds.length
  const nameOf = new Map(models.map(({ modelId, name }) => [modelId, name]))
  const namesOf = (ids: readonly string[]): string => firstNames(ids.map((id) => nameOf.get(id)!))
  const positionOf = new Map(modelIds.map((id, position) => [id, position]))
  const members = families.map((family) => family.modelIds.flatMap((id) => positionOf.get(id) ?? []))
  const similarities = similarityMatrix(terms, measure)
  const margins = noiseMargin(terms, measure, noise)
  const distanceOf = (left: number, right: number): Bounded => {
    const at = left * n + right
    return boundedDistance(measure, {
      value: similarities.similarity[at]!,
      lower: Math.max(0, similarities.lower[at]! - margins[at]!),
      upper: Math.min(1, similarities.upper[at]! + margins[at]!),
    })
  }
  const meanText = (model: number, others: readonly number[]): string => {
    const distances = others.filter((other) => other !== model).map((other) => distanceOf(model, other))
    const mean = (end: keyof Bounded): number =>
      distances.reduce((sum, distance) => sum + distance[end], 0) / distances.length
    const bounded = { value: mean('value'), lower: mean('lower'), upper: mean('upper') }
    return `${boundedText(bounded)} (${intervalText(bounded.lower, bounded.upper)})`
  }

  const split = families.flatMap(({ isClade, cladeSupport, modelIds: ids }): Remark[] =>
    isClade !== false
      ? []
      : [
          {
            kind: 'weights and behaviour',
            text: `By their weights ${namesOf(ids)} are one family, which the tree by behaviour does not hold together${cladeSupport === null ? '' : ` (it does in ${percentText(cladeSupport)} of the replicates)`}.`,
            modelIds: [...ids],
          },
        ],
  )
  const pairs = Map.groupBy(nearerModels, ({ family, other }) => `${family} ${other}`)
  const nearer = [...pairs.values()].map((models): Remark => {
    const { family, other } = models[0]!
    const others = members[other]!.map((position) => modelIds[position]!)
    const distances = models.map(
      ({ model, share }) =>
        `${nameOf.get(modelIds[model]!)!} at ${meanText(model, members[other]!)} and ${meanText(model, members[family]!)}${share === null ? '' : `, so in ${percentText(share)} of the replicates`}`,
    )
    return {
      kind: 'weights and behaviour',
      text: `By behaviour nearer to ${namesOf(others)} than to the others of their family by weights, with the mean distances to both: ${firstNames(distances, { most: 3, separator: '; ' })}.`,
      modelIds: [...models.map(({ model }) => modelIds[model]!), ...others],
    }
  })
  const familyOf = new Map(members.flatMap((group, family) => group.map((position) => [position, family] as const)))
  const read = new Set(models.flatMap(({ modelId, isRead }) => (isRead ? [modelId] : [])))
  const same = sameModels(behaviour, similarities.similarity, margins).flatMap((all): Remark[] => {
    const group = all.filter((position) => read.has(modelIds[position]!))
    if (new Set(group.map((position) => familyOf.get(position))).size < 2) return []
    const ids = group.map((position) => modelIds[position]!)
    return [
      {
        kind: 'weights and behaviour',
        text: `${namesOf(ids)} compute the same within the noise (D ${meanText(group[0]!, group)}), and their weights show no evidence of a relation.`,
        modelIds: ids,
      },
    ]
  })
  return [...split, ...nearer, ...same]
}
