import { plural } from '../../format/quantity.ts'
import { spellingKey } from '../../model/spelling.ts'

/**
 * Of several results of one model, the best: the greatest, or for losses the least.
 *
 * @param valueOf undefined where a result has no number
 * @returns what is kept, in its order, and a note where anything was left out
 */
export function bestOfEach<Result>(
  results: readonly Result[],
  nameOf: (result: Result) => string,
  valueOf: (result: Result) => number | undefined,
  isLoss: (result: Result) => boolean,
): { readonly kept: readonly Result[]; readonly notes: readonly string[] } {
  const worth = (result: Result): number => {
    const value = valueOf(result)
    return value === undefined ? -Infinity : isLoss(result) ? -value : value
  }
  const best = new Map<string, Result>()
  for (const result of results) {
    const key = spellingKey(nameOf(result))
    const before = best.get(key)
    if (before === undefined || worth(result) > worth(before)) best.set(key, result)
  }
  const chosen = new Set(best.values())
  const left = results.length - chosen.size
  return {
    kept: results.filter((result) => chosen.has(result)),
    notes: left === 0 ? [] : [`Of several results of a model the best is taken: ${plural(left, 'row')} left out.`],
  }
}
