import { plural } from '../../../core/format/quantity.ts'
import type { AlleleRule, GenomeSummary, Measure, ModelSummary, ProbeSummary } from '../../../engine/api/contract.ts'

export interface RuleChoice {
  readonly id: string
  readonly rule: AlleleRule
  /** Models with a complete probe of the genome under this rule. */
  readonly modelIds: readonly string[]
}

export interface ComparisonScope {
  readonly genome: GenomeSummary
  readonly rules: readonly RuleChoice[]
  readonly chosen: RuleChoice
  readonly measure: Measure
  /** Models that can be compared and are asked for. */
  readonly modelIds: readonly string[]
  /** True where the address names a part of the models only. */
  readonly isSubset: boolean
}

export function ruleId(rule: AlleleRule): string {
  return `${rule.chars}-${rule.strip}-${rule.temperature}`
}

/** The rules that complete probes of a genome exist for, the one with most models first. */
export function ruleChoices(
  genomeId: string,
  probes: readonly ProbeSummary[],
  models: readonly Pick<ModelSummary, 'id'>[],
): readonly RuleChoice[] {
  const known = new Set(models.map((model) => model.id))
  const byRule = new Map<string, { rule: AlleleRule; ids: Set<string> }>()
  for (const probe of probes) {
    if (!probe.complete || probe.genomeId !== genomeId || !known.has(probe.modelId)) continue
    const { chars, strip, temperature } = probe.settings
    const rule = { chars, strip, temperature }
    const entry = byRule.get(ruleId(rule)) ?? { rule, ids: new Set<string>() }
    entry.ids.add(probe.modelId)
    byRule.set(ruleId(rule), entry)
  }
  return [...byRule]
    .map(([id, { rule, ids }]) => ({ id, rule, modelIds: [...ids].sort() }))
    .sort((a, b) => b.modelIds.length - a.modelIds.length || (a.id < b.id ? -1 : 1))
}

/** What the address's settings ask for, completed by what there is most of; null where no complete probe exists. */
export function comparisonScope(
  settings: Readonly<Record<string, string>>,
  genomes: readonly GenomeSummary[],
  probes: readonly ProbeSummary[],
  models: readonly Pick<ModelSummary, 'id'>[],
): ComparisonScope | null {
  const ranked = genomes
    .map((genome) => ({ genome, rules: ruleChoices(genome.id, probes, models) }))
    .sort((a, b) => (b.rules[0]?.modelIds.length ?? 0) - (a.rules[0]?.modelIds.length ?? 0))
  const wanted = ranked.find((entry) => entry.genome.id === settings['genome']) ?? ranked[0]
  const chosen = wanted?.rules.find((entry) => entry.id === settings['alleles']) ?? wanted?.rules[0]
  if (wanted === undefined || chosen === undefined) return null
  const asked = (settings['models'] ?? '').split(',').filter((id) => id !== '')
  const modelIds = asked.length === 0 ? chosen.modelIds : chosen.modelIds.filter((id) => asked.includes(id))
  return {
    genome: wanted.genome,
    rules: wanted.rules,
    chosen,
    measure: settings['measure'] === 'nei-mean' ? 'nei-mean' : 'nei',
    modelIds,
    isSubset: asked.length > 0,
  }
}

export function ruleText(rule: AlleleRule): string {
  return `${plural(rule.chars, 'character')}, T ${rule.temperature}${rule.strip === 'phylolm' ? ', stripped' : ''}`
}

export const measureNames: Readonly<Record<Measure, string>> = {
  nei: 'Nei, pooled over genes',
  'nei-mean': 'Cosine, mean over genes',
}
