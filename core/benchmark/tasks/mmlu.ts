import { printable } from '../../format/printable.ts'
import { goldIndex } from '../gold-label.ts'
import { strip } from '../python-text.ts'
import { answersTo, question } from '../question.ts'
import { BenchmarkRecord } from '../record.ts'
import type { BenchmarkTask } from '../task.ts'

const letters = ['A', 'B', 'C', 'D'] as const

/**
 * MMLU (Hendrycks et al. 2021, arXiv 2009.03300): the choices are letters, the score is the mean over subjects weighted
 * by their size. Records {question, subject, choices, answer}; those whose `split` is `dev` are examples for their
 * subject and are not scored. 5 examples, the first of the subject's dev records.
 */
export const mmlu: BenchmarkTask = {
  name: 'mmlu',
  title: 'MMLU',
  metrics: ['acc', 'bits_per_byte'],
  defaultShots: 5,
  takesShots: true,
  examples: 'first',
  read(value, line) {
    const record = new BenchmarkRecord(value, line)
    const texts = record.choices('choices')
    if (texts.length !== letters.length) record.refuse('4 entries in choices', texts.length)
    const gold = goldIndex(record, 'answer', letters.length, ['letters', 'from0'])
    const subject = record.has('subject') ? record.text('subject') : ''
    const split = record.has('split') ? record.text('split') : 'test'
    const lines = [
      strip(record.text('question')),
      ...texts.map((text, index) => `${letters[index]!}. ${text}`),
      'Answer:',
    ]
    return question(answersTo(lines.join('\n'), letters), [gold], {
      exampleOnly: split === 'dev',
      asked: { words: record.text('question'), answers: texts },
      ...(subject === ''
        ? {}
        : {
            group: printable(subject),
            description: `The following are multiple choice questions (with answers) about ${subject.replaceAll('_', ' ')}.\n\n`,
          }),
    })
  },
}
