import { fewestErrors } from '../../core/forecast/conformal-radius.ts'
import {
  baselineNames,
  fewestScored,
  type ForecastMethodName,
  type ScoreForecasts,
} from '../../core/forecast/forecast-scores.ts'
import { holdOutGroups } from '../../core/forecast/hold-out-groups.ts'
import { publishedPhylolmSettings } from '../../core/forecast/phylolm-forecast.ts'
import { familyKey } from '../../core/model/family.ts'
import { nearDistance, nearModels } from '../../core/similarity/near-models.ts'
import { ApiError } from '../api/contract.ts'
import type { Forecast, ForecastRequest, MethodResult } from '../api/forecast-contract.ts'
import { distancesOf } from '../analyses/distances.ts'
import type { Comparison } from '../analysis/comparisons.ts'
import { conflictNote, type FamilyStores, type LibraryFamilies, libraryFamilies } from '../library/library-families.ts'
import { tableWithFamilies } from '../scores/table-with-families.ts'
import type { ProbeStore } from '../store/probe-store.ts'
import type { ForecastInput } from './forecast-task.ts'
import { heldOutNotes } from './held-out-notes.ts'
import { areFractions, samplingOf, targetScores } from './target-scores.ts'

export interface ForecastSources extends FamilyStores {
  readonly probes: ProbeStore
  /** Runs the fits, possibly elsewhere. */
  readonly run: (input: ForecastInput) => Promise<ScoreForecasts>
}

/**
 * Scores forecast from a comparison of stored populations. Throws ApiError with advice where there are too few scores.
 */
export async function forecastFromDistance(
  comparison: Comparison,
  request: ForecastRequest,
  sources: ForecastSources,
): Promise<Forecast> {
  const distances = distancesOf(comparison, request)
  const targets = targetScores(tableWithFamilies(sources), request.column)
  const library = libraryFamilies(sources)
  const described = describedModels(comparison, sources, library, targets)
  const sampling = samplingOf(comparison.probes.map(({ modelId }) => targets.get(modelId)))
  const { groupOf, joins } = holdOutGroups(
    described.map(({ family: name, familySource: source }) => ({ name, source })),
    comparison.probes.map(({ modelId }) => (sources.models.get(modelId) ?? missing(modelId)).vocabularyDigest),
    nearModels(comparison.terms),
  )
  const isSetAside = setAside(described, groupOf, request.leaveOut)
  const scores = described.map(({ truth }, i) => (isSetAside[i] ? null : truth))
  const known = scores.filter((score) => score !== null).length
  if (known < fewestScored)
    throw new ApiError('not-found', tooFew(request, known, described.filter(({ truth }) => truth !== null).length))
  const isFraction = areFractions(
    request.column,
    described.map(({ truth }) => truth),
  )
  const found = await sources.run({
    models: {
      similarity: distances.similarity,
      distance: distances.distance,
      likelihoods: likelihoodVectors(comparison, sources.probes),
      parameters: described.map(({ parameters }) => parameters),
      families: described.map(({ family }) => familyKey(family)),
      groups: groupOf,
      sampling,
      scores,
    },
    settings: {
      level: request.level,
      leave: request.leave,
      isFraction,
      farShare: request.farShare,
      phylolm: { ...publishedPhylolmSettings, components: request.phylolm.components, epochs: request.phylolm.epochs },
      seed: request.phylolm.seed,
    },
  })
  const idOf = (model: number): string => distances.modelIds[model]!
  const models = described.map((model, i): Forecast['models'][number] => ({
    ...model,
    group: groupOf[i]!,
    items: sampling[i]!.items,
    role: model.truth === null ? 'unscored' : isSetAside[i] ? 'set-aside' : 'known',
    neighbours: found.neighbours[i]!.map((other) => ({
      modelId: idOf(other),
      similarity: distances.similarity[i]![other]!,
      distance: distances.distance[i]![other]!,
    })),
    isFar: found.isFar[i]!,
  }))
  const shared = {
    ...request.column,
    isFraction,
    measure: request.measure,
    rule: request.rule,
    genes: distances.genes,
    level: request.level,
    leave: request.leave,
    fewestErrors: fewestErrors(request.level),
    models,
    joins: joins.map(({ one, other, by, distance }) => ({ modelId: idOf(one), otherId: idOf(other), by, distance })),
    nearDistance,
  }
  const conflict = conflictNote(library.conflicts)
  return {
    ...shared,
    methods: found.methods.map(
      ({ method, errors, comparisons, forecasts }): MethodResult => ({
        method,
        isBaseline: baselineNames.includes(method),
        errors: errors ?? null,
        reason: errors === undefined ? whyNot(method, request.leave, isFraction) : null,
        comparisons: comparisons.map((one) => ({ ...one })),
        forecasts: forecasts.map((forecast) =>
          forecast === undefined
            ? null
            : { ...forecast, restsOn: forecast.restsOn.map(({ model, weight }) => ({ modelId: idOf(model), weight })) },
        ),
      }),
    ),
    farDistance: found.farDistance ?? null,
    notes: [
      ...heldOutNotes(shared, request.leaveOut),
      ...(conflict === undefined ? [] : [conflict]),
      ...distances.notes,
    ],
  }
}

