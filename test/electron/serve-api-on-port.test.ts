import { expect, test, vi } from 'vitest'
import { serveApiOnPort } from '../../electron/serve-api-on-port.ts'
import type { Api } from '../../engine/api/contract.ts'
import { createWireClient } from '../../engine/api/wire.ts'
import { fakeChannel } from './fake-electron.ts'

/** An Api whose answers the test gives, by the id of the model that is asked for, and a page at the other end. */
function setUp() {
  const answers = new Map<string, (output: unknown) => void>()
  const listeners = new Set<(payload: unknown) => void>()
  const api = {
    call: (_: string, { modelId }: { modelId: string }) => new Promise((resolve) => answers.set(modelId, resolve)),
    on: (_: string, listener: (payload: unknown) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  } as unknown as Api
  const { port1, port2 } = fakeChannel()
  const end = serveApiOnPort(api, port2)
  const client = createWireClient((message) => port1.postMessage(message))
  const said = vi.fn()
  port1.on('message', ({ data }) => {
    said(data)
    client.receive(data)
  })
  port1.start()
  return { answers, listeners, end, page: client.api, port: port1, served: port2, said }
}

test('answers go to their calls in whatever order they come', async () => {
  const { answers, page } = setUp()
  const calls = ['a', 'b', 'c'].map((modelId) => page.call('models.remove', { modelId }))
  await expect.poll(() => answers.size).toBe(3)
  for (const modelId of ['c', 'a', 'b']) answers.get(modelId)!({ removed: modelId === 'a' })
  expect(await Promise.all(calls)).toEqual([{ removed: true }, { removed: false }, { removed: false }])
})

test('when the other end is gone events end, and an answer that is still due harms nothing', async () => {
  const { answers, listeners, page, port, said } = setUp()
  void page.call('models.remove', { modelId: 'a' })
  await expect.poll(() => answers.size).toBe(1)
  expect(listeners.size).toBeGreaterThan(0)
  port.close()
  await expect.poll(() => listeners.size).toBe(0)
  answers.get('a')!({ removed: true })
  await new Promise((resolve) => setTimeout(resolve))
  expect(said).not.toHaveBeenCalled()
})

test('after its end no events are sent; what was asked before is still answered', async () => {
  const { answers, listeners, end, page } = setUp()
  const call = page.call('models.remove', { modelId: 'a' })
  await expect.poll(() => answers.size).toBe(1)
  end()
  expect(listeners.size).toBe(0)
  answers.get('a')!({ removed: true })
  expect(await call).toEqual({ removed: true })
})
