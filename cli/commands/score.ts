import { Option, type Command } from 'commander'
import type { TaskName } from '../../core/benchmark/task.ts'
import type { BenchmarkSummary, ItemResult, RunSummary } from '../../engine/api/contract.ts'
import { foldedRemarks } from '../../engine/remarks/folded-remarks.ts'
import { CommandFailure } from '../failure.ts'
import { findBenchmark, onlyScoredBenchmark } from '../find-benchmark.ts'
import { findModels } from '../find-model.ts'
import { addLoadOptions, loadSettingsOf, type LoadOptions } from '../load-options.ts'
import { collected, wholeNumber } from '../option-values.ts'
import { optionsNeed } from '../option-needs.ts'
import { notePrecision } from '../note-precision.ts'
import type { RunCommand } from '../run-command.ts'
import { runScoring } from '../run-scoring.ts'
import type { Session } from '../session.ts'
import { unfinishedJobsText } from '../unfinished.ts'
import { noteInterrupted } from './jobs.ts'
import { noteDamage, runTable, taskOption } from './benchmarks.ts'

interface ScoreOptions extends LoadOptions {
  readonly benchmark?: readonly string[]
  readonly task?: TaskName
  readonly shots?: number
  readonly seed: number
  readonly limit?: number
  readonly items?: boolean
}

export function addScoreCommand(program: Command, run: RunCommand): void {
  const command = program
    .command('score')
    .description(
      'score models on multiple-choice benchmarks, from the log-likelihoods of prompt tokens; what is done already is skipped',
    )
    .argument('<model...>', 'id, name or file of models')
    .addOption(
      new Option(
        '--benchmark <benchmark|file>',
        'name of a benchmark, or a JSON lines file; may be repeated (default: the only one with runs)',
      ).argParser(collected),
    )
    .addOption(taskOption())
    .addOption(
      new Option('--shots <number>', "examples in front of each question (default: the task's)").argParser(
        wholeNumber(0, 100),
      ),
    )
    .addOption(
      new Option('--seed <number>', 'seed of the draw of examples').argParser(wholeNumber(0, 0xffffffff)).default(0),
    )
    .addOption(new Option('--limit <number>', 'only the first so many items').argParser(wholeNumber(1, 1_000_000)))
  addLoadOptions(command).option('--items', 'with --json: what each item got')
  optionsNeed<{ json?: boolean }>(command, ['items'], '--json', ({ json }) => json === true)
  command.action((models: string[], options: ScoreOptions, self: Command) =>
    run(self, (session) => score(session, models, options)),
  )
}

async function score(session: Session, modelArguments: readonly string[], options: ScoreOptions): Promise<void> {
  const { engine, output } = session
  const benchmarks: BenchmarkSummary[] = []
  for (const name of options.benchmark ?? [await onlyScoredBenchmark(session)])
    benchmarks.push(await findBenchmark(session, name, options.task))
  const models = await findModels(session, modelArguments)
  const outcome = await runScoring(
    session,
    benchmarks.map((benchmark) => ({
      modelIds: models.map(({ id }) => id),
      benchmarkId: benchmark.id,
      ...(options.task === undefined ? {} : { task: options.task }),
      ...(options.shots === undefined ? {} : { shots: options.shots }),
      seed: options.seed,
      limit: options.limit ?? null,
      load: loadSettingsOf(options),
    })),
  )
  const all = await engine.call('runs.list', {})
  const runIds = new Set([...outcome.jobs.map(({ runId }) => runId), ...outcome.skipped.map(({ id }) => id)])
  const runs = models.flatMap(({ id }) => all.filter((run) => run.modelId === id && runIds.has(run.id)))
  const items = options.items === true ? await itemsOf(session, runs) : undefined
  const remarks = foldedRemarks(runs)
  await output.result(
    () => ({ results: runs.flatMap(resultsOf), ...(items === undefined ? {} : { items }), remarks }),
    () => runTable(runs),
  )
  notePrecision(output, outcome.jobs, remarks)
  noteDamage(output, runs)
  output.remarks(remarks)
  await noteInterrupted(session)
  const failed = outcome.jobs.filter(({ state }) => state === 'failed' || state === 'cancelled')
  if (failed.length > 0) throw new CommandFailure(unfinishedJobsText(failed, outcome.jobs.length, 'run'))
}

function resultsOf(run: RunSummary): object[] {
  const { modelName: model, benchmarkName: benchmark, task, shots, seed, precision } = run
  return run.metrics.map(({ metric, value, stderr, n }) => ({
    model,
    task,
    metric,
    value,
    stderr,
    n,
    benchmark,
    shots,
    seed,
    precision,
    run: run.id,
  }))
}

const pageSize = 500

/** Every item of the runs, in the order of the runs and of the items. */
async function itemsOf({ engine }: Session, runs: readonly RunSummary[]): Promise<object[]> {
  const items: object[] = []
  for (const run of runs) {
    for (let from = 0; ; from += pageSize) {
      const page = await engine.call('runs.items', { runId: run.id, only: 'all', from, count: pageSize })
      for (const item of page.items) items.push(shownItem(run, item))
      if (from + pageSize >= page.total) break
    }
  }
  return items
}

function shownItem(
  { modelName: model, task }: RunSummary,
  { index, choices, gold, chosen, correct }: ItemResult,
): object {
  return {
    model,
    task,
    index,
    logLikelihoods: choices.map(({ logLikelihood }) => logLikelihood),
    tokens: choices.map(({ tokens }) => tokens),
    gold,
    chosen,
    correct,
  }
}
