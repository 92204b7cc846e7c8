import { goldIndex } from '../gold-label.ts'
import { capitalize, strip } from '../python-text.ts'
import { answersTo, question } from '../question.ts'
import { BenchmarkRecord } from '../record.ts'
import type { BenchmarkTask } from '../task.ts'

/** Removes what is left of WikiHow's markup. Python's "." stops at U+000A only. */
function withoutMarkup(text: string): string {
  return strip(text)
    .replaceAll(' [title]', '. ')
    .replace(/\[[^\n]*?\]/g, '')
    .replaceAll('  ', ' ')
}

/**
 * HellaSwag (Zellers et al. 2019, arXiv 1905.07830): the activity, a colon, ctx_a and the capitalized ctx_b, to be
 * continued by one of four endings. 10 examples as in the Open LLM Leaderboard.
 */
export const hellaswag: BenchmarkTask = {
  name: 'hellaswag',
  title: 'HellaSwag',
  metrics: ['acc_norm', 'acc', 'bits_per_byte'],
  defaultShots: 10,
  takesShots: true,
  examples: 'random',
  read(value, line) {
    const record = new BenchmarkRecord(value, line)
    const context = `${record.text('ctx_a')} ${capitalize(record.text('ctx_b'))}`
    const endings = record.choices('endings').map(withoutMarkup)
    const gold = goldIndex(record, 'label', endings.length, ['from0'])
    return question(answersTo(withoutMarkup(`${record.text('activity_label')}: ${context}`), endings), [gold])
  },
}
