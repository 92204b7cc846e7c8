import {
  apiPath,
  createWireClient,
  tokenFragment,
  tokenProtocolPrefix,
  wireProtocol,
  type WireClient,
} from '../../engine/api/wire.ts'
import { ApiError, type Api, type EventName, type EventPayload } from '../../engine/api/contract.ts'
import type { Connection } from './connection.ts'
import { KeptState } from './connection-state.ts'
import { KeptSocket } from './kept-socket.ts'

const tokenKey = 'cladescope.token'

/**
 * The token of the printed address, `#token=…`. It is taken out of the address, so that it does not end up in a
 * bookmark, and kept for this tab, so that a reload still has it.
 */
export function takeToken(): string {
  const fragment = new URLSearchParams(window.location.hash.replace(/^#/, ''))
  const token = fragment.get(tokenFragment)
  if (token === null) return window.sessionStorage.getItem(tokenKey) ?? ''
  window.sessionStorage.setItem(tokenKey, token)
  window.history.replaceState(null, '', `${window.location.pathname}${window.location.search}`)
  return token
}

/**
 * The Api over the web shell's WebSocket. A call waits for a connection that is being opened, and is rejected where
 * there is none. What listens to events hears them over every connection that follows.
 */
export function connectWebSocket(url: string, token: string): Connection {
  const connection = new KeptState()
  const waiting = new Set<() => void>()
  const subscriptions = new Set<{ attach(api: Api): void }>()
  let client: WireClient | null = null

  const answerWaiting = (): void => {
    for (const proceed of waiting) proceed()
    waiting.clear()
  }

  const socket = new KeptSocket(() => new WebSocket(url, [wireProtocol, tokenProtocolPrefix + token]), {
    onOpen: () => {
      client = createWireClient((message) => socket.send(JSON.stringify(message)))
      for (const subscription of subscriptions) subscription.attach(client.api)
      connection.become('open')
      answerWaiting()
    },
    onMessage: (data) => {
      const message = typeof data === 'string' ? parsed(data) : undefined
      if (message !== undefined) client?.receive(message)
    },
    onLost: () => {
      client?.close(new ApiError('failed', 'The connection to the engine was lost before it answered.'))
      client = null
      connection.become('lost')
      answerWaiting()
    },
  })

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

  return { api, chooser: null, state: connection.state, onState: connection.onState, retryNow: () => socket.retryNow() }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

export function webSocketAddress(location: Location): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${apiPath}`
}
