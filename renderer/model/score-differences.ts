import { columnName } from '../../core/scaling/score-columns.ts'
import type { Score, ScoreTable } from '../../engine/api/scores-contract.ts'
import { chiefColumns, scoresByColumn } from './chief-scores.ts'

/** The scores of two models on one benchmark, and the second less the first. */
export interface ScoreDifference {
  readonly left: Score | null
  readonly right: Score | null
  /**
   * In units of the score; `error` is that of the difference with both scores taken as independent, null where one of
   * the errors is not known. Null where one of the models has no score in the other's metric.
   */
  readonly difference: { readonly value: number; readonly error: number | null } | null
}

/**
 * The scores of two models beside each other, one of each benchmark and number of examples: in the chief metric, or
 * where that is not known of both in one that is; else in the chief one of those that one of them has.
 */
export function scoreDifferences(
  table: ScoreTable,
  [leftId, rightId]: readonly [string, string],
  chief: ReadonlyMap<string, string>,
): ScoreDifference[] {
  const [left, right] = [scoresByColumn(table, leftId), scoresByColumn(table, rightId)]
  const common = [...left].flatMap(([column, score]) => (right.has(column) ? [score] : []))
  const shared = new Set(common.map(benchmarkOf))
  const others = [...left.values(), ...right.values()].filter((score) => !shared.has(benchmarkOf(score)))
  return chiefColumns([...common, ...others], chief).map((score) => {
    const column = columnName(score)
    const pair = { left: left.get(column) ?? null, right: right.get(column) ?? null }
    return { ...pair, difference: differenceOf(pair) }
  })
}

/** Benchmark and number of examples as one text. */
const benchmarkOf = ({ benchmark, shots }: Score): string => columnName({ benchmark, shots, metric: '' })

function differenceOf({ left, right }: Pick<ScoreDifference, 'left' | 'right'>): ScoreDifference['difference'] {
  if (left === null || right === null) return null
  const error = left.stderr === null || right.stderr === null ? null : Math.hypot(left.stderr, right.stderr)
  return { value: right.value - left.value, error }
}
