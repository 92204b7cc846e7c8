import { goldIndex } from '../gold-label.ts'
import { answersTo, question } from '../question.ts'
import { BenchmarkRecord } from '../record.ts'
import type { BenchmarkTask } from '../task.ts'

/**
 * BoolQ (Clark et al. 2019, arXiv 1905.10044): the right choice is `answer` (true or false) as published, or `label` (0
 * no, 1 yes) of SuperGLUE.
 */
export const boolq: BenchmarkTask = {
  name: 'boolq',
  title: 'BoolQ',
  metrics: ['acc', 'bits_per_byte'],
  defaultShots: 0,
  takesShots: true,
  examples: 'random',
  read(value, line) {
    const record = new BenchmarkRecord(value, line)
    const answer = record.value('answer')
    const gold = typeof answer === 'boolean' ? Number(answer) : goldIndex(record, 'label', 2, ['from0'])
    return question(
      answersTo(`${record.text('passage')}\nQuestion: ${record.text('question')}?\nAnswer:`, ['no', 'yes']),
      [gold],
    )
  },
}
