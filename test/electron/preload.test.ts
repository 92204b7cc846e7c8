import { beforeEach, expect, test, vi } from 'vitest'
import type { DesktopBridge } from '../../engine/api/desktop-bridge.ts'

const electron = vi.hoisted(() => ({
  contextBridge: { exposeInMainWorld: vi.fn() },
  ipcRenderer: { invoke: vi.fn(async () => undefined as unknown), on: vi.fn(), removeListener: vi.fn(), send: vi.fn() },
  webUtils: { getPathForFile: vi.fn((file: { path?: string }) => file.path ?? '') },
}))
vi.mock('electron', () => electron)

let bridge: DesktopBridge

beforeEach(async () => {
  vi.resetModules()
  vi.clearAllMocks()
  await import('../../electron/preload.ts')
  bridge = electron.contextBridge.exposeInMainWorld.mock.calls[0]![1] as DesktopBridge
})

test('exposes the named functions and nothing else', () => {
  expect(electron.contextBridge.exposeInMainWorld).toHaveBeenCalledOnce()
  expect(electron.contextBridge.exposeInMainWorld.mock.calls[0]![0]).toBe('cladescope')
  expect(Object.keys(bridge).sort()).toEqual([
    'chooseFiles',
    'chooseFolder',
    'connect',
    'copyReport',
    'onAppearancePicked',
    'onOpened',
    'onState',
    'openDropped',
    'openLogs',
    'reload',
    'retryNow',
    'state',
    'stopReport',
    'tellAppearance',
  ])
  for (const value of Object.values(bridge)) expect(typeof value).toBe('function')
})

test('every function uses its own channel, and paths cannot be passed', async () => {
  electron.ipcRenderer.invoke.mockResolvedValue('answer')
  await (bridge.connect as (...values: unknown[]) => Promise<unknown>)('x')
  await (bridge.chooseFiles as (...values: unknown[]) => Promise<unknown>)('/etc')
  await (bridge.chooseFolder as (...values: unknown[]) => Promise<unknown>)('/etc')
  await (bridge.state as (...values: unknown[]) => Promise<unknown>)('x')
  await (bridge.retryNow as (...values: unknown[]) => Promise<unknown>)('x')
  expect(electron.ipcRenderer.invoke.mock.calls).toEqual([
    ['cladescope:connect'],
    ['cladescope:choose-files'],
    ['cladescope:choose-folder'],
    ['cladescope:state'],
    ['cladescope:retry-now'],
  ])
  expect(electron.ipcRenderer.send).not.toHaveBeenCalled()
})

/** What preload listens to on a channel. */
const listenerOn = (channel: string): ((...values: unknown[]) => void) =>
  electron.ipcRenderer.on.mock.calls.find(([name]) => name === channel)![1] as (...values: unknown[]) => void

test("a port from main goes to the page's window, and nothing else of the message", () => {
  const postMessage = vi.fn()
  vi.stubGlobal('window', { postMessage })
  const port = {}
  listenerOn('cladescope:port')({ sender: electron.ipcRenderer, ports: [port] }, 'more')
  expect(postMessage.mock.calls).toEqual([['cladescope:port', '*', [port]]])
  expect((postMessage.mock.calls[0]![2] as unknown[])[0]).toBe(port)
  vi.unstubAllGlobals()
})

test("the state of the engine is told, never with Electron's event object", () => {
  const heard = vi.fn()
  const end = bridge.onState(heard)
  const forward = listenerOn('cladescope:state-changed')
  forward({ sender: electron.ipcRenderer }, 'lost')
  expect(heard.mock.calls).toEqual([['lost']])
  end()
  expect(electron.ipcRenderer.removeListener).toHaveBeenCalledWith('cladescope:state-changed', forward)
})

test('the paths of dropped files are those of the system; what the page made up has none', async () => {
  await bridge.openDropped([{ path: '/models/a.gguf' }, { name: '/etc/passwd' }])
  expect(electron.ipcRenderer.invoke.mock.calls).toEqual([['cladescope:open-dropped', ['/models/a.gguf']]])
})

test('files that were opened are told once the page listens, without the event object', () => {
  const heard = vi.fn()
  const end = bridge.onOpened(heard)
  expect(electron.ipcRenderer.invoke).toHaveBeenCalledWith('cladescope:take-opened')
  listenerOn('cladescope:opened')({ sender: electron.ipcRenderer }, ['files'])
  expect(heard.mock.calls).toEqual([[['files']]])
  end()
  expect(electron.ipcRenderer.removeListener).toHaveBeenCalledWith('cladescope:opened', expect.any(Function))
})

test('what is picked in the menu is told, without the event object', () => {
  const heard = vi.fn()
  const end = bridge.onAppearancePicked(heard)
  listenerOn('cladescope:appearance-picked')({ sender: electron.ipcRenderer }, { scheme: 'dark', contrast: 'high' })
  expect(heard.mock.calls).toEqual([[{ scheme: 'dark', contrast: 'high' }]])
  end()
  expect(electron.ipcRenderer.removeListener).toHaveBeenCalledWith('cladescope:appearance-picked', expect.any(Function))
})

test('the looks and the buttons after a crash have channels of their own', async () => {
  await bridge.tellAppearance({ scheme: 'dark', contrast: 'high' })
  await bridge.stopReport()
  await bridge.reload()
  await bridge.openLogs()
  await bridge.copyReport()
  expect(electron.ipcRenderer.invoke.mock.calls).toEqual([
    ['cladescope:tell-appearance', { scheme: 'dark', contrast: 'high' }],
    ['cladescope:stop-report'],
    ['cladescope:reload'],
    ['cladescope:open-logs'],
    ['cladescope:copy-report'],
  ])
})
