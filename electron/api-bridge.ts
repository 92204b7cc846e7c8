import type { BrowserWindow, Dialog, IpcMain, IpcMainInvokeEvent } from 'electron'
import type { Place } from '../engine/api/contract.ts'
import type { EngineStanding } from '../engine/api/wire.ts'
import { channels } from './channels.ts'
import type { EngineProcess } from './engine-process.ts'
import { isOwnUrl } from './origin.ts'

interface ApiBridgeParts {
  readonly ipcMain: Pick<IpcMain, 'handle'>
  readonly dialog: Pick<Dialog, 'showOpenDialog'>
  readonly engine: Pick<EngineProcess, 'connect' | 'grantPlace' | 'standing' | 'onStanding' | 'retryNow'>
  /** The window that the UI is in, while there is one. */
  readonly window: () => BrowserWindow | undefined
}

/**
 * Brings page and engine together. Who sends a message is checked first; a page that asks for the engine is given one
 * end of a port, the engine the other, and the Api goes past main.
 */
export function connectApiBridge({ ipcMain, dialog, engine, window }: ApiBridgeParts): () => void {
  ipcMain.handle(channels.connect, (event): void => {
    if (!isFromOwnPage(event, window())) return
    const port = engine.connect()
    if (port !== undefined) event.senderFrame?.postMessage(channels.port, null, [port])
  })

  const choose = async (
    event: IpcMainInvokeEvent,
    properties: ('openFile' | 'openDirectory' | 'multiSelections')[],
  ): Promise<Place[]> => {
    const parent = window()
    if (parent === undefined || !isFromOwnPage(event, parent)) return []
    const filters = properties.includes('openFile') ? [{ name: 'GGUF models', extensions: ['gguf'] }] : []
    const { canceled, filePaths } = await dialog.showOpenDialog(parent, { properties, filters })
    return canceled ? [] : await Promise.all(filePaths.map((path) => engine.grantPlace(path)))
  }
  ipcMain.handle(channels.chooseFiles, (event) => choose(event, ['openFile', 'multiSelections']))
  ipcMain.handle(channels.chooseFolder, (event) => choose(event, ['openDirectory']))

  ipcMain.handle(
    channels.state,
    (event): EngineStanding =>
      isFromOwnPage(event, window()) ? engine.standing() : { state: 'connecting', reason: null },
  )
  ipcMain.handle(channels.retryNow, (event): void => {
    if (isFromOwnPage(event, window())) engine.retryNow()
  })

  return engine.onStanding(() => {
    const contents = window()?.webContents
    if (contents !== undefined && !contents.isDestroyed()) contents.send(channels.stateChanged, engine.standing())
  })
}

/** A request of the page, answered only where it comes from the app's own page; else with `refused`. */
export function handleOwn<Answer>(
  { ipcMain, window }: Pick<ApiBridgeParts, 'ipcMain' | 'window'>,
  channel: string,
  refused: Answer,
  answer: (value: unknown) => Answer | Promise<Answer>,
): void {
  ipcMain.handle(channel, (event, value: unknown) => (isFromOwnPage(event, window()) ? answer(value) : refused))
}

/** Whether a message comes from the top frame of the app's own window, showing one of the app's own pages. */
export function isFromOwnPage(
  event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  window: BrowserWindow | undefined,
): boolean {
  const frame = event.senderFrame
  if (window === undefined || frame === null || event.sender !== window.webContents) return false
  return frame.parent === null && frame === window.webContents.mainFrame && isOwnUrl(frame.url)
}
