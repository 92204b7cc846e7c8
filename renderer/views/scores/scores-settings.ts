import { choice, chosen, ids, sortedBy, words } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'

export const scoresView = viewSettings('scores', {
  filter: words(),
  /** Only columns whose name holds this. */
  benchmarks: words(),
  /** Of each benchmark the metric that it is reported with, or all. */
  metrics: choice('chief', ['chief', 'all']),
  sort: sortedBy('model'),
  ticked: ids(),
  /** The model whose scores are shown. */
  model: chosen(words()),
})
