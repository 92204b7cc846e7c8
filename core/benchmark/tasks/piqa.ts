import { goldIndex } from '../gold-label.ts'
import { answersTo, question } from '../question.ts'
import { BenchmarkRecord } from '../record.ts'
import type { BenchmarkTask } from '../task.ts'

/** PIQA (Bisk et al. 2019, arXiv 1911.11641). */
export const piqa: BenchmarkTask = {
  name: 'piqa',
  title: 'PIQA',
  metrics: ['acc_norm', 'acc', 'bits_per_byte'],
  defaultShots: 0,
  takesShots: true,
  examples: 'random',
  read(value, line) {
    const record = new BenchmarkRecord(value, line)
    const gold = goldIndex(record, 'label', 2, ['from0'])
    return question(
      answersTo(`Question: ${record.text('goal')}\nAnswer:`, [record.text('sol1'), record.text('sol2')]),
      [gold],
    )
  },
}
