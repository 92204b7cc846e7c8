import { Option, type Command } from 'commander'
import type { GenomeSummary, Job, ProbeSettings, ProbeSummary } from '../../engine/api/contract.ts'
import { defaultProbeSettings } from '../../core/population/probe-settings.ts'
import { stripRules } from '../../core/population/population.ts'
import { missingNoise } from '../../core/format/noise-text.ts'
import { foldedRemarks } from '../../engine/remarks/folded-remarks.ts'
import { CommandFailure } from '../failure.ts'
import { findGenomeToProbe, type RuleOptions } from '../find-genome.ts'
import { findModels } from '../find-model.ts'
import { durationText, significant } from '../../core/format/quantity.ts'
import { formatTable } from '../format/table.ts'
import { toleranceText } from '../../core/format/tolerance.ts'
import { addLoadOptions, loadSettingsOf, type LoadOptions } from '../load-options.ts'
import { notePrecision } from '../note-precision.ts'
import { decimalNumber, tolerance, type ToleranceOption, wholeNumber } from '../option-values.ts'
import type { RunCommand } from '../run-command.ts'
import { runProbes, type ProbeOutcome } from '../run-probes.ts'
import type { Session } from '../session.ts'
import { unfinishedJobsText } from '../unfinished.ts'
import { noteInterrupted } from './jobs.ts'
import { genomeOption } from './rule-options.ts'

interface ProbeOptions extends Required<RuleOptions>, LoadOptions {
  readonly genome?: string
  readonly tolerance: ToleranceOption
}

export function addProbeCommand(program: Command, run: RunCommand): void {
  const { chars, temperature, strip } = defaultProbeSettings
  const command = program
    .command('probe')
    .description('compute the populations of models for a genome; what is done already is skipped')
    .argument('<model...>', 'id, name or file of models')
    .addOption(genomeOption('the one that most models are probed with, at first general'))
    .addOption(new Option('--chars <number>', 'characters of an allele').argParser(wholeNumber(1, 32)).default(chars))
    .addOption(
      new Option(
        '--tolerance <bound>',
        'bound at which a gene is done: a number, quick, standard or fine; or pooled:SHARE of the sum over all genes',
      )
        .argParser(tolerance)
        .default(
          { tolerance: defaultProbeSettings.tolerance, pooled: defaultProbeSettings.pooled },
          toleranceText(defaultProbeSettings),
        ),
    )
    .addOption(
      new Option('--temperature <number>', 'divisor of the logits')
        .argParser(decimalNumber(0.05, 10))
        .default(temperature),
    )
    .addOption(new Option('--strip <rule>', 'white space removed before an allele').choices(stripRules).default(strip))
  addLoadOptions(command).action((models: string[], options: ProbeOptions, self: Command) =>
    run(self, (session) => probe(session, models, options)),
  )
}

async function probe(session: Session, modelArguments: readonly string[], options: ProbeOptions): Promise<void> {
  const genome = await findGenomeToProbe(session, options.genome)
  const models = await findModels(session, modelArguments)
  const settings: ProbeSettings = {
    ...defaultProbeSettings,
    chars: options.chars,
    strip: options.strip,
    temperature: options.temperature,
    ...options.tolerance,
  }
  const modelIds = models.map((model) => model.id)
  const outcome = await runProbes(session, { modelIds, genomeId: genome.id, settings, load: loadSettingsOf(options) })
  const probes = await probesOf(session, modelIds, genome, settings, outcome)
  const remarks = foldedRemarks(probes)
  const failed = failedJobs(outcome)
  await session.output.result(
    () => ({
      genome: genome.name,
      settings,
      probes,
      skipped: outcome.skipped.map((summary) => summary.modelId),
      failed: failed.map(({ modelId, modelName, failure }) => ({ modelId, modelName, ...failure })),
      remarks,
    }),
    () => probeTable(probes),
  )
  notePrecision(session.output, outcome.jobs, remarks)
  session.output.remarks(remarks)
  await noteInterrupted(session)
  if (failed.length > 0) throw new CommandFailure(unfinishedJobsText(failed, outcome.jobs.length, 'probe'))
}

/**
 * The stored probes of these models under exactly these settings, in the precision of this run, in the models' order.
 */
async function probesOf(
  session: Session,
  modelIds: readonly string[],
  genome: GenomeSummary,
  settings: ProbeSettings,
  { jobs, skipped }: ProbeOutcome,
): Promise<ProbeSummary[]> {
  const all = await session.engine.call('probes.list', {})
  const keys = Object.keys(settings) as (keyof ProbeSettings)[]
  const fits = (summary: ProbeSummary): boolean =>
    summary.genomeId === genome.id && keys.every((key) => summary.settings[key] === settings[key])
  const isOfThisRun = ({ id, modelId, precision }: ProbeSummary): boolean =>
    skipped.some((probe) => probe.id === id) ||
    jobs.some((job) => job.modelId === modelId && job.load.precision === precision)
  return modelIds.flatMap((id) =>
    all.filter((summary) => summary.modelId === id && fits(summary) && isOfThisRun(summary)),
  )
}

export function failedJobs({ jobs }: ProbeOutcome): Job[] {
  return jobs.filter((job) => job.state === 'failed' || job.state === 'cancelled')
}

function probeTable(probes: readonly ProbeSummary[]): string {
  const right = 'right' as const
  return formatTable(
    [
      { title: 'model' },
      { title: 'genes', align: right },
      { title: 'nodes per gene', align: right },
      { title: 'unresolved', align: right },
      { title: 'bound', align: right },
      { title: 'weights' },
      { title: 'noise', align: right },
      { title: 'nats per token', align: right },
      { title: 'time', align: right },
    ],
    probes.map((summary) => [
      summary.modelName,
      summary.complete ? String(summary.done) : `${summary.done} of ${summary.genes}`,
      (summary.nodes / Math.max(1, summary.done)).toFixed(1),
      significant(summary.meanUnresolved),
      significant(summary.meanBound),
      weightsOf(summary),
      summary.noise === null ? (missingNoise(summary) ?? '') : significant(summary.noise.mean),
      (-summary.logLikelihood / Math.max(1, summary.tokens)).toFixed(3),
      durationText(summary.elapsed),
    ]),
  )
}

function weightsOf({ environments }: ProbeSummary): string {
  return [
    ...new Set(environments.map(({ precision }) => (precision === 'file' ? 'as stored' : precision.toUpperCase()))),
  ].join(', ')
}
