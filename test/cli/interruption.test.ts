import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { exitCodes, Interrupted } from '../../cli/failure.ts'
import { listenForInterruption, type Interruption } from '../../cli/interruption.ts'

let interruption: Interruption
const onFirst = vi.fn()
const exit = vi.fn()

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
  onFirst.mockReset()
  exit.mockReset()
  interruption = listenForInterruption(onFirst, exit)
})
afterEach(() => {
  interruption.release()
  vi.useRealTimers()
})

test('the first Ctrl-C asks the work to stop, the second ends the process', () => {
  process.emit('SIGINT', 'SIGINT')
  expect(onFirst).toHaveBeenCalledTimes(1)
  expect(interruption.signal.reason).toBeInstanceOf(Interrupted)
  vi.advanceTimersByTime(1000)
  process.emit('SIGINT', 'SIGINT')
  expect(exit.mock.calls).toEqual([[exitCodes.interrupted]])
})

test('one press that comes twice, from the terminal and from npm, is one', () => {
  process.emit('SIGINT', 'SIGINT')
  vi.advanceTimersByTime(20)
  process.emit('SIGINT', 'SIGINT')
  expect(onFirst).toHaveBeenCalledTimes(1)
  expect(exit).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1000)
  process.emit('SIGTERM', 'SIGTERM')
  expect(exit.mock.calls).toEqual([[exitCodes.terminated]])
})