type Described = Pick<
  Forecast['models'][number],
  'modelId' | 'name' | 'family' | 'familySource' | 'parameters' | 'truth' | 'stderr'
>

function missing(modelId: string): never {
  throw new ApiError('failed', `The model ${modelId} was removed while it was compared.`)
}

/** What is known of the compared models, in their order. */
function describedModels(
  { probes }: Comparison,
  { models }: ForecastSources,
  { families }: LibraryFamilies,
  targets: ReturnType<typeof targetScores>,
): Described[] {
  return probes.map(({ modelId, modelName }) => {
    const family = families.get(modelId) ?? missing(modelId)
    const target = targets.get(modelId)
    return {
      modelId,
      name: modelName,
      family: family.name,
      familySource: family.source,
      parameters: target?.scored.parameters ?? models.get(modelId)?.parameters ?? null,
      truth: target?.value ?? null,
      stderr: target?.stderr ?? null,
    }
  })
}

/**
 * Which models' scores are set aside: those named, and with a family whatever is held out with it, since a forecast
 * that rests on a copy tests nothing. Throws ApiError for a family that no compared model has.
 */
function setAside(
  models: readonly Described[],
  groupOf: readonly number[],
  { families, modelIds }: ForecastRequest['leaveOut'],
): boolean[] {
  const keys = new Set(models.map(({ family }) => familyKey(family)))
  const unknown = families.find((family) => !keys.has(familyKey(family)))
  if (unknown !== undefined) {
    throw new ApiError(
      'invalid',
      `Left out: expected families of the compared models (${[...new Set(models.map(({ family }) => family))].join(', ')}), found ${unknown}.`,
    )
  }
  const wanted = new Set(families.map(familyKey))
  const groups = new Set(models.flatMap(({ family }, i) => (wanted.has(familyKey(family)) ? [groupOf[i]!] : [])))
  return models.map(({ modelId }, i) => groups.has(groupOf[i]!) || modelIds.includes(modelId))
}

/** log p(gene) in nats per byte over the genes that all compared models have, models x genes. */
function likelihoodVectors({ probes }: Comparison, store: ProbeStore): number[][] {
  const all = probes.map(
    (probe) =>
      new Map(store.likelihoods(probe.id).map(({ index, logLikelihood, bytes }) => [index, logLikelihood / bytes])),
  )
  const shared = [...(all[0]?.keys() ?? [])].filter((gene) => all.every((genes) => genes.has(gene)))
  return all.map((genes) => shared.map((gene) => genes.get(gene)!))
}

function tooFew({ column }: ForecastRequest, known: number, withSetAside: number): string {
  const aside = withSetAside > known ? ` (${String(withSetAside - known)} more are left out)` : ''
  return (
    `A forecast needs at least ${String(fewestScored)} compared models with a score on ${column.benchmark} (${column.metric}); found ${String(known)}${aside}. ` +
    'Measure or import scores, match them with models of the library, and probe those models with this genome.'
  )
}

function whyNot(method: ForecastMethodName, leave: ForecastRequest['leave'], isFraction: boolean): string {
  if (method === 'phylolm' && !isFraction) return 'its sigmoid gives fractions only'
  if (method === 'family-mean')
    return leave === 'family' ? 'a family that is left out has no mean' : 'no family has two scored models'
  if (method === 'size') return 'the sizes known are too few or all the same'
  if (leave === 'family') return 'too few groups or models are scored'
  return 'too few models are scored'
}
