import { calls } from '../../../engine/api/contract.ts'
import { limitsOf } from '../../settings/limits.ts'
import { taskNames } from '../../../core/benchmark/task.ts'
import { choice, chosen, ids, whole, words } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'

const request = calls['scores.measure'].input.shape

/** Limits of what a run is asked for with, as the engine takes them. */
export const runLimits = {
  shots: limitsOf(request.shots.unwrap()),
  seed: limitsOf(request.seed),
  limit: limitsOf(request.limit.unwrap()),
}

export const benchmarksView = viewSettings('benchmarks', {
  benchmark: chosen(words()),
  /** The run whose items are shown. */
  run: chosen(words()),
  /** Items of the run that are shown, and the first of them. */
  only: choice('all', ['all', 'wrong', 'right']),
  from: whole({ usual: 0, least: 0, most: 1e9 }),
  /** Of each run the metric that its task is reported with, or all. */
  metrics: choice('chief', ['chief', 'all']),
  // A run to be started.
  models: ids(),
  /** Null: the benchmark's own. */
  task: chosen(choice('plain', taskNames)),
  /** Null: as many as the task usually has. */
  shots: chosen(whole({ usual: 0, ...runLimits.shots })),
  seed: whole({ usual: 0, ...runLimits.seed }),
  /** 0: all items. */
  limit: whole({ usual: 0, least: 0, most: runLimits.limit.most }),
  precision: choice('auto', ['auto', 'file', 'float', 'f32']),
})
