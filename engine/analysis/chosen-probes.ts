import { inNameOrder } from '../../core/model/name-order.ts'
import { requiredModel } from '../library/required-model.ts'
import { firstNames } from '../../core/format/first-names.ts'
import { plural } from '../../core/format/quantity.ts'
import { ApiError } from '../api/contract.ts'
import type { AlleleRule } from '../../core/population/population.ts'
import type { GenomeStore } from '../store/genome-store.ts'
import type { ModelStore } from '../store/model-store.ts'
import { isComplete, type ProbeStore, type StoredProbe } from '../store/probe-store.ts'
import { bestFirst } from './best-probe.ts'

export interface Stores {
  readonly models: ModelStore
  readonly genomes: GenomeStore
  readonly probes: ProbeStore
}

export interface Scope {
  readonly genomeId: string
  readonly rule: AlleleRule
  readonly modelIds?: readonly string[] | undefined
}

/**
 * The probes that an analysis compares: of each model's complete ones the best (see bestFirst), in the order of model
 * names. Throws ApiError with advice where a model has none, or fewer than two models are left.
 */
export function chosenProbes(stores: Stores, scope: Scope): StoredProbe[] {
  const genome = stores.genomes.get(scope.genomeId)
  if (genome === undefined) throw new ApiError('not-found', `There is no genome with the id ${scope.genomeId}.`)
  const wanted = scope.modelIds === undefined ? undefined : new Set(scope.modelIds)
  for (const id of wanted ?? []) requiredModel(stores.models, id)
  const chosen = new Map<string, StoredProbe>()
  for (const probe of stores.probes.under(scope.genomeId, scope.rule)) {
    if (wanted !== undefined && !wanted.has(probe.modelId)) continue
    const rival = chosen.get(probe.modelId)
    if (isComplete(probe) && (rival === undefined || bestFirst(probe, rival) < 0)) chosen.set(probe.modelId, probe)
  }
  const probes = inNameOrder(chosen.values(), ({ modelName }) => modelName)
  const missing = [...(wanted ?? [])].filter((id) => !chosen.has(id)).map((id) => stores.models.get(id)?.name ?? id)
  if (missing.length > 0) {
    throw new ApiError(
      'not-found',
      `No complete probe with genome ${genome.name} (${shownRule(scope.rule)}) of: ${firstNames(missing, { most: 5 })}. Probe ${missing.length === 1 ? 'it' : 'them'} first, or leave ${missing.length === 1 ? 'it' : 'them'} out.`,
    )
  }
  if (probes.length < 2) {
    throw new ApiError(
      'not-found',
      `A comparison needs at least 2 models with a complete probe with genome ${genome.name} (${shownRule(scope.rule)}); found ${String(probes.length)}. Probe more models with the same genome and settings.`,
    )
  }
  return probes
}

/** Ids of the models with a complete probe. */
export function probedModels(probes: ProbeStore, genomeId: string, rule: AlleleRule): ReadonlySet<string> {
  return new Set(probes.under(genomeId, rule).flatMap((probe) => (isComplete(probe) ? [probe.modelId] : [])))
}

export function shownRule(rule: AlleleRule): string {
  return `${plural(rule.chars, 'character')}, strip ${rule.strip}, temperature ${String(rule.temperature)}`
}
