import { benchmarkTasks } from './tasks.ts'

/**
 * Chief metrics of published tables that are not those of a task of this program: those of the Open LLM Leaderboard,
 * versions 1 and 2, by the names of lm-evaluation-harness.
 */
const published: readonly (readonly [name: string, metrics: readonly string[]])[] = [
  ['mmlupro', ['acc']],
  ['truthfulqamc1', ['mc1', 'acc']],
  ['truthfulqa', ['mc2', 'acc']],
  ['gsm8k', ['exact_match', 'acc']],
  ['bbh', ['acc_norm']],
  ['gpqa', ['acc_norm']],
  ['musr', ['acc_norm']],
  ['ifeval', ['prompt_level_strict_acc']],
]

const ofTasks = Object.values(benchmarkTasks)
  .filter(({ name }) => name !== 'plain')
  .map(({ name, metrics }) => [bare(name), [metrics[0]]] as const)

/**
 * Metrics that a benchmark is usually reported with, the first first, by the beginning of its name: `ARC-Challenge` is
 * an `arc`. None where that is not known.
 */
export function usualMetricsOf(benchmark: string): readonly string[] {
  const name = bare(benchmark)
  return [...published, ...ofTasks].find(([start]) => name.startsWith(start))?.[1] ?? []
}

/** Letters and digits in lower case. */
function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}
