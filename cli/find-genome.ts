import type { AlleleRule, GenomeSummary, ModelSummary, ProbeSummary } from '../engine/api/contract.ts'
import { defaultProbeSettings } from '../core/population/probe-settings.ts'
import { printableName } from '../core/format/printable.ts'
import { suggest } from './close-matches.ts'
import { CommandFailure, UsageFailure } from './failure.ts'
import { firstNames } from '../core/format/first-names.ts'
import type { Session } from './session.ts'

/** The genome of a name or an id; without one a usage failure that names those there are, first those with results. */
export async function findGenome(session: Session, argument: string | undefined): Promise<GenomeSummary> {
  const genomes = await session.engine.call('genomes.list', {})
  if (argument === undefined) throw new UsageFailure(await genomesText(session, genomes))
  const namesakes = genomes.filter((genome) => genome.name === printableName(argument))
  const byName = namesakes.length > 0 ? namesakes : genomes.filter((genome) => genome.id === argument)
  if (byName.length > 1) {
    throw new CommandFailure(
      `'${argument}' means ${byName.length} genomes, name one by its id: ${byName.map((genome) => genome.id).join(', ')}`,
      { code: 'invalid' },
    )
  }
  const [genome] = byName
  if (genome === undefined)
    throw new CommandFailure(
      `no genome '${argument}'${suggest(
        argument,
        genomes.map(({ name }) => name),
      )}`,
      { code: 'not-found' },
    )
  return genome
}

async function genomesText({ engine }: Session, genomes: readonly GenomeSummary[]): Promise<string> {
  const probes = await engine.call('probes.list', {})
  const probed = new Set(probes.filter(({ complete }) => complete).map(({ genomeId }) => genomeId))
  const namesOf = (isProbed: boolean): string =>
    firstNames(genomes.filter(({ id }) => probed.has(id) === isProbed).map(({ name }) => name))
  const lists = [
    ...(probed.size === 0 ? [] : [`with results: ${namesOf(true)}`]),
    ...(probed.size === genomes.length ? [] : [`${probed.size === 0 ? 'there are' : 'without'}: ${namesOf(false)}`]),
  ]
  return `expected --genome NAME, found none; genomes ${lists.join('; ')}`
}

export type RuleOptions = Partial<AlleleRule>

/**
 * The allele rule that an analysis of a genome is about: the options given, the rest by default, if there are results
 * under it; else the only rule there are results for.
 */
export async function findRule(session: Session, genome: GenomeSummary, options: RuleOptions): Promise<AlleleRule> {
  const probes = await session.engine.call('probes.list', {})
  const complete = probes.filter((probe) => probe.complete && probe.genomeId === genome.id)
  return chooseRule(complete, options, `with genome '${genome.name}'`, genome.name)
}

/** As findRule, for the stored results of one model, complete or not. */
export async function findRuleOfModel(
  session: Session,
  genome: GenomeSummary,
  model: ModelSummary,
  options: RuleOptions,
): Promise<AlleleRule> {
  const probes = await session.engine.call('probes.list', {})
  const begun = probes.filter((probe) => probe.done > 0 && probe.genomeId === genome.id && probe.modelId === model.id)
  return chooseRule(begun, options, `of '${model.name}' with genome '${genome.name}'`, genome.name)
}

/**
 * @param of what the results are of, for the error message
 * @param genome its name, for what the message says to do
 */
export function chooseRule(
  probes: readonly Pick<ProbeSummary, 'settings'>[],
  options: RuleOptions,
  of: string,
  genome: string,
): AlleleRule {
  const wanted: AlleleRule = {
    chars: options.chars ?? defaultProbeSettings.chars,
    strip: options.strip ?? defaultProbeSettings.strip,
    temperature: options.temperature ?? defaultProbeSettings.temperature,
  }
  const rules = new Map(probes.map(({ settings }) => [ruleText(settings), settings]))
  if (rules.size === 0)
    throw new CommandFailure(`no results ${of} yet; get some with: cladescope probe MODEL --genome '${genome}'`, {
      code: 'not-found',
    })
  if (rules.has(ruleText(wanted))) return wanted
  const fitting = [...rules.values()].filter(
    (rule) =>
      (options.chars ?? rule.chars) === rule.chars &&
      (options.strip ?? rule.strip) === rule.strip &&
      (options.temperature ?? rule.temperature) === rule.temperature,
  )
  const [only] = fitting
  if (only !== undefined && fitting.length === 1)
    return { chars: only.chars, strip: only.strip, temperature: only.temperature }
  const list = [...rules.keys()].join('; ')
  throw new CommandFailure(`no results ${of} under ${ruleText(wanted)}; there are results under: ${list}`, {
    code: 'not-found',
  })
}

/** A rule as the options that ask for it. */
export function ruleText(rule: AlleleRule): string {
  return `--chars ${rule.chars} --strip ${rule.strip} --temperature ${rule.temperature}`
}
