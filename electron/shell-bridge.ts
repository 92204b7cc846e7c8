import type { BrowserWindow, IpcMain } from 'electron'
import { z } from 'zod'
import { appearance, type Appearance } from '../engine/api/appearance.ts'
import { handleOwn } from './api-bridge.ts'
import { channels } from './channels.ts'
import type { StoppedScreen } from './window/stopped.ts'

interface ShellBridgeParts {
  readonly ipcMain: Pick<IpcMain, 'handle'>
  readonly window: () => BrowserWindow | undefined
  /** The page takes files that were opened from now on. */
  readonly onPageReady: () => void
  readonly openFiles: (paths: readonly string[]) => void
  readonly onAppearance: (appearance: Appearance) => void
  readonly stopped: StoppedScreen
}

/** Paths as preload has them from the system; more are not dropped by hand. */
const droppedPaths = z.array(z.string().min(1).max(32_768)).max(10_000)

/** What the page asks of the shell beside the Api. Who asks is checked first, then what. */
export function connectShellBridge(parts: ShellBridgeParts): void {
  const { onPageReady, openFiles, onAppearance, stopped } = parts
  handleOwn(parts, channels.takeOpened, undefined, () => onPageReady())
  handleOwn(parts, channels.openDropped, undefined, (value) => {
    const paths = droppedPaths.safeParse(value)
    if (paths.success) openFiles(paths.data)
  })
  handleOwn(parts, channels.tellAppearance, undefined, (value) => {
    const told = appearance.safeParse(value)
    if (told.success) onAppearance(told.data)
  })
  handleOwn(parts, channels.stopReport, null, () => stopped.report())
  handleOwn(parts, channels.reload, undefined, () => stopped.reload())
  handleOwn(parts, channels.openLogs, undefined, () => stopped.openLogs())
  handleOwn(parts, channels.copyReport, undefined, () => stopped.copy())
}
