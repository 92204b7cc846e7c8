import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { type ChildProcess, parentPort } from '../../../native/process/parent-port.ts'

const hello = { type: 'hello', protocol: 1, build: 'x', pid: 1 } as const

test('a forked process speaks over its channel and learns that its parent is gone', () => {
  const sent: unknown[] = []
  let orphaned = 0
  const child = Object.assign(new EventEmitter(), {
    connected: true,
    send: (message: unknown) => sent.push(message) > 0,
  })
  const port = parentPort(child, () => orphaned++)
  const received: unknown[] = []
  port.onMessage((message) => received.push(message))
  child.emit('message', 'question')
  port.send(hello)
  child.connected = false
  port.send(hello)
  child.emit('disconnect')
  expect({ received, sent, orphaned }).toEqual({ received: ['question'], sent: [hello], orphaned: 1 })
})

test('a utility process of Electron speaks over the port that its first message brings', () => {
  const utility = new EventEmitter()
  const child = Object.assign(new EventEmitter(), { parentPort: utility }) as unknown as ChildProcess
  const port = parentPort(child, () => undefined)
  const received: unknown[] = []
  port.onMessage((message) => received.push(message))
  // Before the port has come: it waits.
  port.send(hello)
  const posted: unknown[] = []
  const given = () =>
    Object.assign(new EventEmitter(), { postMessage: (message: unknown) => void posted.push(message), start: vi.fn() })
  const [first, second] = [given(), given()]
  utility.emit('message', { data: 'no port', ports: [] })
  utility.emit('message', { data: {}, ports: [first] })
  expect(first.start).toHaveBeenCalledOnce()
  utility.emit('message', { data: 'foreign', ports: [second] })
  first.emit('message', { data: 'question' })
  second.emit('message', { data: 'of another' })
  port.send(hello)
  expect({ received, posted }).toEqual({ received: ['question'], posted: [hello, hello] })
})

test('without a parent there is no port', () => {
  expect(() => parentPort(new EventEmitter() as unknown as ChildProcess, () => undefined)).toThrow('found no channel')
})
