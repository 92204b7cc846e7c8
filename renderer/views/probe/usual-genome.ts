import type { GenomeSummary, ModelSummary } from '../../../engine/api/contract.ts'

/** The genome that most models have been probed with; before the first probe the general one. */
export function usualGenome(
  genomes: readonly GenomeSummary[],
  models: readonly Pick<ModelSummary, 'probedGenomes'>[],
): GenomeSummary | undefined {
  const uses = (genome: GenomeSummary) => models.filter((model) => model.probedGenomes.includes(genome.name)).length
  const most = Math.max(0, ...genomes.map(uses))
  if (most === 0) return genomes.find((genome) => genome.name === 'general') ?? genomes[0]
  return genomes.find((genome) => uses(genome) === most)
}
