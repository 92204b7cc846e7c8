import { columnName, type ScoreColumn } from '../../core/scaling/score-columns.ts'
import type { ScoredComparison } from '../analyses/sources.ts'
import type { Comparison } from '../analysis/comparisons.ts'
import { ApiError } from '../api/contract.ts'
import type { Remark } from '../api/remark-contract.ts'
import { conflictNote, type FamilyStores, libraryFamilies } from '../library/library-families.ts'
import { scoreRemarks } from '../remarks/score-remarks.ts'
import { type FamiliedTable, tableWithFamilies } from '../scores/table-with-families.ts'
import { type RemarkStores, withRemarks } from '../scores/table-with-remarks.ts'
import type { ProbeStore } from '../store/probe-store.ts'
import { samplingOf, targetScores } from './target-scores.ts'

interface ForecastStores extends FamilyStores, Pick<RemarkStores, 'runs' | 'repeated'> {
  readonly probes: ProbeStore
}

/** A comparison with what the stores know of its models and of their scores in a column. */
export async function scoredComparison(
  { probes, ...compared }: Comparison,
  column: ScoreColumn,
  stores: ForecastStores,
): Promise<ScoredComparison> {
  const table = tableWithFamilies(stores)
  const targets = targetScores(table, column)
  const { families, conflicts } = libraryFamilies(stores)
  return {
    ...compared,
    remarks: [...compared.remarks, ...(await remarksOnScores(table, compared.modelIds, column, stores))],
    described: probes.map(({ modelId, modelName }) => {
      const family = families.get(modelId) ?? removed(modelId)
      const target = targets.get(modelId)
      return {
        modelId,
        name: modelName,
        family: family.name,
        familySource: family.source,
        parameters: target?.scored.parameters ?? stores.models.get(modelId)?.parameters ?? null,
        truth: target?.value ?? null,
        stderr: target?.stderr ?? null,
      }
    }),
    sampling: samplingOf(probes.map(({ modelId }) => targets.get(modelId))),
    vocabularies: probes.map(({ modelId }) => (stores.models.get(modelId) ?? removed(modelId)).vocabularyDigest),
    likelihoods: likelihoodVectors(probes, stores.probes),
    familyConflict: conflictNote(conflicts) ?? null,
  }
}

/** What must be known of the runs that measured the compared models' scores; of their files the comparison tells. */
async function remarksOnScores(
  { models, scores }: FamiliedTable,
  modelIds: readonly string[],
  column: ScoreColumn,
  { runs, repeated }: Pick<ForecastStores, 'runs' | 'repeated'>,
): Promise<Remark[]> {
  const compared = new Set(modelIds)
  const scored = models.filter(({ modelId }) => modelId !== null && compared.has(modelId))
  const ids = new Set(scored.map(({ id }) => id))
  const name = columnName(column)
  const fitted = scores.filter((score) => ids.has(score.scoredModelId) && columnName(score) === name)
  const stores = { runs, repeated, headerRemarks: { of: () => [] } }
  return scoreRemarks({ models: scored, scores: await withRemarks(stores, fitted) })
}

function removed(modelId: string): never {
  throw new ApiError('failed', `The model ${modelId} was removed while it was compared. Compare again.`)
}

/** log p(gene) in nats per byte over the genes that all compared models have, models x genes. */
function likelihoodVectors(probes: Comparison['probes'], store: ProbeStore): number[][] {
  const all = probes.map(
    (probe) =>
      new Map(store.likelihoods(probe.id).map(({ index, logLikelihood, bytes }) => [index, logLikelihood / bytes])),
  )
  const shared = [...(all[0]?.keys() ?? [])].filter((gene) => all.every((genes) => genes.has(gene)))
  return all.map((genes) => shared.map((gene) => genes.get(gene)!))
}
