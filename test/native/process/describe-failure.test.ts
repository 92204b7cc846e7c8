import { expect, test } from 'vitest'
import { describeFailure } from '../../../native/process/describe-failure.ts'
import { InferenceError } from '../../../native/process/inference.ts'
import { UnsupportedTokenizerError } from '../../../native/vocabulary/tokenizer-scheme.ts'

test('a typed error keeps its failure and genes', () => {
  const error = new InferenceError('gene 3: expected at most 4 tokens, got 5', {
    failure: 'text-too-long',
    stage: 'probe',
    genes: [3],
  })
  expect(describeFailure(error, ['[error] noise'])).toEqual({
    failure: 'text-too-long',
    message: error.message,
    genes: [3],
  })
})

test('the library’s bare failure is explained from its log: the cause first and once, then what to do', () => {
  const logs = [
    '[warn] load: something',
    "[error] llama_model_load: error loading model: error loading model architecture: unknown model architecture: 'foo'",
    '[error] llama_model_load_from_file_impl: failed to load model',
  ]
  // Both sources have tried the file.
  expect(describeFailure(new Error('Failed to load model'), [...logs, ...logs])).toEqual({
    failure: 'unsupported-architecture',
    message: expect.stringMatching(
      /^llama\.cpp does not load the file: unknown model architecture: 'foo'\. It is newer than .*: use a newer version/,
    ),
    genes: [],
  })
  const damaged = '[error] llama_model_load: error loading model: tensor data is not within the file bounds'
  expect(describeFailure(new Error('llama.cpp did not load x.gguf'), [damaged]).message).toBe(
    'llama.cpp does not load the file: tensor data is not within the file bounds. Download the file again, or convert it again.',
  )
})

test('an unknown tokenizer is an unsupported architecture, anything else has failed', () => {
  expect(describeFailure(new UnsupportedTokenizerError('odd'), []).failure).toBe('unsupported-architecture')
  expect(describeFailure(new Error('odd'), []).failure).toBe('failed')
  expect(describeFailure('odd', []).message).toBe('odd')
})
