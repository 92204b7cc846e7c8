import type { BrowserWindow, IpcMain, IpcMainInvokeEvent } from 'electron'
import { expect, test, vi } from 'vitest'
import { connectShellBridge } from '../../electron/shell-bridge.ts'

function setUp() {
  const handlers = new Map<string, (event: IpcMainInvokeEvent, value?: unknown) => unknown>()
  const mainFrame = { url: 'app://cladescope/', parent: null }
  const webContents = { mainFrame }
  const parts = {
    onPageReady: vi.fn(),
    openFiles: vi.fn(),
    onAppearance: vi.fn(),
    stopped: {
      show: vi.fn(),
      report: vi.fn(() => null),
      forget: vi.fn(),
      reload: vi.fn(),
      openLogs: vi.fn(),
      copy: vi.fn(async () => undefined),
    },
  }
  connectShellBridge({
    ...parts,
    ipcMain: { handle: (channel, handler) => void handlers.set(channel, handler as never) } satisfies Pick<
      IpcMain,
      'handle'
    >,
    window: () => ({ webContents }) as unknown as BrowserWindow,
  })
  const own = { sender: webContents, senderFrame: mainFrame } as unknown as IpcMainInvokeEvent
  return { ...parts, handlers, own, webContents, mainFrame }
}

test('dropped paths are opened, the looks are told, and buttons do what they say', () => {
  const { handlers, own, openFiles, onAppearance, onPageReady, stopped } = setUp()
  handlers.get('cladescope:take-opened')!(own)
  handlers.get('cladescope:open-dropped')!(own, ['/models/a.gguf'])
  handlers.get('cladescope:tell-appearance')!(own, { scheme: 'dark', contrast: 'system' })
  handlers.get('cladescope:stop-report')!(own)
  handlers.get('cladescope:reload')!(own)
  handlers.get('cladescope:open-logs')!(own)
  handlers.get('cladescope:copy-report')!(own)
  expect(onPageReady).toHaveBeenCalledOnce()
  expect(openFiles.mock.calls).toEqual([[['/models/a.gguf']]])
  expect(onAppearance.mock.calls).toEqual([[{ scheme: 'dark', contrast: 'system' }]])
  for (const act of [stopped.report, stopped.reload, stopped.openLogs, stopped.copy]) expect(act).toHaveBeenCalledOnce()
})

test.each([[undefined], ['/a'], [[7]], [['']], [{ length: 1 }], [['x'.repeat(40_000)]]])('%j are no paths', (value) => {
  const { handlers, own, openFiles } = setUp()
  handlers.get('cladescope:open-dropped')!(own, value)
  expect(openFiles).not.toHaveBeenCalled()
})

test('other looks are refused', () => {
  const { handlers, own, onAppearance } = setUp()
  for (const value of [undefined, 'dark', {}, { scheme: 'sepia', contrast: 'high' }])
    handlers.get('cladescope:tell-appearance')!(own, value)
  expect(onAppearance).not.toHaveBeenCalled()
})

test('foreign senders are refused on every channel', () => {
  const { handlers, webContents, mainFrame, openFiles, onAppearance, onPageReady, stopped } = setUp()
  const foreign = [
    { sender: webContents, senderFrame: null },
    { sender: webContents, senderFrame: { ...mainFrame } },
    { sender: { ...webContents }, senderFrame: mainFrame },
  ] as unknown as IpcMainInvokeEvent[]
  expect(handlers.size).toBe(7)
  for (const handler of handlers.values())
    for (const event of foreign) expect(handler(event, ['/models/a.gguf']) ?? null).toBeNull()
  for (const act of [
    openFiles,
    onAppearance,
    onPageReady,
    stopped.report,
    stopped.reload,
    stopped.openLogs,
    stopped.copy,
  ])
    expect(act).not.toHaveBeenCalled()
})
