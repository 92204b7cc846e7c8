import { taskNames } from '../../../core/benchmark/task.ts'
import { choice, chosen, ids, whole, words } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'

export const benchmarksView = viewSettings('benchmarks', {
  benchmark: chosen(words()),
  /** The run whose items are shown. */
  run: chosen(words()),
  /** Items of the run that are shown, and the first of them. */
  only: choice('all', ['all', 'wrong', 'right']),
  from: whole({ usual: 0, least: 0, most: 1e9 }),
  // A run to be started.
  models: ids(),
  /** Null: the benchmark's own. */
  task: chosen(choice('plain', taskNames)),
  /** Null: as many as the task usually has. */
  shots: chosen(whole({ usual: 0, least: 0, most: 100 })),
  seed: whole({ usual: 0, least: 0, most: 0xffffffff }),
  /** 0: all items. */
  limit: whole({ usual: 0, least: 0, most: 1_000_000 }),
  precision: choice('auto', ['auto', 'file', 'float', 'f32']),
})
