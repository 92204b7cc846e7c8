import type { MenuItemConstructorOptions } from 'electron'
import { basename } from 'node:path'

/** What the entries of the menu do that no role of the system does. */
export interface MenuActions {
  openFiles(): void
  openFolder(): void
  /** A path of the list of recent files. */
  openRecent(path: string): void
  clearRecent(): void
  showLogs(): void
}

export interface MenuFacts {
  readonly platform: NodeJS.Platform
  /** A packaged app has no developer tools. */
  readonly isPackaged: boolean
  /** Paths of files that were opened, the latest first. */
  readonly recent: readonly string[]
}

/**
 * The menu, by roles of the system where it has them and in the order that each platform is used to. No entry opens
 * anything outside the app but the folder of its logs.
 */
export function menuTemplate(
  { platform, isPackaged, recent }: MenuFacts,
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: 'Open…', accelerator: 'CmdOrCtrl+O', click: actions.openFiles },
        { label: 'Add a Folder of Models…', accelerator: 'CmdOrCtrl+Shift+O', click: actions.openFolder },
        recentMenu(platform, recent, actions),
        separator,
        // Windows and Linux leave a program by its File menu, macOS by the app's own.
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'delete' },
        separator,
        { role: 'selectAll' },
      ],
    },
    {
      label: '&View',
      submenu: [
        ...(isPackaged ? [] : [{ role: 'reload' } as const, { role: 'toggleDevTools' } as const, separator]),
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
      ],
    },
    isMac
      ? { role: 'windowMenu' }
      : { label: '&Window', submenu: [{ role: 'minimize' }, { role: 'zoom' }, separator, { role: 'close' }] },
    {
      role: 'help',
      submenu: [
        { label: 'Show Logs', click: actions.showLogs },
        ...(isMac ? [] : [separator, { role: 'about' } as const]),
      ],
    },
  ]
}

const separator = { type: 'separator' } as const

/** On macOS the system keeps the list; elsewhere it is made of what the app keeps. */
function recentMenu(
  platform: NodeJS.Platform,
  recent: readonly string[],
  actions: MenuActions,
): MenuItemConstructorOptions {
  if (platform === 'darwin') return { role: 'recentDocuments', submenu: [{ role: 'clearRecentDocuments' }] }
  return {
    label: 'Open Recent',
    enabled: recent.length > 0,
    submenu: [
      ...recent.map((path) => ({
        // An ampersand would underline the next letter.
        label: basename(path).replaceAll('&', '&&'),
        toolTip: path,
        click: () => actions.openRecent(path),
      })),
      separator,
      { label: 'Clear the List', click: actions.clearRecent },
    ],
  }
}
