import { differenceText } from '../format/difference-text.ts'
import { levelText, significant } from '../format/quantity.ts'
import { verdictWords } from '../sampling/verdict.ts'
import type { PairedDifference } from './paired-difference.ts'

/** What a law gains over a baseline on the held-out models that both predict, in a sentence. */
export function comparisonText(
  { n, first, second, difference, lower, upper, verdict }: PairedDifference,
  baseline: string,
  level: number,
): string {
  const text =
    lower === null || upper === null ? significant(difference) : differenceText({ value: difference, lower, upper })
  const interval = lower === null ? '' : `, a ${levelText(level)} interval`
  const judged =
    verdict === 'too few groups' ? `one family is ${verdictWords[verdict]}` : `the law is ${verdictWords[verdict]}`
  return `On the ${n} held-out models that both predict: law ${significant(first)}, ${baseline} ${significant(second)}, difference ${text}${interval}: ${judged} ${baseline}.`
}
