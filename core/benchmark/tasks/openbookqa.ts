import { answersTo, question } from '../question.ts'
import { BenchmarkRecord } from '../record.ts'
import type { BenchmarkTask } from '../task.ts'
import { labelledChoices } from './labelled-choices.ts'

/**
 * OpenBookQA (Mihaylov et al. 2018, arXiv 1809.02789): the stem alone is the context, the sentence's end the choice.
 */
export const openbookqa: BenchmarkTask = {
  name: 'openbookqa',
  title: 'OpenBookQA',
  metrics: ['acc_norm', 'acc', 'bits_per_byte'],
  defaultShots: 0,
  takesShots: true,
  examples: 'random',
  read(value, line) {
    const record = new BenchmarkRecord(value, line)
    const { stem, texts, gold } = labelledChoices(record, 'question_stem')
    return question(answersTo(stem, texts), [gold])
  },
}
