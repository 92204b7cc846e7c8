import { expect, test } from 'vitest'
import {
  chooseThreads,
  recallThreads,
  threadCandidates,
  type ThreadChoice,
} from '../../../native/source/choose-threads.ts'

test.each([
  [1, [1]],
  [2, [1, 2]],
  [6, [1, 2, 3, 4, 5, 6]],
  [24, [1, 2, 3, 4, 8, 16, 23, 24]],
])('candidates on %d cores', (cores, candidates) => {
  expect(threadCandidates(cores)).toEqual(candidates)
})

const chosen = async (
  candidates: readonly number[],
  time: (threads: number) => number,
): Promise<{ threads: number; asked: number[]; milliseconds: number }> => {
  const asked: number[] = []
  const found = await chooseThreads(candidates, async (threads) => {
    asked.push(threads)
    return time(threads)
  })
  return { ...found, asked }
}

test('the fastest is taken, fewer threads where that is as fast', async () => {
  expect(await chosen([1, 2, 3], (threads) => 40 / threads)).toMatchObject({ threads: 3, milliseconds: 40 / 3 })
  expect((await chosen([1, 2, 8], (threads) => 40 / threads)).threads).toBe(8)
  expect((await chosen([1, 2, 4], (threads) => ({ 1: 40, 2: 20.5, 4: 20 })[threads]!)).threads).toBe(2)
  expect(await chosen([1], () => 7)).toMatchObject({ threads: 1, asked: [1] })
})

test('one slow turn among fast ones counts: threads that collapse beside another load are not taken', async () => {
  let turn = 0
  expect((await chosen([1, 2], (threads) => (threads === 1 ? 20 : [11, 11, 11, 90][turn++]!))).threads).toBe(1)
})

test('where the most threads collapse, the search goes down to those that do not', async () => {
  const { threads } = await chosen([1, 2, 3, 4, 7, 8], (count) => (count > 3 ? 300 : 60 / count))
  expect(threads).toBe(3)
})

test('work that takes long is tried once, and not on few threads where fewer are slower', async () => {
  expect((await chosen([1, 2], () => 1000)).asked).toEqual([1, 2])
  expect((await chosen([1, 2, 3, 4, 8, 16, 23, 24], (threads) => 9600 / threads)).asked).toEqual([23, 24, 16, 8])
})

test('where every candidate had one slow turn, the one with the least mean is taken', async () => {
  const turns: Record<number, number[]> = { 1: [30, 10, 10, 10], 2: [29, 28, 28, 28] }
  expect((await chosen([1, 2], (threads) => turns[threads]!.shift()!)).threads).toBe(1)
})

const recalled = async (
  choice: ThreadChoice | undefined,
  time: (threads: number) => number,
): Promise<{ threads: number; asked: number[]; kept: ThreadChoice | undefined }> => {
  const asked: number[] = []
  let kept: ThreadChoice | undefined
  const timed = async (threads: number): Promise<number> => {
    asked.push(threads)
    return time(threads)
  }
  const threads = await recallThreads([1, 2, 4], timed, { choice, keep: (found) => (kept = found) })
  return { threads, asked, kept }
}

test('a kept choice stands where it is as fast as it was and more threads are not faster', async () => {
  const found = await recalled({ threads: 2, milliseconds: 20 }, (threads) => ({ 1: 40, 2: 21, 4: 25 })[threads]!)
  expect(found).toEqual({ threads: 2, asked: [2, 2, 4], kept: undefined })
})

test('a choice made beside a load that has gone is made anew', async () => {
  expect(await recalled({ threads: 1, milliseconds: 40 }, (threads) => 40 / threads)).toMatchObject({
    threads: 4,
    kept: { threads: 4 },
  })
})

test('a choice that has become slow, or is for other cores, is made anew', async () => {
  expect(
    await recalled({ threads: 4, milliseconds: 10 }, (threads) => ({ 1: 40, 2: 20, 4: 90 })[threads]!),
  ).toMatchObject({ threads: 2, kept: { threads: 2 } })
  expect(await recalled({ threads: 3, milliseconds: 10 }, (threads) => 40 / threads)).toMatchObject({ threads: 4 })
  expect(await recalled(undefined, (threads) => 40 / threads)).toMatchObject({ threads: 4, kept: { threads: 4 } })
})
