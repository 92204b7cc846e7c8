import { expect, test } from 'vitest'
import { refusedKinds } from '../../../core/model/file-kind.ts'
import { refusal, refusedAdvice } from '../../../core/model/refused-advice.ts'

test('for every kind of file that is left out there is one thing to do, said in whole sentences', () => {
  expect(Object.keys(refusedAdvice).sort()).toEqual(refusedKinds.toSorted())
  for (const [kind, advice] of Object.entries(refusedAdvice)) expect(advice, kind).toMatch(/^[A-Z][^\n]{15,}\.$/)
})

test('a file is left out with its reason, then what to do; advice that fits better takes the place of the usual', () => {
  expect(refusal('a.gguf', 'download', 'The file is empty (0 bytes).')).toEqual({
    path: 'a.gguf',
    kind: 'download',
    reason: 'The file is empty (0 bytes). Download it to the end, or again.',
  })
  expect(refusal('a.gguf', 'download', 'It was changed.', 'Wait.').reason).toBe('It was changed. Wait.')
})
