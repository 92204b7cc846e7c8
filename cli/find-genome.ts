import type { AlleleRule, GenomeSummary, ProbeSummary } from '../engine/api/contract.ts'
import { defaultProbeSettings } from '../native/probe-settings.ts'
import { suggest } from './close-matches.ts'
import { CommandFailure } from './failure.ts'
import type { Session } from './session.ts'

/** The genome of a name or an id. */
export async function findGenome(session: Session, argument: string): Promise<GenomeSummary> {
  const genomes = await session.engine.call('genomes.list', {})
  const found = genomes.filter((genome) => genome.name === argument)
  const byName = found.length > 0 ? found : genomes.filter((genome) => genome.id === argument)
  if (byName.length > 1) {
    throw new CommandFailure(`'${argument}' means ${byName.length} genomes, name one by its id: ${byName.map((genome) => genome.id).join(', ')}`)
  }
  const [genome] = byName
  if (genome === undefined) throw new CommandFailure(`no genome '${argument}'${suggest(argument, genomes.map(({ name }) => name))}`)
  return genome
}

export type RuleOptions = Partial<AlleleRule>

/**
 * The allele rule that an analysis of a genome is about: the options given, the rest by default, if there are results
 * under it; else the only rule there are results for.
 */
export async function findRule(session: Session, genome: GenomeSummary, options: RuleOptions, modelId?: string): Promise<AlleleRule> {
  const probes = await session.engine.call('probes.list', {})
  const complete = probes.filter((probe) => probe.complete && probe.genomeId === genome.id && (modelId === undefined || probe.modelId === modelId))
  return chooseRule(complete, options, genome.name)
}

export function chooseRule(probes: readonly Pick<ProbeSummary, 'settings'>[], options: RuleOptions, genome: string): AlleleRule {
  const { chars, strip, temperature } = { ...defaultProbeSettings, ...options }
  const wanted: AlleleRule = { chars, strip, temperature }
  const rules = new Map(probes.map(({ settings }) => [ruleText(settings), settings]))
  if (rules.size === 0) throw new CommandFailure(`no model has been probed completely with genome '${genome}'; see: cladescope probe --help`)
  if (rules.has(ruleText(wanted))) return wanted
  const fitting = [...rules.values()].filter(
    (rule) => (options.chars ?? rule.chars) === rule.chars && (options.strip ?? rule.strip) === rule.strip && (options.temperature ?? rule.temperature) === rule.temperature,
  )
  const [only] = fitting
  if (only !== undefined && fitting.length === 1) return { chars: only.chars, strip: only.strip, temperature: only.temperature }
  const list = [...rules.keys()].join('; ')
  throw new CommandFailure(`no complete results with genome '${genome}' under ${ruleText(wanted)}; there are results under: ${list}`)
}

/** A rule as the options that ask for it. */
export function ruleText(rule: AlleleRule): string {
  return `--chars ${rule.chars} --strip ${rule.strip} --temperature ${rule.temperature}`
}
