/** The whole of main on a faked Electron: what it does in which order, and what becomes of files that are opened. */
import { EventEmitter } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../cli/run-cli.ts'
import { fakeChannel, fakeProcess, type FakeProcess } from './fake-electron.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

/** What main has done with Electron, in order, by the names of what was called. */
const done: string[] = []

class FakeWindow extends EventEmitter {
  static latest: FakeWindow | undefined
  static count = 0
  readonly mainFrame = { url: 'app://cladescope/', parent: null }
  readonly sent: unknown[][] = []
  readonly webContents = Object.assign(new EventEmitter(), {
    mainFrame: this.mainFrame,
    isDestroyed: () => false,
    send: (...values: unknown[]) => void this.sent.push(values),
  })
  readonly loaded: string[] = []
  readonly options: Record<string, unknown>
  isMinimized = () => false
  isDestroyed = () => false
  isFocused = () => false
  isMaximized = () => false
  isFullScreen = () => false
  getNormalBounds = () => ({ x: 5, y: 6, width: 900, height: 700 })
  show = vi.fn()
  focus = vi.fn()
  maximize = vi.fn()
  setProgressBar = vi.fn()
  setBackgroundColor = vi.fn()
  loadURL = vi.fn(async (address: string) => void this.loaded.push(address))
  constructor(options: Record<string, unknown>) {
    super()
    this.options = options
    FakeWindow.latest = this
    FakeWindow.count += 1
    done.push('window')
  }
}

const hosts: FakeProcess[] = []
const handlers = new Map<string, (event: unknown, value?: unknown) => unknown>()
let ready: () => void = () => undefined
let isFirst = true
/** Switches of the start. */
const given = new Set<string>()

const app = Object.assign(new EventEmitter(), {
  isPackaged: true,
  commandLine: {
    appendSwitch: (name: string) => void done.push(`switch ${name}`),
    hasSwitch: (name: string) => given.has(name),
  },
  exit: vi.fn(),
  enableSandbox: () => void done.push('sandbox'),
  requestSingleInstanceLock: vi.fn(() => isFirst),
  whenReady: () => new Promise<void>((resolve) => (ready = resolve)),
  quit: vi.fn(),
  getPath: (name: string) => join(folder.path, name),
  getVersion: () => '1.2.3',
  addRecentDocument: vi.fn(),
  clearRecentDocuments: vi.fn(),
  setBadgeCount: vi.fn(),
})
const sessionEvents = new EventEmitter()
const setApplicationMenu = vi.fn()
const openDialog = vi.fn(async () => ({ canceled: true, filePaths: [] as string[] }))
const showErrorBox = vi.fn()
const nativeTheme = Object.assign(new EventEmitter(), {
  themeSource: 'system',
  shouldUseDarkColors: false,
  shouldUseHighContrastColors: false,
})

vi.mock('electron', () => ({
  app,
  BrowserWindow: FakeWindow,
  clipboard: { writeText: vi.fn() },
  dialog: { showOpenDialog: openDialog, showErrorBox },
  ipcMain: { handle: (channel: string, handler: never) => void handlers.set(channel, handler) },
  Menu: { setApplicationMenu, buildFromTemplate: (template: unknown) => template },
  MessageChannelMain: function () {
    return fakeChannel()
  },
  nativeTheme,
  Notification: class {
    on = vi.fn()
    show = vi.fn()
  },
  protocol: {
    registerSchemesAsPrivileged: () => void done.push('schemes'),
    handle: () => void done.push('protocol'),
  },
  screen: {
    getPrimaryDisplay: () => ({ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }),
    getAllDisplays: () => [],
  },
  session: {
    defaultSession: Object.assign(sessionEvents, {
      setPermissionRequestHandler: () => void done.push('permissions'),
      setPermissionCheckHandler: vi.fn(),
      setDevicePermissionHandler: vi.fn(),
      setDisplayMediaRequestHandler: vi.fn(),
      setProxy: async () => undefined,
      setSpellCheckerEnabled: vi.fn(),
      setSpellCheckerDictionaryDownloadURL: vi.fn(),
      webRequest: { onBeforeRequest: () => void done.push('requests') },
    }),
  },
  shell: { openExternal: vi.fn(), openPath: vi.fn(async () => '') },
  utilityProcess: {
    fork: () => {
      const host = fakeProcess()
      hosts.push(host)
      return host
    },
  },
}))

beforeEach(() => {
  vi.resetModules()
  vi.clearAllMocks()
  app.removeAllListeners()
  nativeTheme.removeAllListeners()
  sessionEvents.removeAllListeners()
  process.removeAllListeners('uncaughtExceptionMonitor')
  nativeTheme.themeSource = 'system'
  done.length = 0
  hosts.length = 0
  handlers.clear()
  FakeWindow.latest = undefined
  FakeWindow.count = 0
  isFirst = true
  for (const name of ['userData', 'logs']) mkdirSync(join(folder.path, name), { recursive: true })
})

