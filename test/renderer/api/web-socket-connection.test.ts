import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { connectWebSocket, takeToken } from '../../../renderer/api/web-socket-connection.ts'
import { FakeWebSocket } from './fake-web-socket.ts'

beforeEach(() => {
  vi.useFakeTimers()
  FakeWebSocket.made = []
  vi.stubGlobal('WebSocket', FakeWebSocket)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const settle = () => vi.advanceTimersByTimeAsync(0)
const newest = () => FakeWebSocket.made.at(-1)!
const openSockets = () => FakeWebSocket.made.filter(({ readyState }) => readyState <= 1).length

function connect() {
  const connection = connectWebSocket('ws://127.0.0.1:1/api', 'token')
  const states: string[] = [connection.state()]
  connection.onState(() => states.push(connection.state()))
  return { connection, states }
}

describe('the connection to the web shell', () => {
  test('a call waits for it, is sent, and answered', async () => {
    const { connection, states } = connect()
    const call = connection.api.call('models.list', {})
    newest().open()
    await settle()
    expect(newest().sent.map((text) => JSON.parse(text) as unknown)).toEqual([
      { id: 1, call: 'models.list', input: {} },
    ])
    newest().say({ id: 1, ok: true, output: [] })
    expect(await call).toEqual([])
    expect(states).toEqual(['connecting', 'open'])
  })

  test('asking for it again and again keeps one socket, and each event comes once', async () => {
    const { connection, states } = connect()
    const heard = vi.fn()
    connection.api.on('models.changed', heard)
    newest().open()
    newest().end()
    expect(connection.state()).toBe('lost')
    for (let press = 0; press < 5; press++) connection.retryNow()
    await vi.advanceTimersByTimeAsync(4000)
    expect(FakeWebSocket.made).toHaveLength(2)
    newest().open()
    connection.retryNow()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(openSockets()).toBe(1)
    for (const socket of FakeWebSocket.made) socket.say({ event: 'models.changed', payload: {} })
    expect(heard).toHaveBeenCalledOnce()
    expect(states).toEqual(['connecting', 'open', 'lost', 'open'])
  })

  test('what an earlier socket says or does counts no more, and a subscription ends for good', async () => {
    const { connection } = connect()
    const heard = vi.fn()
    const end = connection.api.on('models.changed', heard)
    const [first] = FakeWebSocket.made
    // Never answered: given up after a while, and another is opened.
    await vi.advanceTimersByTimeAsync(5000)
    expect(first!.readyState).toBe(3)
    await vi.advanceTimersByTimeAsync(400)
    newest().open()
    const pending = connection.api.call('models.list', {})
    await settle()
    first!.say({ event: 'models.changed', payload: {} })
    first!.dispatchEvent(new Event('close'))
    expect(connection.state()).toBe('open')
    expect(heard).not.toHaveBeenCalled()
    newest().say({ id: 1, ok: true, output: [] })
    expect(await pending).toEqual([])
    end()
    newest().say({ event: 'models.changed', payload: {} })
    expect(heard).not.toHaveBeenCalled()
  })

  test('when it is lost, what is pending is rejected, and it is tried again with growing pauses', async () => {
    const { connection } = connect()
    newest().open()
    const pending = connection.api.call('models.list', {})
    await settle()
    newest().end()
    await expect(pending).rejects.toThrow('lost before it answered')
    const waits: number[] = []
    for (let attempt = 0; attempt < 8; attempt++) {
      const made = FakeWebSocket.made.length
      let waited = 0
      while (FakeWebSocket.made.length === made) {
        await vi.advanceTimersByTimeAsync(100)
        waited += 100
      }
      waits.push(waited)
      newest().end()
    }
    expect(waits[0]).toBe(400)
    expect([...waits].sort((left, right) => left - right)).toEqual(waits)
    expect(waits.at(-1)).toBe(5000)
    expect(openSockets()).toBe(0)
  })

  test('answers go to their calls in whatever order they come; what is no message is dropped', async () => {
    const { connection } = connect()
    newest().open()
    const [first, second] = [1, 2].map((place) => connection.api.call('models.remove', { modelId: `m${place}` }))
    await settle()
    for (const data of ['no JSON', '', '[]', 'null', new ArrayBuffer(8)])
      newest().dispatchEvent(new MessageEvent('message', { data }))
    newest().say({ id: 2, ok: false, error: { code: 'not-found', message: 'no such model' } })
    newest().say({ id: 1, ok: true, output: { removed: true } })
    await expect(second).rejects.toMatchObject({ code: 'not-found', message: 'no such model' })
    expect(await first).toEqual({ removed: true })
  })

  test('an answer of an earlier socket is not that of a call with the same number', async () => {
    const { connection } = connect()
    const [first] = FakeWebSocket.made
    first!.open()
    const lost = connection.api.call('models.list', {})
    await settle()
    first!.end()
    await expect(lost).rejects.toThrow('lost')
    connection.retryNow()
    newest().open()
    const call = connection.api.call('models.remove', { modelId: 'a' })
    await settle()
    expect(JSON.parse(newest().sent[0]!)).toMatchObject({ id: 1 })
    first!.say({ id: 1, ok: true, output: [] })
    newest().say({ id: 1, ok: true, output: { removed: true } })
    expect(await call).toEqual({ removed: true })
  })

  test('a call over a socket that is closing is rejected, not left alone', async () => {
    const { connection } = connect()
    newest().open()
    newest().readyState = 2
    await expect(connection.api.call('models.list', {})).rejects.toMatchObject({
      code: 'failed',
      message: 'There is no connection to the engine.',
    })
  })

  test('a call while there is none is answered by the next attempt', async () => {
    const { connection } = connect()
    newest().open()
    newest().end()
    const refused = connection.api.call('models.list', {})
    const refusal = expect(refused).rejects.toThrow('no connection to the engine')
    await vi.advanceTimersByTimeAsync(400)
    newest().end()
    await refusal
  })
})

describe('the token', () => {
  const page = (hash: string, kept: Record<string, string> = {}) => {
    const replaceState = vi.fn()
    vi.stubGlobal('window', {
      location: { hash, pathname: '/tree', search: '?a=1' },
      history: { replaceState },
      sessionStorage: {
        getItem: (key: string) => kept[key] ?? null,
        setItem: (key: string, value: string) => (kept[key] = value),
      },
    })
    return { replaceState, kept }
  }

  test('is taken out of the address and kept for a reload', () => {
    const { replaceState, kept } = page('#token=abc')
    expect(takeToken()).toBe('abc')
    expect(replaceState).toHaveBeenCalledWith(null, '', '/tree?a=1')
    page('', kept)
    expect(takeToken()).toBe('abc')
  })

  test('of a new address counts before the one that is kept; without either it is empty', () => {
    const { kept } = page('#token=abc')
    takeToken()
    page('#token=def', kept)
    expect(takeToken()).toBe('def')
    page('')
    expect(takeToken()).toBe('')
  })
})
