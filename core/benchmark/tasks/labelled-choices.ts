import { goldAmong } from '../gold-label.ts'
import type { BenchmarkRecord } from '../record.ts'

/**
 * The form that ARC and OpenBookQA share: as AI2 published it, {question: {stem, choices: [{text, label}]}, answerKey},
 * or as on Hugging Face, the stem in a field of its own and {choices: {text: [...], label: [...]}, answerKey}.
 */
export function labelledChoices(
  record: BenchmarkRecord,
  stemField: string,
): { stem: string; texts: string[]; gold: number } {
  if (typeof record.value('question') === 'object') {
    const asked = record.record('question')
    const choices = asked.records('choices')
    const gold = goldAmong(
      record,
      'answerKey',
      choices.map((choice) => choice.text('label')),
    )
    return { stem: asked.text('stem'), texts: choices.map((choice) => choice.text('text')), gold }
  }
  const choices = record.record('choices')
  const texts = choices.choices('text')
  const labels = choices.choices('label')
  if (labels.length !== texts.length) record.refuse(`${texts.length} labels in choices.label`, labels.length)
  return { stem: record.text(stemField), texts, gold: goldAmong(record, 'answerKey', labels) }
}
