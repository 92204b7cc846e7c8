import { goldIndex } from '../gold-label.ts'
import { strip } from '../python-text.ts'
import { question, targetDelimiter } from '../question.ts'
import { BenchmarkRecord } from '../record.ts'
import type { BenchmarkTask } from '../task.ts'

/**
 * Winogrande (Sakaguchi et al. 2019, arXiv 1907.10641) by partial evaluation (Trinh and Le 2018): each option fills the
 * gap, and the rest of the sentence, the same for both, is scored. 5 examples as in the Open LLM Leaderboard.
 */
export const winogrande: BenchmarkTask = {
  name: 'winogrande',
  title: 'Winogrande',
  metrics: ['acc', 'bits_per_byte'],
  defaultShots: 5,
  takesShots: true,
  examples: 'random',
  read(value, line) {
    const record = new BenchmarkRecord(value, line)
    const sentence = record.text('sentence')
    const gap = sentence.indexOf('_')
    if (gap < 0) record.refuse('a gap "_" in sentence', sentence)
    const rest = strip(sentence.slice(gap + 1))
    if (rest === '') record.refuse('text behind the gap in sentence', sentence)
    const gold = goldIndex(record, 'answer', 2, ['from1'])
    const options = ['option1', 'option2'].map((option) => record.text(option))
    const choices = options.map((option) => ({
      context: sentence.slice(0, gap) + option,
      continuation: targetDelimiter + rest,
      text: rest,
    }))
    return question(choices, [gold], { asked: { words: sentence, answers: options } })
  },
}
