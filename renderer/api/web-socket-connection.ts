import { apiPath, tokenFragment, tokenProtocolPrefix, wireProtocol } from '../../engine/api/wire.ts'
import type { Connection } from './connection.ts'
import { KeptState } from './connection-state.ts'
import { KeptClient } from './kept-client.ts'
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

/** The Api over the web shell's WebSocket; see KeptClient. */
export function connectWebSocket(url: string, token: string): Connection {
  const connection = new KeptState()
  const client = new KeptClient()
  let receive: (message: unknown) => void = () => undefined

  const socket = new KeptSocket(() => new WebSocket(url, [wireProtocol, tokenProtocolPrefix + token]), {
    onOpen: () => {
      receive = client.open((message) => socket.send(JSON.stringify(message)))
      connection.become('open')
    },
    onMessage: (data) => {
      const message = typeof data === 'string' ? parsed(data) : undefined
      if (message !== undefined) receive(message)
    },
    onLost: () => {
      client.lose('The connection to the engine was lost before it answered.')
      connection.become('lost')
    },
  })

  return {
    api: client.api,
    chooser: null,
    state: connection.state,
    onState: connection.onState,
    retryNow: () => socket.retryNow(),
  }
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
