import type { BrowserWindow, Dialog, IpcMain, IpcMainInvokeEvent } from 'electron'
import { expect, test, vi } from 'vitest'
import { connectApiBridge, isFromOwnPage } from '../../electron/api-bridge.ts'
import type { Api } from '../../engine/api/contract.ts'
import type { ConnectionState } from '../../engine/api/wire.ts'

function setUp(
  chosen: { canceled: boolean; filePaths: string[] } = {
    canceled: false,
    filePaths: ['/models/a.gguf', '/models/b.gguf'],
  },
) {
  const handlers = new Map<string, (event: IpcMainInvokeEvent, ...values: unknown[]) => Promise<unknown>>()
  const sent: unknown[][] = []
  const mainFrame = { url: 'app://cladescope/index.html', parent: null }
  const webContents = { mainFrame, isDestroyed: () => false, send: (...values: unknown[]) => sent.push(values) }
  const window = { webContents } as unknown as BrowserWindow
  const listeners = new Map<string, (payload: unknown) => void>()
  const call = vi.fn(async () => [])
  const api = {
    call,
    on: (name: string, listener: (payload: unknown) => void) => (
      listeners.set(name, listener), () => listeners.delete(name)
    ),
  } as unknown as Api
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
      api,
      grantPlace,
      state: () => engineState.now,
      onState: (listener) => {
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
    call,
    showOpenDialog,
    grantPlace,
    listeners,
    sent,
    end,
    become,
    retryNow,
    stateListeners,
    loseWindow: () => (current = undefined),
  }
}

test('the page calls the Api', async () => {
  const { invoke, own, call, handlers } = setUp()
  expect([...handlers.keys()].sort()).toEqual([
    'cladescope:call',
    'cladescope:choose-files',
    'cladescope:choose-folder',
    'cladescope:retry-now',
    'cladescope:state',
  ])
  expect(await invoke('cladescope:call', own, 'models.list', {})).toEqual({ id: 0, ok: true, output: [] })
  expect(call).toHaveBeenCalledWith('models.list', {})
})

test('what is said is checked after who says it', async () => {
  const { invoke, own, call } = setUp()
  expect(await invoke('cladescope:call', own, '__proto__', {})).toMatchObject({ ok: false, error: { code: 'invalid' } })
  expect(call).not.toHaveBeenCalled()
})

test('foreign senders are refused on every channel', async () => {
  const { invoke, webContents, call, showOpenDialog, become, retryNow } = setUp()
  const frame = webContents.mainFrame
  const foreign = [
    { sender: webContents, senderFrame: null },
    { sender: webContents, senderFrame: { ...frame } },
    { sender: webContents, senderFrame: { url: frame.url, parent: frame } },
    { sender: { ...webContents }, senderFrame: frame },
  ] as unknown as IpcMainInvokeEvent[]
  for (const event of foreign) {
    expect(await invoke('cladescope:call', event, 'models.list', {})).toMatchObject({ ok: false })
    expect(await invoke('cladescope:choose-files', event)).toEqual([])
    expect(await invoke('cladescope:choose-folder', event)).toEqual([])
    become('lost')
    expect(await invoke('cladescope:state', event)).toBe('connecting')
    await invoke('cladescope:retry-now', event)
  }
  expect(retryNow).not.toHaveBeenCalled()
  expect(call).not.toHaveBeenCalled()
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
  const { invoke, own, loseWindow, listeners, sent } = setUp()
  loseWindow()
  expect(await invoke('cladescope:call', own, 'models.list', {})).toMatchObject({ ok: false })
  listeners.get('models.changed')!({})
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

test('events reach the window until the bridge is ended', () => {
  const { listeners, sent, end } = setUp()
  listeners.get('models.changed')!({})
  expect(sent).toEqual([['cladescope:event', 'models.changed', {}]])
  end()
  expect(listeners.size).toBe(0)
})

test('the window is told when the engine ends and is back, and may ask for it', async () => {
  const { invoke, own, become, retryNow, sent, end, stateListeners } = setUp()
  expect(await invoke('cladescope:state', own)).toBe('open')
  become('lost')
  expect(await invoke('cladescope:state', own)).toBe('lost')
  become('open')
  expect(sent).toEqual([
    ['cladescope:state-changed', 'lost'],
    ['cladescope:state-changed', 'open'],
  ])
  await invoke('cladescope:retry-now', own)
  expect(retryNow).toHaveBeenCalledOnce()
  end()
  expect(stateListeners.size).toBe(0)
})
