import { type Remark, remarkTexts } from '../../engine/api/remark-contract.ts'
import { noteSentences } from './note-sentences.ts'

/** What must be known before an answer is trusted: of the measured scores it rests on, then of how it was found. */
export function answerRemarks(answer: {
  readonly notes: readonly string[]
  readonly remarks: readonly Remark[]
}): string[] {
  return [...remarkTexts(answer), ...noteSentences(answer.notes)]
}
