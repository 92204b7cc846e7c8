import { chosenPlaces, createBridgeApi, type DesktopBridge } from '../../engine/api/wire.ts'
import type { Connection } from './connection.ts'

declare global {
  interface Window {
    readonly cladescope?: DesktopBridge
  }
}

/** The Api over the bridge of Electron's preload. The bridge lives as long as the window. */
export function connectBridge(bridge: DesktopBridge): Connection {
  return {
    api: createBridgeApi(bridge),
    chooser: {
      chooseFiles: async () => chosenPlaces.parse(await bridge.chooseFiles()),
      chooseFolder: async () => chosenPlaces.parse(await bridge.chooseFolder()),
    },
    state: () => 'open',
    onState: () => () => undefined,
    retryNow: () => undefined,
  }
}
