import { expect, test } from 'vitest'
import { chooseThreads, threadCandidates } from '../../../native/source/choose-threads.ts'

test.each([
  [1, [1]],
  [2, [1, 2]],
  [6, [1, 2, 3, 4, 5, 6]],
  [24, [1, 2, 3, 4, 8, 16, 23, 24]],
])('candidates on %d cores', (cores, candidates) => {
  expect(threadCandidates(cores)).toEqual(candidates)
})

test('the fastest is taken, fewer threads where that is as fast', async () => {
  expect(await chooseThreads([1, 2, 3], async (threads) => 40 / threads)).toBe(3)
  expect(await chooseThreads([1, 2, 8], async (threads) => 40 / threads)).toBe(8)
  expect(await chooseThreads([1, 2, 4], async (threads) => ({ 1: 40, 2: 20.5, 4: 20 })[threads]!)).toBe(2)
})

test('one slow turn among fast ones counts: threads that collapse beside another load are not taken', async () => {
  let turn = 0
  expect(await chooseThreads([1, 2], async (threads) => (threads === 1 ? 20 : [11, 11, 11, 90][turn++]!))).toBe(1)
})

test('work that takes long is tried once', async () => {
  const asked: number[] = []
  await chooseThreads([1, 2], async (threads) => {
    asked.push(threads)
    return 1000
  })
  expect(asked).toEqual([1, 2])
})
