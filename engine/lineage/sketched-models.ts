import { requiredModel } from '../library/required-model.ts'
import { noiseMargin } from '../../core/similarity/noise-margin.ts'
import { pointSimilarity } from '../../core/similarity/similarity-matrix.ts'
import type { LineageRequest } from '../analyses/lineage.ts'
import { probedModels } from '../analysis/chosen-probes.ts'
import { sameModels } from '../analyses/same-models.ts'
import type { SketchedModels } from '../analyses/sources.ts'
import { usualMeasure } from '../api/comparison-contract.ts'
import { ApiError } from '../api/contract.ts'
import type { Remark } from '../api/remark-contract.ts'
import type { Context } from '../context.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'
import { remarkOn } from '../remarks/remark-on.ts'
import type { StoredModel } from '../store/model-store.ts'
import { declaredParents } from './declared-parents.ts'

/** The models whose weights are compared, in the order of their names. Throws ApiError where there are none. */
export async function sketchedModels(
  context: Context,
  request: LineageRequest,
  options: OperationOptions,
): Promise<SketchedModels> {
  const asked = askedModels(context, request.modelIds)
  const loaded = asked.map((model) => ({ model, sketches: context.sketches.whole(model.id) }))
  const models = loaded.flatMap(({ model, sketches }) => (sketches === null ? [] : [{ model, sketches }]))
  if (models.length === 0)
    throw new ApiError(
      'not-found',
      `A lineage needs models whose weights are read; found none among ${String(asked.length)}. Read the weights first, with sketch.`,
    )
  const unread = remarkOn(
    'weights not read',
    loaded.flatMap(({ model, sketches }) => (sketches === null ? [{ modelId: model.id, modelName: model.name }] : [])),
    (left) =>
      `The weights of ${left.map(({ modelName }) => modelName).join(', ')} are not read, so that their lineage is not known.`,
  )
  const remarks: Remark[] = unread === undefined ? [] : [unread]
  return {
    modelIds: models.map(({ model }) => model.id),
    names: models.map(({ model }) => model.name),
    architectures: models.map(({ model }) => model.architecture),
    sketches: models.map(({ sketches }) => sketches),
    sameFunction: await sameFunction(
      context,
      models.map(({ model }) => model),
      request,
      options,
    ),
    declaredParents: declaredParents(models.map(({ model }) => model)),
    remarks,
  }
}

function askedModels({ models }: Context, modelIds: readonly string[] | undefined): StoredModel[] {
  const asked = modelIds === undefined ? models.list() : [...new Set(modelIds)].map((id) => requiredModel(models, id))
  return asked.sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0))
}

/** Groups of models, by their places, whose populations are equal within the noise; without a probe, in none. */
async function sameFunction(
  { comparisons, probes }: Context,
  models: readonly StoredModel[],
  { genomeId, rule }: LineageRequest,
  options: OperationOptions,
): Promise<number[][]> {
  if (genomeId === undefined || rule === undefined) return []
  const probed = probedModels(probes, genomeId, rule)
  const placeOf = new Map(models.map(({ id }, place) => [id, place]))
  const modelIds = models.map(({ id }) => id).filter((id) => probed.has(id))
  if (modelIds.length < 2) return []
  const compared = await comparisons.compare({ genomeId, rule, modelIds }, options)
  const every = Int32Array.from({ length: compared.genes }, (_, gene) => gene)
  const similarity = pointSimilarity(compared.terms, usualMeasure, every)
  return sameModels(compared, similarity, noiseMargin(compared.terms, usualMeasure, compared.noise)).map((group) =>
    group.map((index) => placeOf.get(compared.modelIds[index]!)!),
  )
}
