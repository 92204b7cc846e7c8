import { firstNames } from '../../../core/format/first-names.ts'
import { plural } from '../../../core/format/quantity.ts'
import type { AlleleRule, GenomeSummary, Measure, ModelSummary, ProbeSummary } from '../../../engine/api/contract.ts'
import type { ComparisonSettings } from '../../settings/comparison-settings.ts'
import { defaultProbeSettings } from '../../../core/population/probe-settings.ts'

interface RuleChoice {
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
  /** True where a part of the models only was chosen. */
  readonly isSubset: boolean
  /** What of the choice cannot be had, in sentences. */
  readonly dropped: readonly string[]
  /** Models asked for that have no complete probe, in a sentence; null where all have one. */
  readonly unprobed: string | null
}

function ruleId(rule: AlleleRule): string {
  return `${rule.chars}-${rule.strip}-${rule.temperature}`
}

/** The rules that complete probes of a genome exist for, the one with most models first. */
function ruleChoices(
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

/** What the comparison held asks for, completed by what there is most of; null where no complete probe exists. */
export function comparisonScope(
  settings: ComparisonSettings,
  genomes: readonly GenomeSummary[],
  probes: readonly ProbeSummary[],
  models: readonly Pick<ModelSummary, 'id' | 'name'>[],
): ComparisonScope | null {
  const ranked = genomes
    .map((genome) => ({ genome, rules: ruleChoices(genome.id, probes, models) }))
    .sort((a, b) => (b.rules[0]?.modelIds.length ?? 0) - (a.rules[0]?.modelIds.length ?? 0))
  const [usual] = ranked
  if (usual?.rules[0] === undefined) return null
  const wanted = ranked.find((entry) => entry.genome.id === settings.genome) ?? usual
  const { genome, rules } = wanted
  const chosen = rules.find((entry) => entry.id === settings.alleles) ?? rules[0] ?? nothingProbed
  const asked = settings.models
  const modelIds = asked.length === 0 ? chosen.modelIds : chosen.modelIds.filter((id) => asked.includes(id))
  const present = models.filter(({ id }) => asked.includes(id))
  const gone = new Set(asked).size - present.length
  const withoutProbe = present.filter(({ id }) => !chosen.modelIds.includes(id)).map(({ name }) => name)
  const dropped = [
    settings.genome !== '' && genome.id !== settings.genome
      ? `The genome chosen is no longer there: ${genome.name} is taken.`
      : null,
    settings.alleles !== '' && chosen.id !== settings.alleles && rules.length > 0
      ? `No model has a complete probe of ${genome.name} with the alleles chosen: those of ${ruleText(chosen.rule)} are taken.`
      : null,
    gone === 0
      ? null
      : `Left out: ${`${plural(gone, 'model')} that ${gone === 1 ? 'is' : 'are'}`} no longer in the library.`,
  ].filter((sentence) => sentence !== null)
  const unprobed =
    withoutProbe.length === 0
      ? null
      : `Left out, without a complete probe of ${genome.name}${rules.length > 1 ? ` under ${ruleText(chosen.rule)}` : ''}: ${firstNames(withoutProbe, { most: 4 })}.`
  return { genome, rules, chosen, measure: settings.measure, modelIds, isSubset: asked.length > 0, dropped, unprobed }
}

/** What holds for a genome that no model is probed with. */
const nothingProbed: RuleChoice = {
  id: ruleId(defaultProbeSettings),
  rule: {
    chars: defaultProbeSettings.chars,
    strip: defaultProbeSettings.strip,
    temperature: defaultProbeSettings.temperature,
  },
  modelIds: [],
}

export function ruleText(rule: AlleleRule): string {
  return `${plural(rule.chars, 'character')}, T ${rule.temperature}${rule.strip === 'phylolm' ? ', stripped' : ''}`
}
