/**
 * Runs sandboxed before the page; bundled into one CommonJS file. Exposes named functions, never ipcRenderer itself.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { type DesktopBridge, portMessage } from '../engine/api/desktop-bridge.ts'
import { channels } from './channels.ts'

/** The page's window, as far as it is used here: this folder is not compiled with the types of a page. */
declare const window: {
  postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void
}

/** Paths of files that the system has handed the page; a file that the page has made has none. */
function pathsOf(files: readonly object[]): string[] {
  return files.map((file) => webUtils.getPathForFile(file as File)).filter((path) => path !== '')
}

const bridge: DesktopBridge = {
  connect: () => ipcRenderer.invoke(channels.connect),
  state: () => ipcRenderer.invoke(channels.state),
  onState: (listener) => {
    // The page's listener never sees Electron's event object, which leads to the sender.
    const forward = (_: unknown, standing: unknown): void => listener(standing)
    ipcRenderer.on(channels.stateChanged, forward)
    return () => {
      ipcRenderer.removeListener(channels.stateChanged, forward)
    }
  },
  retryNow: () => ipcRenderer.invoke(channels.retryNow),
  chooseFiles: () => ipcRenderer.invoke(channels.chooseFiles),
  chooseFolder: () => ipcRenderer.invoke(channels.chooseFolder),
  onOpened: (listener) => {
    const forward = (_: unknown, files: unknown): void => listener(files)
    ipcRenderer.on(channels.opened, forward)
    // Where main does not answer any more it is ending.
    ipcRenderer.invoke(channels.takeOpened).catch(() => undefined)
    return () => {
      ipcRenderer.removeListener(channels.opened, forward)
    }
  },
  openDropped: (files) => ipcRenderer.invoke(channels.openDropped, pathsOf(files)),
  tellAppearance: (appearance) => ipcRenderer.invoke(channels.tellAppearance, appearance),
  onAppearancePicked: (listener) => {
    const forward = (_: unknown, appearance: unknown): void => listener(appearance)
    ipcRenderer.on(channels.appearancePicked, forward)
    return () => {
      ipcRenderer.removeListener(channels.appearancePicked, forward)
    }
  },
  stopReport: () => ipcRenderer.invoke(channels.stopReport),
  reload: () => ipcRenderer.invoke(channels.reload),
  openLogs: () => ipcRenderer.invoke(channels.openLogs),
  copyReport: () => ipcRenderer.invoke(channels.copyReport),
}

// Main has looked at who asks. The window has no frames, and shows the app's own pages only (hardening.ts), so any
// origin means this page.
ipcRenderer.on(channels.port, ({ ports }) => window.postMessage(portMessage, '*', ports))

contextBridge.exposeInMainWorld('cladescope', bridge)
