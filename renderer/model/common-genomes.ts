import type { AlleleRule, ProbeSummary } from '../../engine/api/contract.ts'

/** A genome, and a rule of alleles, that models have complete probes of. */
export interface CommonGenome {
  readonly genomeId: string
  readonly name: string
  readonly rule: AlleleRule
}

/** The genomes and rules under which all of some models have complete probes, by name. */
export function commonGenomes(probes: readonly ProbeSummary[], modelIds: readonly string[]): CommonGenome[] {
  const complete = probes.filter(({ complete, modelId }) => complete && modelIds.includes(modelId))
  const byComparison = Map.groupBy(complete, ({ genomeId, settings: { chars, strip, temperature } }) =>
    JSON.stringify([genomeId, chars, strip, temperature]),
  )
  return [...byComparison.values()]
    .filter((group) => modelIds.every((id) => group.some(({ modelId }) => modelId === id)))
    .map(([first]) => {
      const { genomeId, genomeName, settings } = first!
      const { chars, strip, temperature } = settings
      return { genomeId, name: genomeName, rule: { chars, strip, temperature } }
    })
    .sort((left, right) => left.name.localeCompare(right.name, 'en') || left.rule.chars - right.rule.chars)
}
