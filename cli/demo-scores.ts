import type { AlleleRule, RunSummary } from '../engine/api/contract.ts'
import { usualMeasure } from '../engine/api/comparison-contract.ts'
import type { Forecast } from '../engine/api/forecast-contract.ts'
import { shortScoreText } from '../core/format/score-text.ts'
import { CommandFailure } from './failure.ts'
import { formatTable } from './format/table.ts'
import { runOperation } from './run-operation.ts'
import { runScoring } from './run-scoring.ts'
import type { Session } from './session.ts'
import { unfinishedJobsText } from './unfinished.ts'

/** Scores of the demo models on the built-in benchmarks: runs by model and benchmark, as far as they are complete. */
export interface DemoScores {
  readonly benchmarks: readonly { readonly id: string; readonly name: string }[]
  readonly runs: readonly RunSummary[]
}

/**
 * Scores models on every built-in benchmark, without examples; stored runs are taken as they are. Throws CommandFailure
 * where one fails.
 */
export async function scoreDemoModels(session: Session, modelIds: readonly string[]): Promise<DemoScores> {
  const { engine } = session
  const benchmarks = (await engine.call('benchmarks.list', {})).filter(({ builtIn }) => builtIn)
  const outcome = await runScoring(
    session,
    benchmarks.map(({ id }) => ({
      modelIds: [...modelIds],
      benchmarkId: id,
      seed: 0,
      limit: null,
      load: { gpu: 'auto' },
    })),
  )
  const failed = outcome.jobs.filter(({ state }) => state !== 'done')
  if (failed.length > 0) throw new CommandFailure(unfinishedJobsText(failed, outcome.jobs.length, 'run'))
  const known = new Set(benchmarks.map(({ id }) => id))
  const runs = (await engine.call('runs.list', {})).filter(
    (run) => run.complete && known.has(run.benchmarkId) && modelIds.includes(run.modelId),
  )
  return { benchmarks, runs }
}

/**
 * Accuracies in percent with their standard errors, in place of 0 the 95 % interval; models by benchmarks.
 */
export function scoresTable(
  { benchmarks, runs }: DemoScores,
  models: readonly { readonly id: string; readonly name: string }[],
): string {
  return formatTable(
    [{ title: 'model' }, ...benchmarks.map(({ name }) => ({ title: name, align: 'right' as const }))],
    models.map((model) => [model.name, ...benchmarks.map((benchmark) => accuracy(runs, model.id, benchmark.id))]),
  )
}

function accuracy(runs: readonly RunSummary[], modelId: string, benchmarkId: string): string {
  const measured = runs
    .find((run) => run.modelId === modelId && run.benchmarkId === benchmarkId)
    ?.metrics.find(({ metric }) => metric === 'acc')
  if (measured === undefined) return '-'
  const { value, stderr } = measured
  if (stderr === 0) return shortScoreText(measured, 100)
  return `${(100 * value).toFixed(0)}${stderr === null ? '' : ` ± ${(100 * stderr).toFixed(0)}`}`
}

interface HeldOut {
  readonly modelId: string
  readonly benchmark: string
}

/**
 * The accuracy of one model on one benchmark, forecast from those of the others and the distances to them; its own
 * counts for nothing.
 */
export function forecastHeldOut(
  session: Session,
  { modelId, benchmark }: HeldOut,
  genomeId: string,
  rule: AlleleRule,
  modelIds: readonly string[],
): Promise<Forecast> {
  return runOperation(session, (operation) =>
    session.engine.call('forecast.fromDistance', {
      genomeId,
      rule,
      measure: usualMeasure,
      modelIds: [...modelIds],
      column: { benchmark, metric: 'acc', shots: 0 },
      leave: 'model',
      leaveOut: { families: [], modelIds: [modelId] },
      operation,
    }),
  )
}
