import type { BrowserWindow, Dialog, IpcMain, IpcMainInvokeEvent } from 'electron'
import type { Place } from '../engine/api/contract.ts'
import { answerRequest, type ConnectionState, forwardEvents, type WireReply } from '../engine/api/wire.ts'
import { channels } from './channels.ts'
import type { EngineProcess } from './engine-process.ts'
import { isOwnUrl } from './origin.ts'

export interface ApiBridgeParts {
  readonly ipcMain: Pick<IpcMain, 'handle'>
  readonly dialog: Pick<Dialog, 'showOpenDialog'>
  readonly engine: Pick<EngineProcess, 'api' | 'grantPlace' | 'state' | 'onState' | 'retryNow'>
  /** The window that the UI is in, while there is one. */
  readonly window: () => BrowserWindow | undefined
}

/** Carries the Api between the page and the engine. Who sent a message is checked first, then what it says. */
export function connectApiBridge({ ipcMain, dialog, engine, window }: ApiBridgeParts): () => void {
  ipcMain.handle(channels.call, async (event, call: unknown, input: unknown): Promise<WireReply> => {
    if (!isFromOwnPage(event, window())) return refused
    return await answerRequest(engine.api, { id: 0, call, input })
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
    (event): ConnectionState => (isFromOwnPage(event, window()) ? engine.state() : 'connecting'),
  )
  ipcMain.handle(channels.retryNow, (event): void => {
    if (isFromOwnPage(event, window())) engine.retryNow()
  })

  const send = (channel: string, ...values: unknown[]): void => {
    const contents = window()?.webContents
    if (contents !== undefined && !contents.isDestroyed()) contents.send(channel, ...values)
  }
  const endEvents = forwardEvents(engine.api, ({ event, payload }) => send(channels.event, event, payload))
  const endStates = engine.onState(() => send(channels.stateChanged, engine.state()))
  return () => {
    endEvents()
    endStates()
  }
}

const refused: WireReply = {
  id: 0,
  ok: false,
  error: { code: 'invalid', message: 'the sender is not a page of this app' },
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
