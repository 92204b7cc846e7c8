import { answersTo, question } from '../question.ts'
import { BenchmarkRecord } from '../record.ts'
import type { BenchmarkTask } from '../task.ts'
import { labelledChoices } from './labelled-choices.ts'

/**
 * ARC (Clark et al. 2018, arXiv 1803.05457), easy or challenge. Records as published by AI2 ({question: {stem, choices:
 * [{text, label}]}, answerKey}) or as on Hugging Face ({question, choices: {text, label}, answerKey}). 25 examples as
 * in the Open LLM Leaderboard.
 */
export const arc: BenchmarkTask = {
  name: 'arc',
  title: 'ARC',
  metrics: ['acc_norm', 'acc', 'bits_per_byte'],
  defaultShots: 25,
  takesShots: true,
  examples: 'random',
  read(value, line) {
    const record = new BenchmarkRecord(value, line)
    const { stem, texts, gold } = labelledChoices(record, 'question')
    return question(answersTo(`Question: ${stem}\nAnswer:`, texts), [gold])
  },
}
