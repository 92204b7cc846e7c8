import { afterEach, expect, test, vi } from 'vitest'
import { type DesktopBridge, portMessage } from '../../../engine/api/desktop-bridge.ts'
import type { EngineStanding } from '../../../engine/api/wire.ts'
import { connectBridge } from '../../../renderer/api/bridge-connection.ts'

afterEach(() => vi.unstubAllGlobals())

const open: EngineStanding = { state: 'open', reason: null }
const lost: EngineStanding = { state: 'lost', reason: 'ended with code 139' }
const down: EngineStanding = { state: 'down', reason: 'database from a newer version' }

const settle = () => new Promise((resolve) => setTimeout(resolve))

/** A page whose bridge is told of an engine, and is handed ports by `hand`. */
function setUp(answer: unknown = open) {
  const page = new EventTarget()
  vi.stubGlobal('window', page)
  let tell: (standing: unknown) => void = () => undefined
  const bridge = {
    connect: vi.fn(async () => undefined),
    state: async () => answer,
    onState: (listener: (standing: unknown) => void) => {
      tell = listener
      return () => undefined
    },
    retryNow: vi.fn(async () => undefined),
    chooseFiles: async () => [{ id: 'a', name: 'b' }],
    chooseFolder: async () => [{ id: 'a', name: 'b', path: 'c' }],
  }
  const connection = connectBridge(bridge as unknown as DesktopBridge)
  const states: string[] = []
  connection.onState(() => states.push(connection.state()))
  const engines: MessagePort[] = []
  /** Gives the page a port, whose other end, the engine's, answers models.list with its number. */
  const hand = (changes: { data?: unknown; source?: unknown } = {}) => {
    const { port1, port2 } = new MessageChannel()
    const number = engines.push(port1)
    port1.onmessage = ({ data }: MessageEvent<{ id: number; call: string }>) => {
      if (data.call === 'models.list') port1.postMessage({ id: data.id, ok: true, output: [{ number }] })
    }
    const event = Object.assign(new Event('message'), { data: portMessage, source: page, ports: [port2], ...changes })
    page.dispatchEvent(event)
    return { engine: port1, page: port2 }
  }
  return { connection, bridge, states, tell: (standing: unknown) => tell(standing), hand, engines }
}

/** Ports keep a process alive. */
const closeAll = (engines: readonly MessagePort[]) => engines.forEach((port) => port.close())

test('the page asks for a port when the engine is open, and calls go over it', async () => {
  const { connection, bridge, states, hand, engines } = setUp()
  const early = connection.api.call('models.list', {})
  await settle()
  expect(bridge.connect).toHaveBeenCalledOnce()
  expect(connection.state()).toBe('connecting')
  hand()
  expect(await early).toEqual([{ number: 1 }])
  expect(states).toEqual(['open'])
  closeAll(engines)
})

test('what is unanswered when the engine ends is told why; listeners hear the next engine', async () => {
  const { connection, bridge, states, tell, hand, engines } = setUp()
  const heard = vi.fn()
  connection.api.on('models.changed', heard)
  await settle()
  hand()
  const pending = connection.api.call('queue.get', {})
  await settle()
  tell(lost)
  await expect(pending).rejects.toMatchObject({ code: 'failed', message: 'ended with code 139' })
  const waiting = connection.api.call('models.list', {})
  tell(open)
  expect(bridge.connect).toHaveBeenCalledTimes(2)
  hand()
  expect(await waiting).toEqual([{ number: 2 }])
  engines[0]!.postMessage({ event: 'models.changed', payload: {} })
  engines[1]!.postMessage({ event: 'models.changed', payload: {} })
  await expect.poll(() => heard.mock.calls.length).toBe(1)
  await settle()
  expect(heard).toHaveBeenCalledOnce()
  expect(states).toEqual(['open', 'lost', 'open'])
  closeAll(engines)
})

test('an engine that stays down is said at once to each call, until it is back', async () => {
  const { connection, bridge, tell, hand, engines } = setUp({ state: 'connecting', reason: null })
  const early = connection.api.call('models.list', {})
  await settle()
  tell(down)
  await expect(early).rejects.toThrow('database from a newer version')
  await expect(connection.api.call('models.list', {})).rejects.toThrow('database from a newer version')
  expect(connection.state()).toBe('down')
  connection.retryNow()
  expect(bridge.retryNow).toHaveBeenCalledOnce()
  tell(open)
  hand()
  expect(await connection.api.call('models.list', {})).toEqual([{ number: 1 }])
  closeAll(engines)
})

test('a port that comes after its engine has ended, or from elsewhere, is not taken', async () => {
  const { connection, tell, hand, engines } = setUp()
  await settle()
  hand({ source: {} })
  hand({ data: 'something else' })
  expect(connection.state()).toBe('connecting')
  tell(lost)
  const late = hand()
  expect(connection.state()).toBe('lost')
  const closed = vi.fn()
  late.engine.addEventListener('close', closed)
  await expect.poll(() => closed.mock.calls.length).toBe(1)
  closeAll(engines)
})

test('what a first port has not answered is rejected where a second one takes its place', async () => {
  const { connection, hand, engines } = setUp()
  await settle()
  hand()
  const pending = connection.api.call('queue.get', {})
  await settle()
  hand()
  await expect(pending).rejects.toThrow('made anew before the answer came')
  expect(await connection.api.call('models.list', {})).toEqual([{ number: 2 }])
  closeAll(engines)
})

test('a call that waits for a connection is told why none comes', async () => {
  const { connection, tell } = setUp({ state: 'connecting', reason: null })
  await settle()
  const waiting = connection.api.call('models.list', {})
  tell(lost)
  await expect(waiting).rejects.toThrow('There is no connection to the engine. ended with code 139')
})

test('messages that make no sense do no harm', async () => {
  const { connection, hand, engines } = setUp()
  await settle()
  const { engine } = hand()
  for (const message of [null, 5, {}, { id: 99, ok: true, output: 1 }, { event: 'nosuch', payload: {} }])
    engine.postMessage(message)
  expect(await connection.api.call('models.list', {})).toEqual([{ number: 1 }])
  closeAll(engines)
})

test('what is told counts before the answer to an earlier question, and nonsense not at all', async () => {
  const { connection, bridge, tell } = setUp()
  tell(lost)
  await settle()
  expect(connection.state()).toBe('lost')
  for (const nonsense of ['open', { state: 'nosuch', reason: null }, { state: 'open' }, null]) tell(nonsense)
  expect(connection.state()).toBe('lost')
  expect(bridge.connect).not.toHaveBeenCalled()
})

test('what the dialogs give is checked', async () => {
  const { connection } = setUp()
  expect(await connection.chooser!.chooseFolder()).toEqual([{ id: 'a', name: 'b', path: 'c' }])
  await expect(connection.chooser!.chooseFiles()).rejects.toThrow()
})
