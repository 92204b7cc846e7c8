import { type DesktopBridge, portMessage } from '../../engine/api/desktop-bridge.ts'
import { chosenPlaces, engineStanding, type EngineStanding } from '../../engine/api/wire.ts'
import type { Connection } from './connection.ts'
import { KeptState } from './connection-state.ts'
import { KeptClient } from './kept-client.ts'

declare global {
  interface Window {
    readonly cladescope?: DesktopBridge
  }
}

/**
 * The Api over a port to the engine, which Electron's preload hands over. The bridge lives as long as the window; the
 * engine behind it may end and be started again, and each has a port of its own.
 */
export function connectBridge(bridge: DesktopBridge): Connection {
  const connection = new KeptState()
  const client = new KeptClient()
  let port: MessagePort | null = null
  let engine: EngineStanding['state'] = 'connecting'

  const letGo = (): void => {
    port?.close()
    port = null
  }

  const hear = (told: unknown): void => {
    const known = engineStanding.safeParse(told)
    if (!known.success) return
    const { state, reason } = known.data
    engine = state
    // Where main does not answer any more it is ending.
    if (state === 'open') return void bridge.connect().catch(() => undefined)
    letGo()
    if (state === 'lost' || state === 'down')
      client.lose(reason ?? 'The engine has ended before it answered.', state === 'down')
    connection.become(state)
  }

  window.addEventListener('message', ({ source, data, ports: [given] }: MessageEvent<unknown>) => {
    if (source !== window || data !== portMessage || given === undefined) return
    // A port that comes after its engine has ended leads nowhere.
    if (engine !== 'open') return given.close()
    letGo()
    port = given
    const receive = client.open((message) => given.postMessage(message))
    given.addEventListener('message', ({ data: message }: MessageEvent<unknown>) => receive(message))
    given.start()
    connection.become('open')
  })

  // What is told is newer than the answer to a question asked before it.
  let isTold = false
  bridge.onState((standing) => {
    isTold = true
    hear(standing)
  })
  void bridge.state().then(
    (standing) => {
      if (!isTold) hear(standing)
    },
    // Main is ending; there is nothing to learn from it.
    () => undefined,
  )
  return {
    api: client.api,
    chooser: {
      chooseFiles: async () => chosenPlaces.parse(await bridge.chooseFiles()),
      chooseFolder: async () => chosenPlaces.parse(await bridge.chooseFolder()),
    },
    state: connection.state,
    onState: connection.onState,
    retryNow: () => void bridge.retryNow(),
  }
}
