import { precisionOrder } from '../../native/precision/choose-precision.ts'
import { shownRule } from '../analysis/chosen-probes.ts'
import { distancesOf } from '../analysis/distances.ts'
import { treeOf } from '../analysis/tree.ts'
import { ApiError, type Population } from '../api/contract.ts'
import type { Context } from '../context.ts'
import { probeSummary } from '../probes/probe-summary.ts'
import { isComplete, type StoredProbe } from '../store/probe-store.ts'
import { givingTurns, unlessAborted } from '../turns.ts'
import type { Handlers } from './handlers.ts'
import { operationOf } from './operation-of.ts'

type AnalysisCalls = 'populations.get' | 'analysis.distances' | 'analysis.tree'

export function analysisHandlers(context: Context): Pick<Handlers, AnalysisCalls> {
  const { models, genomes, probes, comparisons } = context
  return {
    'populations.get': async ({ modelId, genomeId, rule }): Promise<Population> => {
      const model = models.get(modelId)
      if (model === undefined) throw new ApiError('not-found', `There is no model with the id ${modelId} in the library.`)
      const genome = genomes.get(genomeId)
      if (genome === undefined) throw new ApiError('not-found', `There is no genome with the id ${genomeId}.`)
      const all = rule === undefined ? probes.list().filter((probe) => probe.genomeId === genomeId) : probes.under(genomeId, rule)
      const best = all.filter((probe) => probe.modelId === modelId && probe.done > 0).sort(byUse)[0]
      if (best === undefined) {
        throw new ApiError(
          'not-found',
          `${model.name} has no population of genome ${genome.name}${rule === undefined ? '' : ` (${shownRule(rule)})`}. Probe it first.`,
        )
      }
      const texts = genomes.texts(genomeId)
      const turn = givingTurns()
      const genes: Population['genes'] = []
      for (const index of probes.geneIndices(best.id)) {
        const { alleles, residue, nextTokens, ...facts } = probes.gene(best.id, index)!
        genes.push({ ...facts, alleles: [...alleles], residue: [...residue], nextTokens: [...nextTokens], index, text: texts[index]! })
        await turn()
      }
      return { probe: probeSummary(best), genes }
    },
    'analysis.distances': async ({ genomeId, rule, measure, modelIds }) =>
      distancesOf(await comparisons.compare({ genomeId, rule, modelIds }), measure, rule),
    'analysis.tree': ({ operation, ...request }) =>
      operationOf(context, operation, 'replicates', async (options) => treeOf(await unlessAborted(comparisons.compare(request), options.signal), request, options)),
  }
}

/** Complete probes first, then the highest precision, then the finest tolerance, then the latest. */
function byUse(one: StoredProbe, other: StoredProbe): number {
  const precision = precisionOrder.indexOf(one.precision) - precisionOrder.indexOf(other.precision)
  const finer = one.settings.pooled === other.settings.pooled ? one.settings.tolerance - other.settings.tolerance : one.meanBound - other.meanBound
  return Number(isComplete(other)) - Number(isComplete(one)) || precision || finer || other.id - one.id
}
