import { baselineNames, fewestScored, type ForecastMethodName, type ScoreForecasts } from '../../core/forecast/forecast-scores.ts'
import { familyOf } from '../../core/model/family.ts'
import { publishedPhylolmSettings } from '../../core/forecast/phylolm-forecast.ts'
import { ApiError } from '../api/contract.ts'
import type { Forecast, ForecastRequest, MethodResult } from '../api/forecast-contract.ts'
import type { ScoreTable } from '../api/scores-contract.ts'
import { distancesOf } from '../analysis/distances.ts'
import type { Comparison } from '../analysis/comparisons.ts'
import type { ModelStore } from '../store/model-store.ts'
import type { ProbeStore } from '../store/probe-store.ts'
import type { ForecastInput } from './forecast-task.ts'
import { areFractions, targetScores } from './target-scores.ts'

export interface ForecastSources {
  readonly models: ModelStore
  readonly probes: ProbeStore
  readonly table: ScoreTable
  /** Runs the fits, possibly elsewhere. */
  readonly run: (input: ForecastInput) => Promise<ScoreForecasts>
}

/** Scores forecast from a comparison of stored populations. Throws ApiError with advice where there are too few scores. */
export async function forecastFromDistance(comparison: Comparison, request: ForecastRequest, sources: ForecastSources): Promise<Forecast> {
  const distances = distancesOf(comparison, request.measure, request.rule)
  const targets = targetScores(sources.table, request.column)
  const described = describedModels(comparison, sources, targets)
  const { families: leftFamilies, modelIds: leftModels } = request.leaveOut
  const unknown = leftFamilies.find((family) => described.every((model) => model.family !== family))
  if (unknown !== undefined) {
    throw new ApiError('invalid', `Left out: expected families of the compared models (${[...new Set(described.map(({ family }) => family))].join(', ')}), found ${unknown}.`)
  }
  const isSetAside = described.map(({ modelId, family }) => leftFamilies.includes(family) || leftModels.includes(modelId))
  const scores = described.map(({ truth }, i) => (isSetAside[i] ? null : truth))
  const known = scores.filter((score) => score !== null).length
  if (known < fewestScored) throw new ApiError('not-found', tooFew(request, known, described.filter(({ truth }) => truth !== null).length))
  const isFraction = areFractions(request.column, described.map(({ truth }) => truth))
  const found = await sources.run({
    models: {
      similarity: distances.similarity,
      distance: distances.distance,
      likelihoods: likelihoodVectors(comparison, sources.probes),
      parameters: described.map(({ parameters }) => parameters),
      families: described.map(({ family }) => family),
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
  return {
    ...request.column,
    isFraction,
    measure: request.measure,
    rule: request.rule,
    genes: distances.genes,
    level: request.level,
    leave: request.leave,
    models: described.map((model, i) => ({
      ...model,
      role: model.truth === null ? ('unscored' as const) : isSetAside[i] ? ('set-aside' as const) : ('known' as const),
      neighbours: found.neighbours[i]!.map((other) => ({
        modelId: idOf(other),
        similarity: distances.similarity[i]![other]!,
        distance: distances.distance[i]![other]!,
      })),
      isFar: found.isFar[i]!,
    })),
    methods: found.methods.map(
      ({ method, errors, forecasts }): MethodResult => ({
        method,
        isBaseline: baselineNames.includes(method),
        errors: errors ?? null,
        reason: errors === undefined ? whyNot(method, request.leave, isFraction) : null,
        forecasts: forecasts.map((forecast) =>
          forecast === undefined ? null : { ...forecast, restsOn: forecast.restsOn.map(({ model, weight }) => ({ modelId: idOf(model), weight })) },
        ),
      }),
    ),
    farDistance: found.farDistance ?? null,
    notes: [...notesOn(described, request, known), ...distances.notes],
  }
}

type Described = Pick<Forecast['models'][number], 'modelId' | 'name' | 'family' | 'familySource' | 'parameters' | 'truth' | 'stderr'>

/** What is known of the compared models, in their order. A family that came with the scores counts before what files and names say. */
function describedModels({ probes }: Comparison, { models }: ForecastSources, targets: ReturnType<typeof targetScores>): Described[] {
  const library = models.list()
  return probes.map(({ modelId, modelName }) => {
    const model = models.get(modelId)
    const target = targets.get(modelId)
    const stated = target?.scored.family ?? null
    return {
      modelId,
      name: modelName,
      family: stated ?? familyOf(model ?? { name: modelName, declaredBases: [] }, library),
      familySource: stated === null ? 'declared' : 'stated',
      parameters: target?.scored.parameters ?? model?.parameters ?? null,
      truth: target?.value ?? null,
      stderr: target?.stderr ?? null,
    }
  })
}

/** log p(gene) in nats per byte over the genes that all compared models have, models x genes. */
function likelihoodVectors({ probes }: Comparison, store: ProbeStore): number[][] {
  const all = probes.map((probe) => new Map(store.likelihoods(probe.id).map(({ index, logLikelihood, bytes }) => [index, logLikelihood / bytes])))
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
  if (method === 'family-mean') return leave === 'family' ? 'a family that is left out has no mean' : 'no family has two scored models'
  if (method === 'size') return 'the sizes known are too few or all the same'
  if (leave === 'family') return 'too few families or models are scored'
  return 'too few models are scored'
}

function notesOn(models: readonly Described[], { leave, level }: ForecastRequest, known: number): string[] {
  const notes: string[] = []
  const scored = models.filter(({ truth }) => truth !== null)
  const families = new Set(scored.map(({ family }) => family))
  if (leave === 'family' && families.size < 3) {
    notes.push(`Only ${String(families.size)} ${families.size === 1 ? 'family has' : 'families have'} scores: leaving a family out says little. Leave out models instead, or score more families.`)
  }
  const guessed = models.filter(({ familySource }) => familySource === 'declared').length
  if (guessed > 0) notes.push(`Families of ${String(guessed)} of ${String(models.length)} models are read from declared bases and names; state them with the scores where that is wrong.`)
  if (Math.ceil((known + 1) * level - 1e-9) > known) {
    notes.push(`${String(known)} scored models are too few for intervals at ${String(Math.round(100 * level))} %.`)
  }
  return notes
}
