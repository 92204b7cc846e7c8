import { expect, test } from 'vitest'
import { headerNotes } from '../../../engine/library/header-notes.ts'

test('a context shorter than genes and prompts is noted', () => {
  const file = (context: string) => ({
    architecture: 'llama',
    metadata: [{ key: 'llama.context_length', type: 'uint32', value: context }],
    tensorTypes: [],
  })
  expect(headerNotes(file('8'))).toEqual([expect.stringMatching(/^The model reads 8 tokens at a time/)])
  expect(headerNotes(file('512'))).toEqual([])
})

test('a model that an earlier version added, and that is no causal language model, is noted', () => {
  const entry = (key: string, value: string) => ({ key, type: 'string', value })
  const file = (architecture: string, ...more: { key: string; type: string; value: string }[]) => ({
    architecture,
    metadata: [entry('general.architecture', architecture), ...more],
    tensorTypes: [],
  })
  expect(headerNotes(file('dream'))).toEqual([expect.stringContaining('a diffusion language model')])
  expect(headerNotes(file('llama', entry('llama.attention.causal', 'false')))).toEqual([
    expect.stringContaining('attention is not causal'),
  ])
  expect(headerNotes(file('llama', entry('llama.attention.causal', 'true')))).toEqual([])
})
