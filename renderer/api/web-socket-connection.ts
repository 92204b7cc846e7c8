import { apiPath, createWireClient, tokenFragment, tokenProtocolPrefix, wireProtocol, type WireClient } from '../../engine/api/wire.ts'
import { ApiError, type Api, type EventName, type EventPayload } from '../../engine/api/contract.ts'
import type { Connection, ConnectionState } from './connection.ts'

const tokenKey = 'cladescope.token'
const firstDelay = 400
const longestDelay = 5000

/**
 * The token of the printed address, `#token=…`. It is taken out of the address, so that it does not end up in a bookmark,
 * and kept for this tab, so that a reload still has it.
 */
export function takeToken(): string {
  const fragment = new URLSearchParams(window.location.hash.replace(/^#/, ''))
  const token = fragment.get(tokenFragment)
  if (token === null) return window.sessionStorage.getItem(tokenKey) ?? ''
  window.sessionStorage.setItem(tokenKey, token)
  window.history.replaceState(null, '', `${window.location.pathname}${window.location.search}`)
  return token
}

/** The Api over the web shell's WebSocket. A lost connection is tried again until it is back, with growing pauses. */
export function connectWebSocket(url: string, token: string): Connection {
  let state: ConnectionState = 'connecting'
  let client: WireClient | null = null
  let delay = firstDelay
  let timer: number | undefined
  const stateListeners = new Set<() => void>()
  const waiting = new Set<() => void>()
  const subscriptions = new Set<{ attach(api: Api): void }>()

  const become = (next: ConnectionState): void => {
    if (state === next) return
    state = next
    for (const listener of stateListeners) listener()
  }

  const open = (): void => {
    window.clearTimeout(timer)
    const socket = new WebSocket(url, [wireProtocol, tokenProtocolPrefix + token])
    let opened: WireClient | null = null
    socket.addEventListener('open', () => {
      delay = firstDelay
      opened = createWireClient((message) => socket.send(JSON.stringify(message)))
      client = opened
      for (const subscription of subscriptions) subscription.attach(opened.api)
      become('open')
      for (const proceed of waiting) proceed()
      waiting.clear()
    })
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (typeof event.data !== 'string') return
      let message: unknown
      try {
        message = JSON.parse(event.data)
      } catch {
        return
      }
      opened?.receive(message)
    })
    socket.addEventListener('close', () => {
      opened?.close(new ApiError('failed', 'The connection to the engine was lost before it answered.'))
      client = null
      become('lost')
      for (const proceed of waiting) proceed()
      waiting.clear()
      timer = window.setTimeout(open, delay)
      delay = Math.min(longestDelay, delay * 1.7)
    })
  }

  const connected = (): Promise<Api> => {
    if (client !== null) return Promise.resolve(client.api)
    return new Promise((resolve, reject) => {
      waiting.add(() => {
        if (client !== null) resolve(client.api)
        else reject(new ApiError('failed', 'There is no connection to the engine.'))
      })
    })
  }

  const api: Api = {
    call: async (name, input) => await (await connected()).call(name, input),
    on: <N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void) => {
      let end: () => void = () => undefined
      const subscription = {
        attach: (current: Api) => {
          end = current.on(name, listener)
        },
      }
      subscriptions.add(subscription)
      if (client !== null) subscription.attach(client.api)
      return () => {
        subscriptions.delete(subscription)
        end()
      }
    },
  }

  open()
  return {
    api,
    chooser: null,
    state: () => state,
    onState: (listener) => {
      stateListeners.add(listener)
      return () => stateListeners.delete(listener)
    },
    retryNow: () => {
      if (client === null) open()
    },
  }
}

export function webSocketAddress(location: Location): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${apiPath}`
}
