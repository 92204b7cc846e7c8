import { plural } from '../format/quantity.ts'
import { mean, sampleVariance } from '../statistics/moments.ts'
import type { ItemResult } from './choice-score.ts'
import type { BenchmarkItem } from './item.ts'
import { itemMetric } from './metrics.ts'
import type { MetricName } from './task.ts'

declare const fromItemResults: unique symbol

/** A mean over items and how far chance in the choice of items moves it. */
export interface MetricValue {
  readonly metric: MetricName
  readonly value: number
  /** Standard error of the mean; null for a single item. */
  readonly standardError: number | null
  readonly items: number
}

/** A model's result on a benchmark. Only `scoreBenchmark` makes one, from the results of all its items. */
export interface BenchmarkScore {
  readonly [fromItemResults]: true
  /** In the order of the metrics asked for. */
  readonly metrics: readonly MetricValue[]
  /** One entry per group, in the order of their first items; empty where items have none. */
  readonly groups: readonly { readonly group: string; readonly metrics: readonly MetricValue[] }[]
  /** Items of which some context was cut from the left, because the model's context is too short for it. */
  readonly cutItems: number
}

/** Mean and its standard error, sample standard deviation / sqrt(n). */
function meanOf(metric: MetricName, values: readonly number[]): MetricValue {
  const items = values.length
  return {
    metric,
    value: mean(values),
    standardError: items < 2 ? null : Math.sqrt(sampleVariance(values) / items),
    items,
  }
}

/**
 * Mean over groups weighted by their size, its standard error from the pooled variance within groups, as
 * lm-evaluation-harness does: s^2 = sum_g (n_g - 1) n_g se_g^2 / sum_g (n_g - 1), se = s / sqrt(sum_g n_g).
 */
function pooled(metric: MetricName, groups: readonly MetricValue[]): MetricValue {
  const items = groups.reduce((sum, group) => sum + group.items, 0)
  const value = groups.reduce((sum, group) => sum + group.value * group.items, 0) / items
  const freedom = items - groups.length
  const squares = groups.reduce((sum, { items: n, standardError }) => sum + (n - 1) * n * (standardError ?? 0) ** 2, 0)
  return { metric, value, standardError: freedom < 1 ? null : Math.sqrt(squares / freedom / items), items }
}

/**
 * The score of a benchmark from the results of its items, in any order.
 *
 * @throws RangeError where results are missing, repeated or of other items
 */
export function scoreBenchmark(
  metrics: readonly MetricName[],
  items: readonly BenchmarkItem[],
  results: readonly ItemResult[],
): BenchmarkScore {
  const byIndex = new Map(results.map((result) => [result.index, result]))
  if (items.length === 0) throw new RangeError('Items of a benchmark: expected at least 1, found none')
  if (byIndex.size !== results.length || results.length !== items.length) {
    throw new RangeError(
      `Results: expected one for each of ${plural(items.length, 'item')}, found ${results.length} for ${plural(byIndex.size, 'item')}`,
    )
  }
  const groups = new Map<string, { item: BenchmarkItem; result: ItemResult }[]>()
  for (const item of items) {
    const result = byIndex.get(item.index)
    if (result === undefined) throw new RangeError(`Results: expected one for item ${item.index}, found none`)
    const group = groups.get(item.group ?? '')
    if (group === undefined) groups.set(item.group ?? '', [{ item, result }])
    else group.push({ item, result })
  }
  const grouped = [...groups].map(([group, members]) => ({
    group,
    metrics: metrics.map((metric) =>
      meanOf(
        metric,
        members.map(({ item, result }) => itemMetric(metric, item, result)),
      ),
    ),
  }))
  const cutItems = results.filter(({ choices }) => choices.some(({ cutTokens }) => cutTokens > 0)).length
  const score = {
    metrics: metrics.map((metric, index) =>
      pooled(
        metric,
        grouped.map((group) => group.metrics[index]!),
      ),
    ),
    groups: items.some(({ group }) => group !== undefined) ? grouped : [],
    cutItems,
  }
  return score as Omit<BenchmarkScore, typeof fromItemResults> as BenchmarkScore
}
