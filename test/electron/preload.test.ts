import { beforeEach, expect, test, vi } from 'vitest'
import type { DesktopBridge } from '../../engine/api/wire.ts'

const electron = vi.hoisted(() => ({
  contextBridge: { exposeInMainWorld: vi.fn() },
  ipcRenderer: { invoke: vi.fn(), on: vi.fn(), removeListener: vi.fn(), send: vi.fn() },
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
    'call',
    'chooseFiles',
    'chooseFolder',
    'on',
    'onState',
    'retryNow',
    'state',
  ])
  for (const value of Object.values(bridge)) expect(typeof value).toBe('function')
})

test('every function uses its own channel, and paths cannot be passed', async () => {
  electron.ipcRenderer.invoke.mockResolvedValue('answer')
  expect(await bridge.call('models.list', {})).toBe('answer')
  await (bridge.chooseFiles as (...values: unknown[]) => Promise<unknown>)('/etc')
  await (bridge.chooseFolder as (...values: unknown[]) => Promise<unknown>)('/etc')
  await (bridge.state as (...values: unknown[]) => Promise<unknown>)('x')
  await (bridge.retryNow as (...values: unknown[]) => Promise<unknown>)('x')
  expect(electron.ipcRenderer.invoke.mock.calls).toEqual([
    ['cladescope:call', 'models.list', {}],
    ['cladescope:choose-files'],
    ['cladescope:choose-folder'],
    ['cladescope:state'],
    ['cladescope:retry-now'],
  ])
  expect(electron.ipcRenderer.send).not.toHaveBeenCalled()
})

test("listeners get the payload of their event, never Electron's event object", () => {
  const heard = vi.fn()
  const end = bridge.on('queue', heard)
  const forward = electron.ipcRenderer.on.mock.calls[0]![1] as (...values: unknown[]) => void
  forward({ sender: electron.ipcRenderer }, 'queue', { jobs: [] })
  forward({ sender: electron.ipcRenderer }, 'operation', {})
  expect(heard.mock.calls).toEqual([[{ jobs: [] }]])
  expect(end()).toBeUndefined()
  expect(electron.ipcRenderer.removeListener).toHaveBeenCalledWith('cladescope:event', forward)
})

test('the state of the engine is told without the event object too', () => {
  const heard = vi.fn()
  const end = bridge.onState(heard)
  const forward = electron.ipcRenderer.on.mock.calls[0]![1] as (...values: unknown[]) => void
  forward({ sender: electron.ipcRenderer }, 'lost')
  expect(heard.mock.calls).toEqual([['lost']])
  end()
  expect(electron.ipcRenderer.removeListener).toHaveBeenCalledWith('cladescope:state-changed', forward)
})
