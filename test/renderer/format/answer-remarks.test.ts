import { expect, test } from 'vitest'
import { answerRemarks } from '../../../renderer/format/answer-remarks.ts'

test('remarks come before notes, which are made sentences', () => {
  expect(
    answerRemarks({
      notes: ['most scores of "arc" lie below chance 0.25'],
      remarks: [{ kind: 'cut items', text: 'oak: The context was cut.', modelIds: ['oak'] }],
    }),
  ).toEqual(['oak: The context was cut.', 'Most scores of "arc" lie below chance 0.25.'])
  expect(answerRemarks({ notes: [], remarks: [] })).toEqual([])
})
