import { measure, usualMeasure } from '../../engine/api/comparison-contract.ts'
import { insideRequest } from '../../engine/analyses/tree-choices.ts'
import { requestSetting } from './request-settings.ts'
import { choice, ids, words, type ValuesOf } from './setting.ts'

/**
 * What is compared: chosen once, and held by every view that spreads these settings among its own. Nothing chosen means
 * what there is most of: the genome and alleles that most models are probed with, and all models probed so.
 */
export const comparisonSettings = {
  genome: words(),
  /** The rule of the alleles, as `ruleId` writes it. */
  alleles: words(),
  measure: choice(usualMeasure, measure.options),
  models: ids(),
} as const

/** Whether lineages by weights stand inside of families in a tree: held by every view that shows or writes one. */
export const treeInside = { inside: requestSetting(insideRequest, 'inside') } as const

/** Settings that the views that spread them hold in common. */
export const sharedSettings = { ...comparisonSettings, ...treeInside } as const

export type ComparisonSettings = ValuesOf<typeof comparisonSettings>
