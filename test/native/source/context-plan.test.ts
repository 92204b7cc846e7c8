import { expect, test } from 'vitest'
import {
  type ContextNeeds,
  planBatchTokens,
  planComputedTokens,
  planContextTokens,
  planSequences,
} from '../../../native/source/context-plan.ts'

const needs: ContextNeeds = {
  longestText: 99,
  contextTokens: undefined,
  trainContextTokens: 4096,
  vocabularySize: 32_000,
}

test('the context holds a text of one token per byte, BOS and a continuation', () => {
  expect(planContextTokens(needs)).toBeGreaterThanOrEqual(99 + 2 + 24)
  expect(planContextTokens({ ...needs, longestText: 4000 })).toBeGreaterThanOrEqual(4026)
})

test('never more than the model was trained on; the caller’s wish comes first', () => {
  expect(planContextTokens({ ...needs, longestText: 100_000 })).toBe(4096)
  expect(planContextTokens({ ...needs, contextTokens: 77 })).toBe(77)
  expect(planContextTokens({ ...needs, contextTokens: 8192 })).toBe(4096)
})

test('the logits of a batch stay within 128 MiB, down to 32 tokens', () => {
  expect(planBatchTokens({ ...needs, vocabularySize: 512 })).toBe(512)
  expect(planBatchTokens({ ...needs, vocabularySize: 262_144 })).toBe(128)
  expect(planBatchTokens({ ...needs, vocabularySize: 10_000_000 })).toBe(32)
})

test('sequences fill the limit', () => {
  expect(planSequences(100, 1000, 32)).toBe(10)
  expect(planSequences(1, 1000, 32)).toBe(32)
  expect(planSequences(5000, 1000, 32)).toBe(1)
  expect(planSequences(Number.NaN, 1000, 32)).toBe(32)
})

test.each([
  [512, 128],
  [128, 32],
  [96, 32],
  [32, 32],
])('of a batch of %d tokens %d are computed at a time', (batch, computed) => {
  expect(planComputedTokens(batch)).toBe(computed)
})
