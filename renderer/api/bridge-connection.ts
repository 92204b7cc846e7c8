import { chosenPlaces, connectionState, createBridgeApi, type DesktopBridge } from '../../engine/api/wire.ts'
import type { Connection } from './connection.ts'
import { KeptState } from './connection-state.ts'

declare global {
  interface Window {
    readonly cladescope?: DesktopBridge
  }
}

/**
 * The Api over the bridge of Electron's preload. The bridge lives as long as the window; the engine behind it may end
 * and be started again.
 */
export function connectBridge(bridge: DesktopBridge): Connection {
  const connection = new KeptState()
  const become = (state: unknown): void => {
    const known = connectionState.safeParse(state)
    if (known.success) connection.become(known.data)
  }
  // What is told is newer than the answer to a question asked before it.
  let isTold = false
  bridge.onState((state) => {
    isTold = true
    become(state)
  })
  void bridge.state().then(
    (state) => {
      if (!isTold) become(state)
    },
    // Main is ending; there is nothing to learn from it.
    () => undefined,
  )
  return {
    api: createBridgeApi(bridge),
    chooser: {
      chooseFiles: async () => chosenPlaces.parse(await bridge.chooseFiles()),
      chooseFolder: async () => chosenPlaces.parse(await bridge.chooseFolder()),
    },
    state: connection.state,
    onState: connection.onState,
    retryNow: () => void bridge.retryNow(),
  }
}
