import { expect, test, vi } from 'vitest'
import type { DesktopBridge } from '../../../engine/api/wire.ts'
import { connectBridge } from '../../../renderer/api/bridge-connection.ts'

function setUp(answer: unknown = 'open') {
  let tell: (state: unknown) => void = () => undefined
  const retryNow = vi.fn(async () => undefined)
  const bridge = {
    state: async () => answer,
    onState: (listener: (state: unknown) => void) => {
      tell = listener
      return () => undefined
    },
    retryNow,
  } as unknown as DesktopBridge
  const connection = connectBridge(bridge)
  const states: string[] = []
  connection.onState(() => states.push(connection.state()))
  return { connection, states, retryNow, tell: (state: unknown) => tell(state) }
}

const settle = () => new Promise((resolve) => setTimeout(resolve))

test('the page knows when the engine ends and when it is back', async () => {
  const { connection, states, tell, retryNow } = setUp()
  expect(connection.state()).toBe('connecting')
  await settle()
  tell('lost')
  tell('open')
  tell('lost')
  tell('down')
  expect(states).toEqual(['open', 'lost', 'open', 'lost', 'down'])
  connection.retryNow()
  expect(retryNow).toHaveBeenCalledOnce()
})

test('what is told counts before the answer to an earlier question, and nonsense not at all', async () => {
  const { connection, tell } = setUp('open')
  tell('lost')
  await settle()
  expect(connection.state()).toBe('lost')
  tell({ state: 'open' })
  expect(connection.state()).toBe('lost')
})
