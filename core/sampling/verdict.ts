/**
 * What the interval of a difference of two mean errors says of the first; `too few groups`: there is no interval, so
 * nothing can be told.
 */
export const verdicts = ['better', 'no better', 'worse', 'too few groups'] as const

export type Verdict = (typeof verdicts)[number]

/** What each verdict is called, in front of the name of what is compared with. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  better: 'better than',
  'no better': 'no better than',
  worse: 'worse than',
  'too few groups': 'too few groups to compare with',
}

/**
 * The verdict on a difference, first less second: better or worse only where the whole interval is.
 *
 * @param lower and upper: null where fewer than two groups give no interval
 * @param sum of both mean errors, below a share of which a difference is what rounding leaves
 */
export function verdictOf(lower: number | null, upper: number | null, sum: number): Verdict {
  if (lower === null || upper === null) return 'too few groups'
  const least = 1e-12 * sum
  return upper < -least ? 'better' : lower > least ? 'worse' : 'no better'
}
