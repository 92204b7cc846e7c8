import { describe, expect, it } from 'vitest'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { BlockTimes } from '../../../engine/jobs/block-times.ts'
import { type Pace, type PaceOfBlock, perPiece, timeLeft, workDone } from '../../../engine/jobs/time-left.ts'
import { blockOf } from '../../../native/gene-blocks.ts'

const nothing = { pieces: 0, taken: 0 }
const pace = (changes: Partial<Pace>): Pace => ({
  left: 10,
  whole: nothing,
  block: null,
  earlier: null,
  expected: null,
  size: 100,
  ...changes,
})
const block = (changes: Partial<PaceOfBlock>): PaceOfBlock => ({
  wanted: 32,
  evaluated: 32,
  landed: 0,
  begun: 0,
  ended: 0,
  taken: 0,
  since: 0,
  ...changes,
})

describe('the pace', () => {
  it('is that of the whole blocks, whatever has landed of the next one', () => {
    const whole = { pieces: 32, taken: 640 }
    expect(perPiece(pace({ whole }))).toBe(20)
    expect(perPiece(pace({ whole, block: block({ landed: 1, taken: 600, since: 610 }), earlier: 7 }))).toBe(20)
  })

  it('is not taken from the first pieces of a burst, which have taken the time of all', () => {
    expect(perPiece(pace({ block: block({ landed: 15, taken: 8000 }) }))).toBe(null)
    expect(perPiece(pace({ block: block({ landed: 16, taken: 8000 }) }))).toBe(500)
    expect(perPiece(pace({ block: block({ wanted: 1, evaluated: 1, landed: 1, taken: 8000 }) }))).toBe(null)
  })

  it('counts what is evaluated, of which a block that was half done stores a part', () => {
    expect(perPiece(pace({ block: block({ wanted: 4, landed: 4, taken: 640 }) }))).toBe(20)
    const times = new BlockTimes()
    times.begin(4, 32, 1000)
    times.land(1600)
    times.end(1640)
    expect(times.pace(2000)).toEqual({ whole: { pieces: 32, taken: 640 }, block: null })
  })

  it('leaves out a block that failed', () => {
    const times = new BlockTimes()
    times.begin(32, 32, 0)
    times.land(500)
    times.begin(31, 32, 9000)
    expect(times.pace(9100)).toEqual({
      whole: nothing,
      block: { wanted: 31, evaluated: 32, landed: 0, begun: 0, ended: 0, taken: 0, since: 100 },
    })
  })
})

describe('the work of a block', () => {
  it('is half done when the texts of its genes are evaluated, and goes on with each gene that ends', () => {
    expect(workDone(block({ begun: 32 }))).toBe(16)
    expect(workDone(block({ begun: 32, ended: 8 }))).toBe(20)
    // A landing may be heard of before the next step is told.
    expect(workDone(block({ begun: 32, ended: 8, landed: 10 }))).toBe(21)
    expect(workDone(block({ begun: 32, ended: 32, landed: 32 }))).toBe(32)
    // Genes one after the other: the one at work is half done.
    expect(workDone(block({ begun: 5, ended: 4 }))).toBe(4.5)
  })

  it('gives a pace within the first block, and counts beside the whole ones', () => {
    const half = block({ begun: 32, taken: 3200, since: 3300 })
    expect(perPiece(pace({ block: half }))).toBe(200)
    expect(perPiece(pace({ block: half, whole: { pieces: 32, taken: 6400 } }))).toBe(200)
    expect(perPiece(pace({ block: half, whole: { pieces: 32, taken: 12_800 } }))).toBe(16_000 / 48)
    // 16 pieces of 200 ms are left of the block, less the 100 ms since the latest news, and 32 of later blocks.
    expect(timeLeft([pace({ block: half, left: 64 })], null)).toEqual([48 * 200 - 100])
  })

  it('is told by step, and the time since the latest step is none of it', () => {
    const times = new BlockTimes()
    times.work(32, 0, 500)
    times.begin(32, 32, 1000)
    times.work(32, 0, 4000)
    times.work(32, 3, 4500)
    expect(times.pace(5000).block).toEqual(block({ begun: 32, ended: 3, taken: 3500, since: 4000 }))
  })

  it('takes earlier sittings for as much as 8 pieces', () => {
    const seen = pace({ earlier: 10, expected: 1, whole: { pieces: 32, taken: 640 } })
    expect(timeLeft([seen], null)[0]).toBeCloseTo(10 * 20 ** (32 / 40) * 10 ** (8 / 40), 9)
  })
})

