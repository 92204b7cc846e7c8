import { requiredModel } from '../library/required-model.ts'
import { bestFirst } from '../analysis/best-probe.ts'
import { shownRule } from '../analysis/chosen-probes.ts'
import { populationRemoved } from '../analysis/kept-terms.ts'
import { ApiError, type Population } from '../api/contract.ts'
import type { Context } from '../context.ts'
import { probeSummary } from '../probes/probe-summary.ts'
import { givingTurns } from '../turns.ts'
import type { Handlers } from './handlers.ts'

/** Alleles, residues and next tokens after which no further gene is put into an answer: some 10 MB as JSON. */
const mostListed = 200_000

export function populationHandlers(context: Context): Pick<Handlers, 'populations.get'> {
  const { models, genomes, probes, headerRemarks } = context
  return {
    'populations.get': async ({ modelId, genomeId, rule, probeId, from, count }): Promise<Population> => {
      const model = requiredModel(models, modelId)
      const genome = genomes.get(genomeId)
      if (genome === undefined) throw new ApiError('not-found', `There is no genome with the id ${genomeId}.`)
      const all =
        rule === undefined ? probes.list().filter((probe) => probe.genomeId === genomeId) : probes.under(genomeId, rule)
      const fitting = all.filter(
        (probe) =>
          probe.modelId === modelId && probe.done > 0 && (probeId === undefined || String(probe.id) === probeId),
      )
      const best = fitting.sort(bestFirst)[0]
      if (best === undefined) {
        if (probeId !== undefined)
          throw new ApiError(
            'not-found',
            `${model.name} has no probe of genome ${genome.name} with the id ${probeId} any more.`,
          )
        throw new ApiError(
          'not-found',
          `${model.name} has no population of genome ${genome.name}${rule === undefined ? '' : ` (${shownRule(rule)})`}. Probe it first.`,
        )
      }
      const texts = genomes.texts(genomeId)
      const giveTurn = givingTurns()
      const genes: Population['genes'] = []
      let listed = 0
      for (const index of probes.geneIndices(best.id)) {
        if (index < from) continue
        if (genes.length === count || listed > mostListed)
          return { probe: probeSummary(best, headerRemarks), genes, next: index }
        const population = probes.gene(best.id, index)
        if (population === undefined) throw populationRemoved(model.name)
        const { alleles, residue, nextTokens, ...facts } = population
        genes.push({
          ...facts,
          alleles: [...alleles],
          residue: [...residue],
          nextTokens: [...nextTokens],
          index,
          text: texts[index]!,
        })
        listed += alleles.length + residue.length + nextTokens.length
        await giveTurn()
      }
      return { probe: probeSummary(best, headerRemarks), genes, next: null }
    },
  }
}
