import { plural } from '../../core/format/quantity.ts'
import type { ModelRemark } from '../api/remark-contract.ts'
import type { RunCircumstances } from '../store/run-store.ts'
import { evaluationRemarks } from './evaluation-remarks.ts'
import { setAsideRemarks } from './set-aside-remarks.ts'

/**
 * What must be known of a run on a benchmark beside its scores.
 *
 * @param repeatedItems items of the run that repeat an earlier one; null: not known, since the benchmark is damaged
 */
export function runRemarks(run: RunCircumstances, repeatedItems: number | null): ModelRemark[] {
  const items = (count: number): string => `${plural(count, 'item')} of ${run.benchmarkName}`
  return [
    ...evaluationRemarks(run.environments),
    ...setAsideRemarks(run, items(run.setAside.length)),
    ...itemRemarks(
      'cut items',
      run.cutItems,
      items,
      'The context was cut from the left, since it is longer than the model reads at a time.',
    ),
    ...itemRemarks(
      'repeated items',
      repeatedItems ?? 0,
      items,
      'The same as an earlier one, which the score counts again.',
    ),
  ]
}

function itemRemarks(
  kind: 'cut items' | 'repeated items',
  count: number,
  items: (count: number) => string,
  text: string,
): ModelRemark[] {
  return count === 0 ? [] : [{ kind, about: items(count), text }]
}
