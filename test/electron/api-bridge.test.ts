import type { BrowserWindow, Dialog, IpcMain, IpcMainInvokeEvent, MessagePortMain } from 'electron'
import { expect, test, vi } from 'vitest'
import { connectApiBridge, isFromOwnPage } from '../../electron/api-bridge.ts'
import type { ConnectionState } from '../../engine/api/wire.ts'
import { fakeChannel } from './fake-electron.ts'

function setUp(
  chosen: { canceled: boolean; filePaths: string[] } = {
    canceled: false,
    filePaths: ['/models/a.gguf', '/models/b.gguf'],
  },
) {
  const handlers = new Map<string, (event: IpcMainInvokeEvent, ...values: unknown[]) => Promise<unknown>>()
  const sent: unknown[][] = []
  const postMessage = vi.fn()
  const mainFrame = { url: 'app://cladescope/index.html', parent: null, postMessage }
  const webContents = { mainFrame, isDestroyed: () => false, send: (...values: unknown[]) => sent.push(values) }
  const window = { webContents } as unknown as BrowserWindow
  const ports: MessagePortMain[] = []
  const connect = vi.fn((): MessagePortMain | undefined => {
    if (engineState.now !== 'open') return undefined
    ports.push(fakeChannel().port1)
    return ports.at(-1)
  })
  const showOpenDialog = vi.fn(async () => chosen)
  const grantPlace = vi.fn(async (path: string) => ({ id: `grant-of-${path}`, name: path, path }))
  const engineState: { now: ConnectionState } = { now: 'open' }
  const stateListeners = new Set<() => void>()
  const retryNow = vi.fn()
  const become = (next: ConnectionState) => {
    engineState.now = next
    for (const listener of stateListeners) listener()
  }
  let current: BrowserWindow | undefined = window
  const end = connectApiBridge({
    ipcMain: { handle: (channel, handler) => void handlers.set(channel, handler as never) } satisfies Pick<
      IpcMain,
      'handle'
    >,
    dialog: { showOpenDialog } as unknown as Pick<Dialog, 'showOpenDialog'>,
    engine: {
      connect,
      grantPlace,
      standing: () => ({ state: engineState.now, reason: null }),
      onStanding: (listener) => {
        stateListeners.add(listener)
        return () => stateListeners.delete(listener)
      },
      retryNow,
    },
    window: () => current,
  })
  const own = { sender: webContents, senderFrame: mainFrame } as unknown as IpcMainInvokeEvent
  const invoke = (channel: string, event: IpcMainInvokeEvent, ...values: unknown[]) =>
    handlers.get(channel)!(event, ...values)
  return {
    handlers,
    invoke,
    own,
    webContents,
    window,
    connect,
    ports,
    postMessage,
    showOpenDialog,
    grantPlace,
    sent,
    end,
    become,
    retryNow,
    stateListeners,
    loseWindow: () => (current = undefined),
  }
}

test('the page that asks for the engine is given a port of its own', async () => {
  const { invoke, own, connect, ports, postMessage, handlers } = setUp()
  expect([...handlers.keys()].sort()).toEqual([
    'cladescope:choose-files',
    'cladescope:choose-folder',
    'cladescope:connect',
    'cladescope:retry-now',
    'cladescope:state',
  ])
  expect(await invoke('cladescope:connect', own, 'whatever')).toBeUndefined()
  await invoke('cladescope:connect', own)
  expect(connect).toHaveBeenCalledTimes(2)
  expect(postMessage.mock.calls).toEqual(ports.map((port) => ['cladescope:port', null, [port]]))
  expect(postMessage.mock.calls[0]![2][0]).toBe(ports[0])
  expect(postMessage.mock.calls[1]![2][0]).toBe(ports[1])
})

test('where the engine is not there, nothing is given', async () => {
  const { invoke, own, postMessage, become } = setUp()
  become('lost')
  await invoke('cladescope:connect', own)
  expect(postMessage).not.toHaveBeenCalled()
})

test('foreign senders are refused on every channel', async () => {
  const { invoke, webContents, connect, postMessage, showOpenDialog, retryNow } = setUp()
  const frame = webContents.mainFrame
  const foreign = [
    { sender: webContents, senderFrame: null },
    { sender: webContents, senderFrame: { ...frame } },
    { sender: webContents, senderFrame: { url: frame.url, parent: frame } },
    { sender: { ...webContents }, senderFrame: frame },
  ] as unknown as IpcMainInvokeEvent[]
  for (const event of foreign) {
    await invoke('cladescope:connect', event)
    expect(await invoke('cladescope:choose-files', event)).toEqual([])
    expect(await invoke('cladescope:choose-folder', event)).toEqual([])
    expect(await invoke('cladescope:state', event)).toEqual({ state: 'connecting', reason: null })
    await invoke('cladescope:retry-now', event)
  }
  expect(retryNow).not.toHaveBeenCalled()
  expect(connect).not.toHaveBeenCalled()
  expect(postMessage).not.toHaveBeenCalled()
  expect(showOpenDialog).not.toHaveBeenCalled()
})

test.each(['https://example.org/', 'file:///index.html', 'app://cladescope.example.org/', 'about:blank'])(
  'the own frame showing %s is refused',
  (url) => {
    const { own, window, webContents } = setUp()
    webContents.mainFrame.url = url
    expect(isFromOwnPage(own, window)).toBe(false)
  },
)

test('without a window nothing is answered', async () => {
  const { invoke, own, loseWindow, connect, become, sent } = setUp()
  loseWindow()
  await invoke('cladescope:connect', own)
  expect(connect).not.toHaveBeenCalled()
  become('lost')
  expect(sent).toEqual([])
})

test('chosen paths become grants; what the page says about paths is ignored', async () => {
  const { invoke, own, showOpenDialog, grantPlace } = setUp()
  const places = await invoke('cladescope:choose-files', own, '/etc/passwd')
  expect(places).toEqual([
    { id: 'grant-of-/models/a.gguf', name: '/models/a.gguf', path: '/models/a.gguf' },
    { id: 'grant-of-/models/b.gguf', name: '/models/b.gguf', path: '/models/b.gguf' },
  ])
  expect(JSON.stringify(showOpenDialog.mock.calls)).not.toContain('/etc')
  expect(grantPlace).toHaveBeenCalledTimes(2)
})

test('a cancelled dialog grants nothing', async () => {
  const { invoke, own, grantPlace } = setUp({ canceled: true, filePaths: ['/x'] })
  expect(await invoke('cladescope:choose-folder', own)).toEqual([])
  expect(grantPlace).not.toHaveBeenCalled()
})

test('the window is told when the engine ends and is back, and may ask for it', async () => {
  const { invoke, own, become, retryNow, sent, end, stateListeners } = setUp()
  expect(await invoke('cladescope:state', own)).toEqual({ state: 'open', reason: null })
  become('lost')
  expect(await invoke('cladescope:state', own)).toMatchObject({ state: 'lost' })
  become('open')
  expect(sent).toEqual([
    ['cladescope:state-changed', { state: 'lost', reason: null }],
    ['cladescope:state-changed', { state: 'open', reason: null }],
  ])
  await invoke('cladescope:retry-now', own)
  expect(retryNow).toHaveBeenCalledOnce()
  end()
  expect(stateListeners.size).toBe(0)
})