async function start(): Promise<void> {
  await import('../../electron/main.ts')
  ready()
  await new Promise((resolve) => setTimeout(resolve))
}

/** The engine opens, and grants whatever place is asked for. */
function openEngine(): void {
  const host = hosts.at(-1)!
  host.on('posted', (message: { kind: string; id: number; path: string }) => {
    if (message.kind === 'grant')
      host.emit('message', {
        kind: 'granted',
        id: message.id,
        place: { id: `id of ${message.path}`, name: message.path, path: message.path },
      })
    if (message.kind === 'close') queueMicrotask(() => host.emit('exit', 0))
  })
  host.emit('message', { kind: 'opened' })
}

const own = () => ({ sender: FakeWindow.latest!.webContents, senderFrame: FakeWindow.latest!.mainFrame })
const ask = (channel: string, value?: unknown) => handlers.get(`cladescope:${channel}`)!(own(), value)
const openedPaths = () =>
  FakeWindow.latest!.sent.filter(([channel]) => channel === 'cladescope:opened').map(([, files]) =>
    (files as { place: { path: string } }[]).map(({ place }) => place.path),
  )

const model = (name: string): string => {
  const path = join(folder.path, name)
  writeFileSync(path, 'GGUF')
  return path
}

test('sandbox, switches and scheme come before the app is ready; rights before the window', async () => {
  await import('../../electron/main.ts')
  expect(done[0]).toBe('sandbox')
  expect(done).toContain('switch host-resolver-rules')
  expect(done).toContain('schemes')
  expect(done).not.toContain('window')
  ready()
  await new Promise((resolve) => setTimeout(resolve))
  for (const right of ['permissions', 'requests', 'protocol'])
    expect(done.indexOf(right)).toBeLessThan(done.indexOf('window'))
  expect(FakeWindow.latest!.loaded).toEqual(['app://cladescope/'])
  expect(setApplicationMenu).toHaveBeenCalledOnce()
})

test('a start without the sandbox opens nothing, and says why', async () => {
  given.add('no-sandbox')
  await start()
  given.clear()
  expect(showErrorBox).toHaveBeenCalledWith('Cladescope', expect.stringContaining('sandbox'))
  expect(app.exit).toHaveBeenCalledWith(1)
  expect(hosts).toHaveLength(0)
  expect(FakeWindow.count).toBe(0)
})

test('a second start hands its files to the first and ends', async () => {
  isFirst = false
  await start()
  expect(app.quit).toHaveBeenCalledOnce()
  expect(hosts).toHaveLength(0)
  expect(app.requestSingleInstanceLock).toHaveBeenCalledWith({ paths: [] })
})

test('files that are opened before the app is ready, by a second start and later come to the page, in order', async () => {
  const [early, second, late] = ['early.gguf', 'second.gguf', 'late.gguf'].map(model) as [string, string, string]
  await import('../../electron/main.ts')
  const preventDefault = vi.fn()
  app.emit('open-file', { preventDefault }, early)
  expect(preventDefault).toHaveBeenCalledOnce()
  ready()
  await new Promise((resolve) => setTimeout(resolve))
  app.emit('second-instance', {}, ['cladescope', '--odd'], '/', { paths: [second] })
  openEngine()
  await new Promise((resolve) => setTimeout(resolve))
  expect(openedPaths()).toEqual([])
  ask('take-opened')
  await expect.poll(openedPaths).toEqual([[early, second]])
  app.emit('open-file', { preventDefault }, late)
  await expect.poll(openedPaths).toEqual([[early, second], [late]])
  expect(app.addRecentDocument.mock.calls).toEqual([[early], [second], [late]])
  expect(JSON.parse(readFileSync(join(folder.path, 'userData', 'recent-files.json'), 'utf8'))).toEqual([
    late,
    second,
    early,
  ])
  expect(FakeWindow.count).toBe(1)
})

test('what a second start hands over is checked', async () => {
  await start()
  openEngine()
  ask('take-opened')
  app.emit('second-instance', {}, [], '/', { paths: [7] })
  app.emit('second-instance', {}, [], '/', undefined)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(openedPaths()).toEqual([])
  expect(FakeWindow.latest!.focus).toHaveBeenCalledTimes(3)
})

test('a page that is loaded anew is handed files only once it asks again', async () => {
  const path = model('again.gguf')
  await start()
  openEngine()
  ask('take-opened')
  FakeWindow.latest!.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
  app.emit('open-file', { preventDefault: vi.fn() }, path)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(openedPaths()).toEqual([])
  ask('take-opened')
  await expect.poll(openedPaths).toEqual([[path]])
})

