import { expect, test } from 'vitest'
import { comparisonNeed, memoryNeed, requireMemory } from '../../../native/source/memory-need.ts'

const mebibyte = 2 ** 20
const need = {
  weights: 94 * mebibyte,
  state: 96 * mebibyte,
  logits: 120 * mebibyte,
  compute: 2 * mebibyte,
  vocabularySize: 49_152,
}
const refusal = (work: () => void): unknown => {
  try {
    work()
  } catch (error) {
    return error
  }
  return undefined
}

test('everything that a model takes is counted', () => {
  const all = memoryNeed(need)
  for (const part of ['weights', 'state', 'logits', 'compute'] as const)
    expect(all - memoryNeed({ ...need, [part]: 0 })).toBe(need[part])
  expect(memoryNeed({ ...need, vocabularySize: 262_144 })).toBeGreaterThan(all + 90 * mebibyte)
  expect(memoryNeed({ ...need, rowThreads: 4 }) - all).toBe(4 * (memoryNeed({ ...need, rowThreads: 1 }) - all))
})

test('a byte too little is refused in words, enough is not', () => {
  const bytes = memoryNeed(need)
  expect(refusal(() => requireMemory(need, { available: bytes }))).toBeUndefined()
  expect(refusal(() => requireMemory(need, { available: bytes - 1 }))).toMatchObject({
    name: 'InferenceError',
    failure: 'out-of-memory',
    stage: 'load',
    message: expect.stringMatching(/^not enough memory: needs about \d+ MiB, \d+ MiB available$/) as string,
  })
})

test('the comparison with the public API counts only where it is made', () => {
  const small = { weights: mebibyte, vocabularySize: 512 }
  expect(comparisonNeed(small)).toBeGreaterThan(memoryNeed(small))
  const available = memoryNeed(small)
  expect(refusal(() => requireMemory(small, { available }))).toBeUndefined()
  expect(refusal(() => requireMemory(small, { available, compared: true }))).toMatchObject({ failure: 'out-of-memory' })
})

test('a limit refuses what would fit the machine, and says that it is one', () => {
  const small = { weights: mebibyte, vocabularySize: 512 }
  const limit = memoryNeed(small)
  expect(refusal(() => requireMemory(small, { available: 2 ** 40, limit }))).toBeUndefined()
  expect(refusal(() => requireMemory(small, { available: 2 ** 40, limit: limit - 1 }))).toMatchObject({
    failure: 'out-of-memory',
    message: expect.stringMatching(/^not enough memory: needs about \d+ MiB, its limit is \d+ MiB$/) as string,
  })
})

// Measured with `npm run -s bench -- memory`: MiB of the weights, keys and values, logits, and the peaks of a probe and
// of the comparison.
test.each([
  ['oak', 1, 5, 1, 512, 134, 253, 0],
  ['SmolLM2-135M Q4_1', 92, 96, 120, 49_152, 465, 413, 0],
  ['SmolLM2-135M as F16', 257, 96, 120, 49_152, 633, 577, 0],
  ['SmolLM2-135M as F32', 513, 96, 120, 49_152, 887, 829, 0],
  ['Gemma 3 270M Q4_K_M', 235, 68, 160, 262_144, 732, 769, 0],
  ['Gemma 3 270M as F16', 511, 68, 160, 262_144, 990, 1028, 0],
  ['random weights of 1.4 GB', 1440, 90, 120, 49_152, 1768, 1785, 0],
  ['SmolLM2-135M Q4_1, a row thread', 92, 96, 120, 49_152, 472, 394, 1],
  ['Gemma 3 270M Q4_K_M, a row thread', 235, 68, 160, 262_144, 697, 698, 1],
  ['Gemma 3 270M as F16, a row thread', 511, 68, 160, 262_144, 967, 972, 1],
  ['random weights of 2.1 GB, a row thread', 2026, 256, 160, 128_256, 2663, 2510, 1],
])(
  'the peaks measured on %s are within what is asked for',
  (_name, weights, state, logits, vocabularySize, peak, compared, rowThreads) => {
    const counted = {
      weights: weights * mebibyte,
      state: state * mebibyte,
      logits: logits * mebibyte,
      vocabularySize,
      rowThreads,
    }
    expect(memoryNeed(counted)).toBeGreaterThan(peak * mebibyte)
    expect(comparisonNeed(counted)).toBeGreaterThan(compared * mebibyte)
  },
)
