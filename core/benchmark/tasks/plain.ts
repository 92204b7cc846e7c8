import { goldIndex } from '../gold-label.ts'
import { question } from '../question.ts'
import { BenchmarkRecord } from '../record.ts'
import type { BenchmarkTask } from '../task.ts'

/**
 * The form for benchmarks of one's own: {context, choices, gold}. Choices are appended to the context as they stand, so
 * a space between the two is written in front of the choice; lengths are counted without it.
 */
export const plain: BenchmarkTask = {
  name: 'plain',
  title: 'Multiple choice',
  metrics: ['acc', 'acc_norm', 'acc_bytes', 'bits_per_byte'],
  defaultShots: 0,
  takesShots: true,
  examples: 'random',
  read(value, line) {
    const record = new BenchmarkRecord(value, line)
    const context = record.text('context')
    const choices = record.choices('choices').map((continuation, index) => {
      if (continuation === '') record.refuse(`a text of at least one character in choices[${index}]`, continuation)
      return { context, continuation, text: continuation.startsWith(' ') ? continuation.slice(1) : continuation }
    })
    return question(choices, [goldIndex(record, 'gold', choices.length, ['letters', 'from0'])])
  },
}