describe('the time left', () => {
  const whole = { pieces: 32, taken: 640 }

  it('is the pace times the pieces left, less the time since the block was begun', () => {
    expect(
      timeLeft([pace({ whole, left: 64 }), pace({ whole, left: 60, block: block({ landed: 4, since: 500 }) })], null),
    ).toEqual([1280, 780])
  })

  it('has the whole of a block in it of which only a part is to be stored', () => {
    expect(timeLeft([pace({ whole, left: 36, block: block({ wanted: 4, since: 100 }) })], null)).toEqual([
      64 * 20 - 100,
    ])
  })

  it('of a block that takes too long counts as half as late again, slows those that come, and is 0 when none is left', () => {
    expect(
      timeLeft(
        [
          pace({ whole, left: 96, block: block({ since: 5000 }) }),
          pace({ whole, left: 32, block: block({ since: 5000 }) }),
          pace({ whole, left: 0 }),
        ],
        null,
      ),
      // Late by 4360 ms: half of that is left of the block, and 64 pieces at the mean of all, (640 + 5000 + 2180) / 64.
    ).toEqual([2180 + 64 * (7820 / 64), 2180, 0])
  })

  it('takes the pace of earlier sittings, then that of another model scaled by size, then nothing', () => {
    expect(timeLeft([pace({ earlier: 7 })], { perPiece: 1000, size: 1, expected: null })).toEqual([70])
    expect(timeLeft([pace({ size: 300 })], { perPiece: 20, size: 100, expected: null })).toEqual([600])
    expect(timeLeft([pace({})], null)).toEqual([null])
  })

  it('takes what was expected until there is a pace, and then for as much as 2 pieces', () => {
    expect(timeLeft([pace({ expected: 5 })], null)).toEqual([50])
    // The geometric mean of 32 pieces of 20 ms and 2 of 5 ms.
    const seen = pace({ expected: 5, whole: { pieces: 32, taken: 640 } })
    expect(timeLeft([seen], null)[0]).toBeCloseTo(10 * 20 ** (32 / 34) * 5 ** (2 / 34), 9)
    // A latest job that took twice what was expected of it.
    expect(timeLeft([pace({ expected: 5 })], { perPiece: 60, size: 1, expected: 30 })).toEqual([100])
  })
})

interface Report {
  readonly truth: number
  readonly estimate: number | null
  /** Block that is being worked on. */
  readonly block: number
}

/**
 * Reports twice a second and after each landing of a probe with a second per gene, whose blocks land in their last
 * `burst` (a share of their time). `speed` is what a block takes, of what it takes on average.
 */
function simulate(genes: number, burst: number, speed: () => number): Report[] {
  const events: { readonly at: number; readonly block: number; readonly change: (times: BlockTimes) => number }[] = []
  let at = 0
  for (let first = 0, number = 0; first < genes; number++) {
    const { length } = blockOf(first, genes)
    const taken = 1000 * length * speed()
    const begun = at
    events.push({ at: begun, block: number, change: (times) => (times.begin(length, length, begun), 0) })
    for (let place = 1; place <= length; place++) {
      const landed = begun + taken * (1 - burst * (1 - place / length))
      events.push({ at: landed, block: number, change: (times) => (times.land(landed), 1) })
    }
    at = begun + taken
    const ended = at
    events.push({ at: ended, block: number, change: (times) => (times.end(ended), 0) })
    first += length
  }
  for (let tick = 0; tick < at; tick += 500) events.push({ at: tick, block: -1, change: () => 0 })
  const times = new BlockTimes()
  let left = genes
  let working = 0
  return events
    .toSorted((first, second) => first.at - second.at)
    .map(({ at: now, block: number, change }) => {
      left -= change(times)
      working = Math.max(working, number)
      const [estimate] = timeLeft([{ left, ...times.pace(now), earlier: null, expected: null, size: 1 }], null)
      return { truth: at - now, estimate: estimate ?? null, block: working }
    })
}

