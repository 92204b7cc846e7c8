import { z } from 'zod'
import { fewestErrors } from '../../core/forecast/conformal-radius.ts'
import {
  baselineNames,
  fewestScored,
  forecastScores,
  type ForecastMethodName,
} from '../../core/forecast/forecast-scores.ts'
import { holdOutGroups } from '../../core/forecast/hold-out-groups.ts'
import { publishedPhylolmSettings } from '../../core/forecast/phylolm-forecast.ts'
import { areFractions } from '../../core/forecast/score-unit.ts'
import { familyKey } from '../../core/model/family.ts'
import { nearDistance, nearModels } from '../../core/similarity/near-models.ts'
import { ApiError } from '../api/api-error.ts'
import { identifier } from '../api/call.ts'
import { analysisScope } from '../api/comparison-contract.ts'
import { forecast, type Forecast, type MethodResult } from '../api/forecast-contract.ts'
import { scoreColumn } from '../api/scores-contract.ts'
import { seedField } from './draws.ts'
import { defineAnalysis, type Work } from './definition.ts'
import { distancesOf } from './distances.ts'
import { heldOutNotes } from './held-out-notes.ts'
import type { ScoredComparison } from './sources.ts'

const { components, epochs } = publishedPhylolmSettings

export const forecastRequest = analysisScope.extend({
  /** What is forecast. */
  column: scoreColumn,
  level: z
    .number()
    .min(0.5)
    .max(0.99)
    .default(0.9)
    .meta({ title: 'Interval level', step: 0.05, description: 'share of truths that an interval is to hold' }),
  /** A family is left out with all that is near it or shares its vocabulary. */
  leave: z
    .enum(['family', 'model'])
    .default('family')
    .meta({
      title: 'Held out together',
      choices: { family: 'Families', model: 'Single models' },
      description: 'what is held out together when methods are judged',
    }),
  /**
   * Families (by name, with all that is held out with them) and models (by id) whose scores are set aside and forecast
   * from the others.
   */
  leaveOut: z.object({ families: z.array(z.string()).max(1000), modelIds: z.array(identifier).max(10_000) }),
  /** A model is too far where its nearest scored model is farther than it is for this share of the scored models. */
  farShare: z.number().min(0.5).max(1).default(0.95).meta({
    title: 'Too far beyond',
    option: 'far',
    step: 0.05,
    description: 'too far: the nearest scored model is farther than for this share of the held-out models',
  }),
  components: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(components)
    .meta({ title: 'Components', description: 'independent components of PhyloLM' }),
  epochs: z
    .number()
    .int()
    .min(1)
    .max(20_000)
    .default(epochs)
    .meta({ title: 'Epochs', step: 100, description: 'epochs of PhyloLM' }),
  seed: seedField('seed of PhyloLM'),
})

export type ForecastRequest = z.output<typeof forecastRequest>

/** Forecasts for every probed model, each method judged on models that were held out, beside baselines. */
export const forecastAnalysis = defineAnalysis({
  name: 'forecast.fromDistance',
  of: 'scored comparison',
  request: forecastRequest,
  answer: forecast,
  unit: 'fits',
  step: 'forecasts',
  inThread: true,
  compute: forecastOf,
})

function forecastOf(data: ScoredComparison, request: ForecastRequest, { progress }: Work): Forecast {
  const { described, sampling } = data
  const distances = distancesOf(data, request)
  const { groupOf, joins } = holdOutGroups(
    described.map(({ family: name, familySource: source }) => ({ name, source })),
    data.vocabularies,
    nearModels(data.terms),
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
  const forecasts = forecastScores(
    {
      similarity: distances.similarity,
      distance: distances.distance,
      likelihoods: data.likelihoods,
      parameters: described.map(({ parameters }) => parameters),
      families: described.map(({ family }) => familyKey(family)),
      groups: groupOf,
      sampling,
      scores,
    },
    {
      level: request.level,
      leave: request.leave,
      isFraction,
      farShare: request.farShare,
      phylolm: { ...publishedPhylolmSettings, components: request.components, epochs: request.epochs },
      seed: request.seed,
    },
    progress,
  )
  const idOf = (model: number): string => distances.modelIds[model]!
  const models = described.map((model, i): Forecast['models'][number] => ({
    ...model,
    group: groupOf[i]!,
    items: sampling[i]!.items,
    role: model.truth === null ? 'unscored' : isSetAside[i] ? 'set-aside' : 'known',
    neighbours: forecasts.neighbours[i]!.map((neighbour) => ({
      modelId: idOf(neighbour),
      similarity: distances.similarity[i]![neighbour]!,
      distance: distances.distance[i]![neighbour]!,
    })),
    isFar: forecasts.isFar[i]!,
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
    joins: joins.map(({ first, second, by, distance }) => ({
      modelId: idOf(first),
      otherId: idOf(second),
      by,
      distance,
    })),
    nearDistance,
  }
  return {
    ...shared,
    methods: forecasts.methods.map(
      ({ method, errors, comparisons, forecasts }): MethodResult => ({
        method,
        isBaseline: baselineNames.includes(method),
        errors: errors ?? null,
        reason: errors === undefined ? whyNot(method, request.leave, isFraction) : null,
        comparisons: comparisons.map((comparison) => ({ ...comparison })),
        forecasts: forecasts.map((forecast) =>
          forecast === undefined
            ? null
            : { ...forecast, restsOn: forecast.restsOn.map(({ model, weight }) => ({ modelId: idOf(model), weight })) },
        ),
      }),
    ),
    farDistance: forecasts.farDistance ?? null,
    notes: [...heldOutNotes(shared, request.leaveOut), ...(data.familyConflict === null ? [] : [data.familyConflict])],
    remarks: distances.remarks,
  }
}

/**
 * Which models' scores are set aside: those named, and with a family whatever is held out with it, since a forecast
 * that rests on a copy tests nothing. Throws ApiError for a family that no compared model has.
 */
function setAside(
  models: ScoredComparison['described'],
  groupOf: readonly number[],
  { families, modelIds }: ForecastRequest['leaveOut'],
): boolean[] {
  const keys = new Set(models.map(({ family }) => familyKey(family)))
  const unknown = families.find((family) => !keys.has(familyKey(family)))
  if (unknown !== undefined) {
    throw new ApiError('invalid', `Left out: expected families of the compared models, found ${unknown}.`)
  }
  const wanted = new Set(families.map(familyKey))
  const groups = new Set(models.flatMap(({ family }, i) => (wanted.has(familyKey(family)) ? [groupOf[i]!] : [])))
  return models.map(({ modelId }, i) => groups.has(groupOf[i]!) || modelIds.includes(modelId))
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
