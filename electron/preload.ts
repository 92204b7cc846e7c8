/**
 * Runs sandboxed before the page; bundled into one CommonJS file. Exposes named functions, never ipcRenderer itself.
 */
import { contextBridge, ipcRenderer } from 'electron'
import type { DesktopBridge } from '../engine/api/wire.ts'
import { channels } from './channels.ts'

const bridge: DesktopBridge = {
  call: (name, input) => ipcRenderer.invoke(channels.call, name, input),
  on: (name, listener) => {
    // The page's listener never sees Electron's event object, which leads to the sender.
    const forward = (_: unknown, event: unknown, payload: unknown): void => {
      if (event === name) listener(payload)
    }
    ipcRenderer.on(channels.event, forward)
    return () => {
      ipcRenderer.removeListener(channels.event, forward)
    }
  },
  state: () => ipcRenderer.invoke(channels.state),
  onState: (listener) => {
    const forward = (_: unknown, state: unknown): void => listener(state)
    ipcRenderer.on(channels.stateChanged, forward)
    return () => {
      ipcRenderer.removeListener(channels.stateChanged, forward)
    }
  },
  retryNow: () => ipcRenderer.invoke(channels.retryNow),
  chooseFiles: () => ipcRenderer.invoke(channels.chooseFiles),
  chooseFolder: () => ipcRenderer.invoke(channels.chooseFolder),
}

contextBridge.exposeInMainWorld('cladescope', bridge)