describe.each([
  ['lands in its last tenth', 0.1],
  ['lands at once', 0],
  ['lands evenly', 1],
])('a probe of which each block %s, at a constant speed with noise of a tenth', (_, burst) => {
  const seeds = Array.from({ length: 20 }, (__, seed) => seed)
  const ratio = ({ estimate, truth }: Report): number => estimate! / truth
  const lastBlock = (reports: readonly Report[]): number => reports.at(-1)!.block

  it.each([
    [
      'of each gene',
      128,
      0.05,
      (generator: () => number) =>
        Array.from({ length: 32 }, () => 0.9 + 0.2 * generator()).reduce((sum, part) => sum + part / 32, 0),
    ],
    ['of each block', 512, 0.15, (generator: () => number) => 0.9 + 0.2 * generator()],
  ] as const)(
    '(%s) has an estimate within a quarter of the truth once a block has landed',
    (__, genes, lastOff, speed) => {
      for (const seed of seeds) {
        const generator = seededGenerator(seed)
        const reports = simulate(genes, burst, () => speed(() => generator.real()))
        const after = reports.filter(({ block: number }) => number >= 1)
        for (const report of after) {
          // While the last block is in work, its noise is all that is left to know.
          if (report.block < lastBlock(reports)) expect(Math.abs(ratio(report) - 1)).toBeLessThan(0.25)
          else expect(Math.abs(report.estimate! - report.truth)).toBeLessThan(0.25 * report.truth + lastOff * 32_000)
        }
        for (const [index, { estimate }] of after.entries()) {
          if (index > 0)
            expect(estimate! - after[index - 1]!.estimate!).toBeLessThan(0.25 * after[index - 1]!.estimate! + 1e-6)
        }
      }
    },
  )

  it('has an estimate that never rises before the first block has landed, from a pace at most twice too slow', () => {
    const first = simulate(128, burst, () => 1).filter(
      ({ block: number, estimate }) => number === 0 && estimate !== null,
    )
    for (const [index, report] of first.entries()) {
      expect(report.estimate! + 32_000).toBeLessThan(2.01 * 128_000)
      if (index > 0) expect(report.estimate!).toBeLessThanOrEqual(first[index - 1]!.estimate! + 1e-6)
    }
  })
})

const normal = (generator: { real: () => number }): number =>
  Math.sqrt(-2 * Math.log(1 - generator.real())) * Math.cos(2 * Math.PI * generator.real())

/**
 * Share of looks within a factor 1.25 of the truth, from 10 to 90 % of probes whose genes take log-normal times with a
 * mean of 300 ms. The genes of a block are worked on together: the first half of the time of each is its text, which
 * is told when that of all is evaluated; the rest goes to all that are not done in equal parts, so a gene with the rest
 * `r` lands when `sum(min(r, rest of each))` has passed.
 */
function shareWithin({ genes, sigma, expected }: { genes: number; sigma: number; expected: number | null }): number {
  const generator = seededGenerator(7)
  let looks = 0
  let within = 0
  for (let run = 0; run < 200; run += 1) {
    const taken = Array.from({ length: genes }, () => 300 * Math.exp(sigma * normal(generator) - sigma ** 2 / 2))
    const total = taken.reduce((sum, time) => sum + time, 0)
    const times = new BlockTimes()
    let now = 0
    let left = genes
    const look = (from: number, to: number): void => {
      for (let at = Math.ceil(from / (total / 100)) * (total / 100); at < to; at += total / 100) {
        if (at < 0.1 * total || at > 0.9 * total) continue
        const [said] = timeLeft([pace({ left, expected, ...times.pace(at) })], null)
        looks += 1
        if (said !== null && Math.max(said! / (total - at), (total - at) / said!) <= 1.25) within += 1
      }
    }
    for (let first = 0; first < genes; first += 32) {
      times.begin(32, 32, now)
      const rests = taken
        .slice(first, first + 32)
        .map((time) => time / 2)
        .toSorted((shorter, longer) => shorter - longer)
      const begun = now
      const opened = rests.reduce((sum, rest) => sum + rest, 0)
      const landings = rests.map((rest) => begun + opened + rests.reduce((sum, each) => sum + Math.min(rest, each), 0))
      look(now, begun + opened)
      now = begun + opened
      times.work(32, 0, now)
      for (const [index, at] of landings.entries()) {
        look(now, at)
        now = at
        times.land(now)
        left -= 1
        times.work(32, index + 1, now)
      }
      times.end(now)
    }
  }
  expect(looks).toBeGreaterThan(10_000)
  return within / looks
}

describe.each([
  // What is reached, less a little.
  { genes: 1024, sigma: 0.5, factor: 1.75, least: 0.95 },
  { genes: 128, sigma: 0.5, factor: 1, least: 0.87 },
  { genes: 128, sigma: 0.5, factor: 1.75, least: 0.81 },
  { genes: 128, sigma: 0.5, factor: 0.57, least: 0.85 },
  { genes: 128, sigma: 0.5, factor: null, least: 0.83 },
  { genes: 128, sigma: 1, factor: 1, least: 0.66 },
  { genes: 128, sigma: 1, factor: 1.75, least: 0.62 },
])('$genes genes with log-normal times of sigma $sigma, of which $factor times the time is expected', (given) => {
  const expected = given.factor === null ? null : 300 * given.factor

  it(`have a time left within a factor 1.25 of the truth in a share of ${String(given.least)} of looks`, () => {
    expect(shareWithin({ ...given, expected })).toBeGreaterThan(given.least)
  })
})
