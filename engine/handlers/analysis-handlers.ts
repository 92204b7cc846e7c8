import { bestFirst } from '../analysis/best-probe.ts'
import { shownRule } from '../analysis/chosen-probes.ts'
import { populationRemoved } from '../analysis/comparisons.ts'
import { distancesOf } from '../analysis/distances.ts'
import { treeOf } from '../analysis/tree.ts'
import { ApiError, type Population } from '../api/contract.ts'
import type { Context } from '../context.ts'
import { probeSummary } from '../probes/probe-summary.ts'
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
      const best = all.filter((probe) => probe.modelId === modelId && probe.done > 0).sort(bestFirst)[0]
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
        const population = probes.gene(best.id, index)
        if (population === undefined) throw populationRemoved(model.name)
        const { alleles, residue, nextTokens, ...facts } = population
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
