import { inNameOrder } from '../../core/model/name-order.ts'
import { libraryFamilies } from '../library/library-families.ts'
import { requiredModel } from '../library/required-model.ts'
import { noiseMargin } from '../../core/similarity/noise-margin.ts'
import { pointSimilarity } from '../../core/similarity/similarity-matrix.ts'
import type { LineageRequest } from '../analyses/lineage.ts'
import { probedModels } from '../analysis/chosen-probes.ts'
import { sameModels } from '../analyses/same-models.ts'
import type { SketchedModels } from '../analyses/sources.ts'
import { noneRead, unreadRemarks } from '../analyses/unread-weights.ts'
import { usualMeasure } from '../api/comparison-contract.ts'
import type { Context } from '../context.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'
import type { StoredModel } from '../store/model-store.ts'
import { declaredParents } from './declared-parents.ts'

/** The models whose weights are compared, in the order of their names. Throws ApiError where there are none. */
export async function sketchedModels(
  context: Context,
  request: LineageRequest,
  options: OperationOptions,
): Promise<SketchedModels> {
  const asked = askedModels(context, request.modelIds)
  const read = new Set(context.sketches.wholeIds())
  const models = asked.filter(({ id }) => read.has(id))
  if (models.length === 0) throw noneRead(asked.length)
  const { families } = libraryFamilies(context)
  return {
    modelIds: models.map(({ id }) => id),
    names: models.map(({ name }) => name),
    architectures: models.map(({ architecture }) => architecture),
    sketchesOf: (modelId) => context.sketches.whole(modelId),
    sameFunction: await sameFunction(context, models, request, options),
    declaredParents: declaredParents(models),
    families: models.map(({ id, name, parameters }) => ({ modelId: id, name, parameters, family: families.get(id)! })),
    remarks: unreadRemarks(asked.flatMap(({ id, name }) => (read.has(id) ? [] : [{ modelId: id, name }]))),
  }
}

function askedModels({ models }: Context, modelIds: readonly string[] | undefined): StoredModel[] {
  const asked = modelIds === undefined ? models.list() : [...new Set(modelIds)].map((id) => requiredModel(models, id))
  return inNameOrder(asked, ({ name }) => name)
}

/** Groups of models, by their positions, whose populations are equal within the noise; without a probe, in none. */
async function sameFunction(
  { comparisons, probes }: Context,
  models: readonly StoredModel[],
  { genomeId, rule }: LineageRequest,
  options: OperationOptions,
): Promise<number[][]> {
  if (genomeId === undefined || rule === undefined) return []
  const probed = probedModels(probes, genomeId, rule)
  const positionOf = new Map(models.map(({ id }, position) => [id, position]))
  const modelIds = models.map(({ id }) => id).filter((id) => probed.has(id))
  if (modelIds.length < 2) return []
  const compared = await comparisons.compare({ genomeId, rule, modelIds }, options)
  const every = Int32Array.from({ length: compared.genes }, (_, gene) => gene)
  const similarity = pointSimilarity(compared.terms, usualMeasure, every)
  return sameModels(compared, similarity, noiseMargin(compared.terms, usualMeasure, compared.noise)).map((group) =>
    group.map((index) => positionOf.get(compared.modelIds[index]!)!),
  )
}
