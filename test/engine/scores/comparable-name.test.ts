import fc from 'fast-check'
import { expect, it } from 'vitest'
import { comparableName } from '../../../engine/scores/comparable-name.ts'

it.each([
  ['meta-llama/Llama-2-7b-hf', 'Llama 2 7B'],
  ['Llama-2-7B.Q4_K_M.gguf', 'llama_2_7b'],
  ['Qwen/Qwen1.5-1.8B', 'qwen1.5-1.8b-IQ2_XXS'],
  ['google/gemma-3-270m', 'gemma-3-270m-q4_k_m'],
  ['mistralai/Mixtral-8x7B-v0.1', 'Mixtral-8x7B-v0.1.Q8_0-00001-of-00003.gguf'],
  ['SmolLM2-135M-Instruct-GGUF', 'SmolLM2-135M-Instruct.BF16'],
  ['EleutherAI/pythia-70m', 'pythia 70m f16'],
])('%s is %s', (left, right) => {
  expect(comparableName(left)).toBe(comparableName(right))
})

it.each([
  ['Llama-2-7b', 'Llama-27b'],
  ['Qwen1.5-1.8B', 'Qwen15-1.8B'],
  ['gemma-3-270m', 'gemma-3-270m-it'],
  ['pythia-70m', 'pythia-70m-deduped'],
])('%s is not %s', (left, right) => {
  expect(comparableName(left)).not.toBe(comparableName(right))
})

it('is its own comparable name, whatever the name', () => {
  fc.assert(
    fc.property(fc.string(), (name) => comparableName(comparableName(name)) === comparableName(name)),
    {
      examples: [['q4_k_m'], ['a-q8_0.gguf'], ['1 2'], ['-hf'], ['1. 5']],
    },
  )
})
