interface NamedGenome {
  readonly name: string
}

/** The genome that most models have been probed with; before the first probe the general one. */
export function usualGenome<G extends NamedGenome>(
  genomes: readonly G[],
  models: readonly { readonly probedGenomes: readonly string[] }[],
): G | undefined {
  const uses = (genome: G) => models.filter((model) => model.probedGenomes.includes(genome.name)).length
  const most = Math.max(0, ...genomes.map(uses))
  if (most === 0) return genomes.find((genome) => genome.name === 'general') ?? genomes[0]
  return genomes.find((genome) => uses(genome) === most)
}
