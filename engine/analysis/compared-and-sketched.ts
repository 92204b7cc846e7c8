import type { ComparedAndSketched } from '../analyses/sources.ts'
import type { AnalysisScope } from '../api/comparison-contract.ts'
import { ApiError } from '../api/contract.ts'
import type { Context } from '../context.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'
import { sketchedModels } from '../lineage/sketched-models.ts'
import { probedModels } from './chosen-probes.ts'

/**
 * The models asked for, by default all that are probed or whose weights are read, with what is known of either kind.
 * Throws ApiError where the weights of none are read, or a model or the genome is not there.
 */
export async function comparedAndSketched(
  context: Context,
  { modelIds, ...scope }: AnalysisScope,
  options: OperationOptions,
): Promise<ComparedAndSketched> {
  const { comparisons, genomes, models, probes, sketches } = context
  const { genomeId, rule } = scope
  if (genomes.get(genomeId) === undefined)
    throw new ApiError('not-found', `There is no genome with the id ${genomeId}.`)
  const withPopulations = probedModels(probes, genomeId, rule)
  const asked = new Set(modelIds ?? [...withPopulations, ...sketches.wholeIds()])
  const weights = await sketchedModels(context, { modelIds: [...asked], genomeId, rule }, options)
  const chosen = models.list().filter(({ id }) => asked.has(id))
  const probed = chosen.flatMap(({ id }) => (withPopulations.has(id) ? [id] : []))
  const compared = probed.length < 2 ? null : await comparisons.compare({ ...scope, modelIds: probed }, options)
  return {
    modelIds: chosen.map(({ id }) => id),
    names: chosen.map(({ name }) => name),
    probed,
    behaviour:
      compared === null
        ? null
        : {
            modelIds: compared.modelIds,
            names: compared.names,
            noise: compared.noise,
            genes: compared.genes,
            terms: compared.terms,
            remarks: compared.remarks,
          },
    weights,
  }
}
