import { describe, expect, test, vi } from 'vitest'
import { checkedInput } from '../../../engine/api/check-message.ts'
import { ApiError, type Api, type EventName, type Job } from '../../../engine/api/contract.ts'
import {
  answerRequest,
  createWireClient,
  forwardEvents,
  type WireEvent,
  type WireReply,
  type WireRequest,
} from '../../../engine/api/wire.ts'

/** An Api that answers with what it is given and can be made to emit. */
function fakeApi(answer: (name: string, input: unknown) => unknown) {
  const listeners = new Map<string, Set<(payload: unknown) => void>>()
  const api: Api = {
    call: async (name, input) => (await answer(name, input)) as never,
    on: (name, listener) => {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set.add(listener as never))
      return () => set.delete(listener as never)
    },
  }
  const emit = (name: EventName, payload: unknown): void =>
    listeners.get(name)?.forEach((listener) => listener(payload))
  return { api, emit, listening: () => [...listeners.values()].reduce((sum, set) => sum + set.size, 0) }
}

describe('the serving side', () => {
  test('answers a request with the output', async () => {
    const { api } = fakeApi((name, input) =>
      name === 'models.remove' && (input as { modelId: string }).modelId === 'a' ? { removed: true } : undefined,
    )
    expect(await answerRequest(api, { id: 7, call: 'models.remove', input: { modelId: 'a' } })).toEqual({
      id: 7,
      ok: true,
      output: { removed: true },
    })
  })

  test.each([
    ['nothing', undefined, null],
    ['null', null, null],
    ['a text', 'models.list', null],
    ['a list', [], null],
    ['no id', { call: 'models.list', input: {} }, null],
    ['an id that is a text', { id: '1', call: 'models.list', input: {} }, null],
    ['an id below zero', { id: -1, call: 'models.list', input: {} }, null],
    ['an unknown call', { id: 3, call: 'models.steal', input: {} }, 3],
    ['a call named like a method of objects', { id: 3, call: 'toString', input: {} }, 3],
    ['something beside the three fields', { id: 3, call: 'models.list', input: {}, more: 1 }, 3],
  ])('refuses %s', async (_, message, id) => {
    const asked = vi.fn()
    const reply = await answerRequest(fakeApi(asked).api, message)
    expect(reply).toMatchObject({ id, ok: false, error: { code: 'invalid' } })
    expect(asked).not.toHaveBeenCalled()
  })

  test('keeps the code of an ApiError, and calls every other error failed', async () => {
    const request = { id: 1, call: 'models.list', input: {} }
    const answer = (error: unknown): Promise<WireReply> =>
      answerRequest(fakeApi(() => Promise.reject(error as Error)).api, request)
    expect(await answer(new ApiError('not-found', 'no such model'))).toEqual({
      id: 1,
      ok: false,
      error: { code: 'not-found', message: 'no such model' },
    })
    expect(await answer(new TypeError('oops'))).toEqual({
      id: 1,
      ok: false,
      error: { code: 'failed', message: 'oops' },
    })
  })

  test('gives the input to the Api as it came, which checks it', async () => {
    const asked = vi.fn((_: string, input: unknown) => {
      checkedInput('models.get', input as never)
    })
    const reply = await answerRequest(fakeApi(asked).api, { id: 3, call: 'models.get', input: { modelId: 5 } })
    expect(reply).toMatchObject({
      id: 3,
      ok: false,
      error: { code: 'invalid', message: 'models.get: field modelId: expected a string, found 5.' },
    })
    expect(await answerRequest(fakeApi(asked).api, { id: 4, call: 'models.get' })).toMatchObject({
      id: 4,
      ok: false,
      error: { code: 'invalid' },
    })
  })

  test('an answer that no message can hold is refused with what to do', async () => {
    // One text, a thousand times: little memory here, 1 GiB as a message.
    const genome = {
      id: 'g',
      name: 'g',
      digest: '',
      genes: 1000,
      builtIn: false,
      description: '',
      texts: Array<string>(1000).fill('x'.repeat(2 ** 20)),
    }
    const reply = await answerRequest(fakeApi(() => genome).api, {
      id: 4,
      call: 'genomes.get',
      input: { genomeId: 'g' },
    })
    expect(reply).toEqual({
      id: 4,
      ok: false,
      error: {
        code: 'failed',
        message:
          'The answer to genomes.get is too long: expected at most 128 million characters. Ask for fewer models, genes or rows at a time.',
      },
    })
  })

  test('forwards events until it is ended', () => {
    const { api, emit, listening } = fakeApi(() => undefined)
    const sent: WireEvent[] = []
    const end = forwardEvents(api, (message) => sent.push(message))
    emit('models.changed', {})
    end()
    emit('models.changed', {})
    expect(sent).toEqual([{ event: 'models.changed', payload: {} }])
    expect(listening()).toBe(0)
  })
})

