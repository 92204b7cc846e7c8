import type { PairedDifference } from './paired-difference.ts'

/** What a law gains over a baseline on the held-out models that both predict, in a sentence. */
export function comparisonText({ n, first, second, difference, lower, upper, verdict }: PairedDifference, baseline: string, level: number): string {
  const digits = (value: number): string => value.toPrecision(3)
  const interval = lower === null || upper === null ? 'no interval from one family' : `${Math.round(100 * level)} % interval ${digits(lower)} to ${digits(upper)}`
  const words = { better: 'better than', 'no better': 'not told apart from', worse: 'worse than' }[verdict]
  return `On the ${n} held-out models that both predict: law ${digits(first)}, ${baseline} ${digits(second)}, difference ${digits(difference)} (${interval}): the law is ${words} ${baseline}.`
}
