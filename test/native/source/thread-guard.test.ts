import { expect, test } from 'vitest'
import { ThreadGuard } from '../../../native/source/thread-guard.ts'

const run = (guard: ThreadGuard, decodes: readonly (readonly [tokens: number, milliseconds: number])[]): number =>
  decodes.reduce((_, [tokens, milliseconds]) => guard.observe(tokens, milliseconds), 0)

const steady = Array.from({ length: 20 }, (): [number, number] => [64, 10])

test('an even speed keeps the threads, whatever the sizes of the batches', () => {
  // Small batches cost more a token; that is no collapse.
  expect(run(new ThreadGuard(2), [...steady, [1, 6], [2, 6.5], [4, 7], [1, 6], [512, 60], ...steady])).toBe(2)
})

test('decodes that became many times slower halve the threads', () => {
  expect(run(new ThreadGuard(2), [...steady, [64, 70], [64, 70]])).toBe(2)
  expect(run(new ThreadGuard(2), [...steady, [64, 70], [64, 70], [64, 70]])).toBe(1)
  expect(run(new ThreadGuard(8), [...steady, [64, 70], [64, 70], [64, 70]])).toBe(4)
})

test('single hiccups far apart are forgiven', () => {
  expect(run(new ThreadGuard(2), Array.from({ length: 10 }, () => [...steady, [64, 70] as const]).flat())).toBe(2)
})

test('decodes too short to tell anything are not counted', () => {
  expect(run(new ThreadGuard(2), [...steady.map(([tokens]) => [tokens, 0.5] as const), ...steady.map(([tokens]) => [tokens, 3.5] as const)])).toBe(2)
})

test('one thread stays one', () => {
  expect(run(new ThreadGuard(1), [...steady, [64, 900], [64, 900], [64, 900], [64, 900]])).toBe(1)
})
