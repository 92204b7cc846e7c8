import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { logFaults } from '../../../electron/log/log-faults.ts'

test('an error that nobody has caught is in the log with where it came from', () => {
  const write = vi.fn()
  const process = new EventEmitter()
  logFaults({ write }, process as never)
  const error = new Error('no such thing')
  process.emit('uncaughtExceptionMonitor', error)
  expect(write.mock.calls).toEqual([['main', error.stack]])
  // It stays uncaught: who listens to that has to end the program.
  expect(process.listenerCount('uncaughtException')).toBe(0)
})
