import { expect, test, vi } from 'vitest'
import { createPortTransport } from '../../electron/port-transport.ts'
import { fakeChannel } from './fake-electron.ts'

const entry = new URL('file:///any')

function setUp() {
  const sent: unknown[] = []
  const transports = createPortTransport((message) => sent.push(message))
  const transport = transports.start(entry)
  const [heard, exited, stderr] = [vi.fn(), vi.fn(), vi.fn()]
  transport.onMessage(heard)
  transport.onExit(exited)
  transport.onStderr(stderr)
  const { port1, port2 } = fakeChannel()
  const got: unknown[] = []
  port1.on('message', ({ data }) => got.push(data))
  port1.start()
  return { sent, transports, transport, heard, exited, stderr, process: port1, host: port2, got }
}

const settle = () => new Promise((resolve) => setTimeout(resolve))

test('what is said before the port has come waits for it, in its order', async () => {
  const { transports, transport, process, host, got, heard } = setUp()
  transport.send('first')
  transport.send('second')
  process.postMessage('early')
  await settle()
  expect(heard).not.toHaveBeenCalled()
  transports.receive({ kind: 'process-port', process: 1 }, [host])
  transport.send('third')
  await settle()
  expect(got).toEqual(['first', 'second', 'third'])
  expect(heard.mock.calls).toEqual([['early']])
})

test('a second port, and news without a port or of a process that is none, change nothing', async () => {
  const { transports, transport, host, got, exited } = setUp()
  transports.receive({ kind: 'process-port', process: 1 }, [])
  transports.receive({ kind: 'process-port', process: 1 }, [host])
  transports.receive({ kind: 'process-port', process: 1 }, [fakeChannel().port2])
  transports.receive({ kind: 'process-exit', process: 7, code: 0 }, [])
  transport.send('still here')
  await settle()
  expect(got).toEqual(['still here'])
  expect(exited).not.toHaveBeenCalled()
})

test('after the exit nothing is said or heard any more, and the port is closed', async () => {
  const { sent, transports, transport, process, host, got, heard, exited, stderr } = setUp()
  const closed = vi.fn()
  process.on('close', closed)
  transports.receive({ kind: 'process-port', process: 1 }, [host])
  transports.receive({ kind: 'process-started', process: 1, pid: 12 }, [])
  transports.receive({ kind: 'process-stderr', process: 1, text: 'last words' }, [])
  expect(transport.pid).toBe(12)
  process.postMessage('on its way')
  transports.receive({ kind: 'process-exit', process: 1, code: 134 }, [])
  transport.send('too late')
  transport.kill('force')
  await settle()
  expect(exited.mock.calls).toEqual([[{ code: 134, signal: null }]])
  expect(stderr.mock.calls).toEqual([['last words']])
  expect([got, heard.mock.calls]).toEqual([[], []])
  expect(closed).toHaveBeenCalledOnce()
  expect(sent).toEqual([{ kind: 'start-process', process: 1 }])
})

test('a process that never got a port can be ended, and its end is told', () => {
  const { sent, transports, transport, exited } = setUp()
  transport.send('never read')
  transport.kill('ask')
  expect(sent.at(-1)).toEqual({ kind: 'kill-process', process: 1, how: 'ask' })
  transports.receive({ kind: 'process-exit', process: 1, code: null }, [])
  expect(exited.mock.calls).toEqual([[{ code: null, signal: null }]])
})
