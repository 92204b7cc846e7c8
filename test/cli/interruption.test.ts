import { spawn } from 'node:child_process'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { exitCodes, Interrupted } from '../../cli/failure.ts'
import { listenForInterruption, type Interruption } from '../../cli/interruption.ts'
import { finish, main } from './run-cli.ts'

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

test.skipIf(process.platform === 'win32').each([
  ['SIGINT', exitCodes.interrupted],
  ['SIGTERM', exitCodes.terminated],
] as const)('%s while the program is being loaded is answered in JSON', async (signal, code) => {
  // The first that listens is told at once, as by a signal that comes long before a command runs.
  const early = `const { on } = process
    process.on = (name, listener) => {
      on.call(process, name, listener)
      if (name === '${signal}') listener(name)
      return process
    }`
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(early)}`, main, 'doctor', '--json'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const result = await finish(child)
  expect(result.code).toBe(code)
  expect(JSON.parse(result.stdout)).toEqual({
    error: { code: 'interrupted', message: 'stopped; what was finished before is kept' },
  })
  expect(result.stderr).toBe('cladescope: stopped; what was finished before is kept\n')
})
