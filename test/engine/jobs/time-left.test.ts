import { expect, it } from 'vitest'
import { type Pace, perPiece, timeLeft } from '../../../engine/jobs/time-left.ts'

const pace = (changes: Partial<Pace>): Pace => ({ left: 10, done: 0, taken: 0, since: 0, earlier: null, size: 100, ...changes })

it('is the pace of the genes done times those left, less the time since the last one', () => {
  expect(perPiece(pace({ done: 4, taken: 80 }))).toBe(20)
  expect(timeLeft([pace({ done: 4, taken: 80, since: 50 })], null)).toEqual([150])
})

it('takes no pace from the first gene of a burst, which has taken the time of all of them', () => {
  expect(perPiece(pace({ done: 1, taken: 8000 }))).toBe(null)
  expect(timeLeft([pace({ done: 1, taken: 8000, left: 127 })], { perPiece: 250, size: 100 })).toEqual([127 * 250])
})

it('never falls below one gene while any is left, and is 0 when none is', () => {
  expect(timeLeft([pace({ done: 4, taken: 80, since: 5000 }), pace({ left: 0, done: 4, taken: 80 })], null)).toEqual([20, 0])
})

it('takes the pace of earlier sittings, then that of another model scaled by size, then nothing', () => {
  expect(timeLeft([pace({ earlier: 7, since: 99 })], { perPiece: 1000, size: 1 })).toEqual([70])
  expect(timeLeft([pace({ size: 300 })], { perPiece: 20, size: 100 })).toEqual([600])
  expect(timeLeft([pace({})], null)).toEqual([null])
})