describe('the calling side', () => {
  const open = () => {
    const sent: WireRequest[] = []
    const junk: string[] = []
    const client = createWireClient(
      (message) => sent.push(message),
      (reason) => junk.push(reason),
    )
    return { sent, junk, client }
  }

  test('matches replies to requests, in any order', async () => {
    const { sent, client } = open()
    const first = client.api.call('models.remove', { modelId: 'a' })
    const second = client.api.call('models.remove', { modelId: 'b' })
    expect(sent.map(({ id, input }) => [id, input])).toEqual([
      [1, { modelId: 'a' }],
      [2, { modelId: 'b' }],
    ])
    client.receive({ id: 2, ok: true, output: { removed: false } })
    client.receive({ id: 1, ok: false, error: { code: 'conflict', message: 'busy' } })
    await expect(first).rejects.toMatchObject({ code: 'conflict', message: 'busy' })
    await expect(second).resolves.toEqual({ removed: false })
  })

  test.each([
    { id: 1, ok: 'yes', output: { removed: false } },
    { id: 1, ok: true, output: { removed: false }, more: 1 },
    { id: 1, ok: false, error: { code: 'nosuch', message: 'x' } },
  ])('a reply that cannot be read ends the call that it names: %j', async (message) => {
    const { junk, client } = open()
    const call = client.api.call('models.remove', { modelId: 'a' })
    const other = client.api.call('models.remove', { modelId: 'b' })
    client.receive(message)
    await expect(call).rejects.toMatchObject({ code: 'failed', message: /^The engine's answer cannot be read: / })
    expect(junk).toHaveLength(1)
    client.receive({ id: 2, ok: true, output: { removed: true } })
    expect(await other).toEqual({ removed: true })
  })

  test('one that names no call leaves all waiting; a second reply is dropped', async () => {
    const { junk, client } = open()
    const call = client.api.call('models.remove', { modelId: 'a' })
    client.receive({ id: '1', ok: true, output: { removed: false } })
    expect(junk).toHaveLength(1)
    client.receive({ id: 1, ok: true, output: { removed: true } })
    client.receive({ id: 1, ok: true, output: { removed: false } })
    expect(await call).toEqual({ removed: true })
    expect(junk).toHaveLength(2)
  })

  test('drops junk without a word to the listeners', () => {
    const { junk, client } = open()
    const heard: unknown[] = []
    client.api.on('operation', (payload) => heard.push(payload))
    for (const message of [null, 5, {}, { event: 'nosuch', payload: {} }, { id: 99, ok: true, output: {} }])
      client.receive(message)
    expect(junk).toHaveLength(5)
    expect(heard).toEqual([])
  })

  test('gives events to their listeners until they are ended', () => {
    const { client } = open()
    const heard: unknown[] = []
    const progress = { operation: 'o', item: 'i', done: 1, total: 2, unit: 'bytes' }
    const end = client.api.on('operation', (payload) => heard.push(payload))
    client.receive({ event: 'operation', payload: progress })
    end()
    client.receive({ event: 'operation', payload: progress })
    expect(heard).toEqual([progress])
  })

  test('closing rejects what is pending and what comes after', async () => {
    const { client } = open()
    const call = client.api.call('models.list', {})
    client.close(new ApiError('failed', 'gone'))
    await expect(call).rejects.toThrow('gone')
    await expect(client.api.call('models.list', {})).rejects.toThrow('gone')
  })

  test('a transport that throws rejects the call', async () => {
    const client = createWireClient(() => {
      throw new Error('not open')
    })
    await expect(client.api.call('models.list', {})).rejects.toMatchObject({ code: 'failed', message: 'not open' })
  })
})

test('both sides together carry calls and events', async () => {
  const { api, emit } = fakeApi((name) =>
    name === 'queue.get' ? { jobs: [] as Job[], paused: false, genes: 0, done: 0, remaining: null } : undefined,
  )
  const client = createWireClient(
    (message) =>
      void answerRequest(api, structuredClone(message)).then((reply) => client.receive(structuredClone(reply))),
  )
  forwardEvents(api, (event) => client.receive(event))
  expect(await client.api.call('queue.get', {})).toMatchObject({ paused: false })
  const heard = vi.fn()
  client.api.on('probes.changed', heard)
  emit('probes.changed', {})
  expect(heard).toHaveBeenCalledWith({})
})