test('place and theme are kept for the next start', async () => {
  await start()
  FakeWindow.latest!.emit('close')
  ask('tell-appearance', { scheme: 'dark', contrast: 'normal' })
  expect(nativeTheme.themeSource).toBe('dark')
  vi.resetModules()
  app.removeAllListeners()
  nativeTheme.themeSource = 'system'
  await start()
  expect(nativeTheme.themeSource).toBe('dark')
  expect(FakeWindow.latest!.options).toMatchObject({ x: 5, y: 6, width: 900, height: 700 })
})

test('the menu ticks how the page looks, and what is picked there goes to the page and is kept', async () => {
  interface Item {
    readonly label?: string
    readonly checked?: boolean
    readonly submenu?: readonly Item[]
    click(): void
  }
  const themes = (): readonly Item[] => {
    const menu = setApplicationMenu.mock.lastCall![0] as readonly Item[]
    const view = menu.find(({ label }) => label === '&View')!
    return view.submenu!.find(({ label }) => label === 'Theme')!.submenu!
  }
  const ticked = (): (string | undefined)[] => themes().flatMap(({ checked, label }) => (checked === true ? label : []))
  await start()
  ask('tell-appearance', { scheme: 'light', contrast: 'system' })
  expect(ticked()).toEqual(['Light', 'Contrast of the System'])
  themes()
    .find(({ label }) => label === 'High Contrast')!
    .click()
  expect(ticked()).toEqual(['Light', 'High Contrast'])
  const looks = { scheme: 'light', contrast: 'high' }
  expect(FakeWindow.latest!.sent).toEqual([['cladescope:appearance-picked', looks]])
  expect(JSON.parse(readFileSync(join(folder.path, 'userData', 'appearance.json'), 'utf8'))).toEqual(looks)
})

test('where the window has crashed, the page says so with the log', async () => {
  await start()
  FakeWindow.latest!.webContents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 9 })
  expect(FakeWindow.latest!.loaded.at(-1)).toBe('app://cladescope/stopped.html')
  expect(ask('stop-report')).toMatchObject({
    reason: 'Reason: oom, exit code 9.',
    log: expect.stringContaining('Cladescope 1.2.3 starts'),
  })
  ask('reload')
  expect(FakeWindow.latest!.loaded.at(-1)).toBe('app://cladescope/')
})

test('a window that is opened after a crash shows the UI, and the next crash has its screen again', async () => {
  await start()
  const crash = () => FakeWindow.latest!.webContents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 9 })
  crash()
  FakeWindow.latest!.emit('closed')
  app.emit('activate')
  expect(FakeWindow.count).toBe(2)
  expect(FakeWindow.latest!.loaded).toEqual(['app://cladescope/'])
  crash()
  expect(FakeWindow.latest!.loaded.at(-1)).toBe('app://cladescope/stopped.html')
  expect(showErrorBox).not.toHaveBeenCalled()
})

test('an error of V8 in the engine is in the log and does not end main', async () => {
  await start()
  hosts[0]!.emit('error', 'FatalError', 'v8::Heap', '{}')
  expect(readFileSync(join(folder.path, 'logs', 'cladescope.log'), 'utf8')).toContain('engine: FatalError at v8::Heap')
})

test('an engine that refuses its database is told of by the page; one that ends again and again by the screen', async () => {
  await start()
  hosts[0]!.emit('message', { kind: 'refused', message: 'database from a newer version' })
  hosts[0]!.emit('exit', 1)
  expect(FakeWindow.latest!.loaded).toEqual(['app://cladescope/'])
  vi.useFakeTimers()
  ask('retry-now')
  for (const pause of [500, 2000, 8000, 0]) {
    hosts.at(-1)!.emit('exit', 139)
    await vi.advanceTimersByTimeAsync(pause)
  }
  vi.useRealTimers()
  expect(FakeWindow.latest!.loaded.at(-1)).toBe('app://cladescope/stopped.html')
  expect(ask('stop-report')).toMatchObject({
    what: 'The engine has ended several times.',
    reason: expect.stringContaining('139'),
  })
})

test('quitting closes the engine first', async () => {
  await start()
  openEngine()
  const preventDefault = vi.fn()
  app.emit('before-quit', { preventDefault })
  expect(preventDefault).toHaveBeenCalledOnce()
  await expect.poll(() => app.quit.mock.calls.length).toBe(1)
  app.emit('before-quit', { preventDefault })
  expect(preventDefault).toHaveBeenCalledOnce()
  expect(existsSync(join(folder.path, 'logs', 'cladescope.log'))).toBe(true)
})
