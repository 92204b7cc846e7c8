import { commandHint } from '../engine/command-hint.ts'
import type { AlleleRule, GenomeSummary, ModelSummary, ProbeSummary } from '../engine/api/contract.ts'
import { defaultProbeSettings } from '../core/population/probe-settings.ts'
import { printableName } from '../core/format/printable.ts'
import { plural } from '../core/format/quantity.ts'
import { usualGenome } from '../core/genome/usual-genome.ts'
import { suggest } from './close-matches.ts'
import { CommandFailure, UsageFailure } from './failure.ts'
import type { Session } from './session.ts'

/** The genome of a name or an id. */
export async function findGenome(session: Session, argument: string): Promise<GenomeSummary> {
  const genomes = await session.engine.call('genomes.list', {})
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

/** As findGenome; without an argument the genome that most models are probed with, as on the page. */
export async function findGenomeToProbe(session: Session, argument: string | undefined): Promise<GenomeSummary> {
  if (argument !== undefined) return findGenome(session, argument)
  const { engine, output } = session
  const genome = usualGenome(await engine.call('genomes.list', {}), await engine.call('models.list', {}))
  if (genome === undefined) throw new UsageFailure('expected --genome NAME, found none, and no genome is built in')
  output.note(`note: genome ${genome.name}; --genome names another`)
  return genome
}

/**
 * As findGenome; without an argument the only genome that there are results with.
 *
 * @param model of which the results are to be; any results that are complete where absent
 */
export async function findProbedGenome(
  session: Session,
  argument: string | undefined,
  model?: ModelSummary,
): Promise<GenomeSummary> {
  if (argument !== undefined) return findGenome(session, argument)
  const probes = await session.engine.call('probes.list', {})
  const counted = probes.filter((probe) =>
    model === undefined ? probe.complete : probe.modelId === model.id && probe.done > 0,
  )
  const models = new Map<string, Set<string>>()
  for (const { genomeId, modelId } of counted) models.set(genomeId, (models.get(genomeId) ?? new Set()).add(modelId))
  const genomes = (await session.engine.call('genomes.list', {})).filter(({ id }) => models.has(id))
  const [only] = genomes
  const of = model === undefined ? '' : ` of '${model.name}'`
  if (only === undefined)
    throw new CommandFailure(
      `no results${of} yet; get some with: ${commandHint('probe')} ${model === undefined ? 'MODEL' : `'${model.name}'`}`,
      { code: 'not-found' },
    )
  if (genomes.length === 1) {
    session.output.note(`note: genome ${only.name}, the only one with results${of}`)
    return only
  }
  const listed = genomes
    .map(({ id, name }) => ({ name, count: models.get(id)!.size }))
    .sort((left, right) => right.count - left.count)
    .map(({ name, count }) => (model === undefined ? `${name} (${plural(count, 'model')})` : name))
  throw new UsageFailure(`expected --genome NAME, as there are results${of} with several: ${listed.join(', ')}`)
}

/** The genome and rule of all complete results; undefined where there are none, or some of several. */
export async function onlyResults({
  engine,
}: Session): Promise<{ readonly genomeId: string; readonly rule: AlleleRule } | undefined> {
  const complete = (await engine.call('probes.list', {})).filter((probe) => probe.complete)
  const kinds = new Map(complete.map((probe) => [`${probe.genomeId} ${ruleText(probe.settings)}`, probe]))
  const [probe] = kinds.values()
  if (probe === undefined || kinds.size > 1) return undefined
  const { chars, strip, temperature } = probe.settings
  return { genomeId: probe.genomeId, rule: { chars, strip, temperature } }
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
    throw new CommandFailure(
      `no results ${of} yet; get some with: ${commandHint('probe')} MODEL --genome '${genome}'`,
      {
        code: 'not-found',
      },
    )
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
