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

/** What would tell more, or make the law better, in a sentence; null where it is better already. */
export function comparisonAdvice({ verdict }: Pick<PairedDifference, 'verdict'>): string | null {
  const chosen = 'a setting that is chosen for its error makes the error look smaller than it is'
  switch (verdict) {
    case 'better':
      return null
    case 'too few groups':
      return 'Held-out models of a second family are needed for an interval.'
    case 'no better':
      return `More held-out models, of more families, would narrow the interval. Fewer components or another cutoff may lessen the error; ${chosen}.`
    case 'worse':
      return `Fewer components, another cutoff or metrics nearer to the score may lessen the error; ${chosen}.`
  }
}
