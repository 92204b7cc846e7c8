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

test('a few decodes too short to tell anything are not counted', () => {
  const short = steady.map(([tokens]) => [tokens, 0.5] as const)
  expect(run(new ThreadGuard(2), [...short, [64, 3.5], [64, 3.5], [64, 3.5], ...short])).toBe(2)
})

test('one thread stays one', () => {
  expect(run(new ThreadGuard(1), [...steady, [64, 900], [64, 900], [64, 900], [64, 900]])).toBe(1)
})

/** Milliseconds of a decode of 64 tokens with so many threads while so many other processes keep a core busy. */
type Machine = (threads: number, busy: number) => number
/** Two cores: threads that wait for each other collapse as soon as one has no core. */
const twoCores: Machine = (threads, busy) => (threads === 1 ? 100 : busy === 0 ? 55 : 260)
/** Eight cores, a twentieth lost for every thread more. */
const eightCores: Machine = (threads, busy) => (100 / threads) * (1 + threads / 20) * (threads + busy > 8 ? 4 : 1)

interface Decode {
  readonly at: number
  readonly threads: number
  readonly milliseconds: number
}

/**
 * Decodes until `end` milliseconds on a machine whose load changes; answers the threads of every decode with the time
 * it began.
 */
function simulate(
  machine: Machine,
  threads: number,
  candidates: readonly number[],
  busy: (at: number) => number,
  end: number,
  { noise = 0.05, seesLoad = true }: { readonly noise?: number; readonly seesLoad?: boolean } = {},
): readonly Decode[] {
  const decodes: Decode[] = []
  let state = 1
  let now = 0
  let current = threads
  const guard = new ThreadGuard(threads, candidates, () => () => (seesLoad ? busy(now) : 0))
  while (now < end) {
    state = (state * 48_271) % 2_147_483_647
    const milliseconds = machine(current, busy(now)) * (1 + noise * (2 * (state / 2_147_483_647) - 1))
    decodes.push({ at: now, threads: current, milliseconds })
    now += milliseconds
    current = guard.observe(64, milliseconds)
  }
  return decodes
}

/** Decodes per second over the most that a fixed number of threads makes. */
function speed(
  machine: Machine,
  decodes: readonly Decode[],
  busy: (at: number) => number,
  candidates: readonly number[],
): number {
  const end = decodes.at(-1)!.at
  const fixed = candidates.map((threads): number => {
    let now = 0
    let count = 0
    for (; now < end; count++) now += machine(threads, busy(now))
    return count
  })
  return decodes.length / Math.max(...fixed)
}

test.each([
  ['idle', 0, 2],
  ['busy', 1, 1],
] as const)('on a machine that stays %s nothing is tried', (_name, busy, best) => {
  expect(new Set(simulate(twoCores, best, [1, 2], () => busy, 120_000).map(({ threads }) => threads))).toEqual(
    new Set([best]),
  )
})

test('where the load is not seen, trials that fail cost little', () => {
  const busy = (): number => 1
  const decodes = simulate(twoCores, 1, [1, 2], busy, 120_000, { seesLoad: false })
  const tried = decodes.filter(({ threads }) => threads === 2).length
  expect(tried).toBeGreaterThan(1)
  expect(tried).toBeLessThan(0.02 * decodes.length)
  expect(speed(twoCores, decodes, busy, [1, 2])).toBeGreaterThan(0.97)
})

test('a load that starts is met by fewer threads, and one that ends by more again', () => {
  const busy = (at: number): number => (at > 20_000 && at < 40_000 ? 1 : 0)
  const decodes = simulate(twoCores, 2, [1, 2], busy, 80_000)
  const during = (from: number, to: number): number[] => [
    ...new Set(decodes.filter(({ at }) => at > from && at < to).map(({ threads }) => threads)),
  ]
  expect(during(0, 20_000)).toEqual([2])
  // Within a second and a half, and after the end as soon as a trial comes.
  expect(decodes.filter(({ at, threads }) => at > 21_500 && at < 40_000 && threads === 2).length).toBeLessThan(8)
  expect(during(75_000, 80_000)).toEqual([2])
  expect(speed(twoCores, decodes, busy, [1, 2])).toBeGreaterThan(1)
})

test('a load that only halves the speed is noticed too', () => {
  // Two threads beside the load are slower than one, by too little to be a collapse.
  const mild: Machine = (threads, busy) => (threads === 1 ? 100 : busy === 0 ? 55 : 130)
  const decodes = simulate(mild, 2, [1, 2], (at) => (at > 10_000 ? 1 : 0), 40_000)
  expect(decodes.filter(({ at, threads }) => at > 12_000 && threads === 2).length).toBeLessThan(20)
})

test('on many cores the number goes down and up in steps', () => {
  const candidates = [1, 2, 3, 4, 7, 8]
  const busy = (at: number): number => (at > 10_000 && at < 30_000 ? 4 : 0)
  const decodes = simulate(eightCores, 8, candidates, busy, 90_000)
  expect(decodes.find(({ at }) => at > 20_000)!.threads).toBe(4)
  expect(decodes.at(-1)!.threads).toBe(8)
})

test('two numbers that are as fast as each other do not alternate', () => {
  const even: Machine = () => 60
  const decodes = simulate(even, 1, [1, 2], () => 0, 200_000, { noise: 0.1 })
  const switches = decodes.filter(({ threads }, index) => index > 0 && threads !== decodes[index - 1]!.threads).length
  // Every trial is a way there and a way back.
  expect(switches).toBeLessThan(30)
  expect(decodes.at(-1)!.threads).toBe(1)
})
