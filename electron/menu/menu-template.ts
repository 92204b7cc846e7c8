import type { MenuItemConstructorOptions } from 'electron'
import { basename } from 'node:path'
import { type Appearance, contrastChoices, schemeChoices } from '../../engine/api/appearance.ts'

/** What the entries of the menu do that no role of the system does. */
export interface MenuActions {
  openFiles(): void
  openFolder(): void
  /** A path of the list of recent files. */
  openRecent(path: string): void
  clearRecent(): void
  pickAppearance(part: Partial<Appearance>): void
  showLogs(): void
}

export interface MenuFacts {
  readonly platform: NodeJS.Platform
  /** A packaged app has no developer tools. */
  readonly isPackaged: boolean
  /** Paths of files that were opened, the latest first. */
  readonly recent: readonly string[]
  readonly appearance: Appearance
}

/**
 * The menu, by roles of the system where it has them and in the order that each platform is used to. No entry opens
 * anything outside the app but the folder of its logs.
 */
export function menuTemplate(
  { platform, isPackaged, recent, appearance }: MenuFacts,
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
        appearanceMenu(appearance, actions),
        separator,
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

const schemeNames = { system: 'As the System', light: 'Light', dark: 'Dark' } as const
const contrastNames = { system: 'Contrast of the System', normal: 'Normal Contrast', high: 'High Contrast' } as const

/** Two groups of choices; a line between them is what makes them two. */
function appearanceMenu({ scheme, contrast }: Appearance, actions: MenuActions): MenuItemConstructorOptions {
  return {
    label: 'Theme',
    submenu: [
      ...schemeChoices.map((id) => ({
        label: schemeNames[id],
        type: 'radio' as const,
        checked: id === scheme,
        click: () => actions.pickAppearance({ scheme: id }),
      })),
      separator,
      ...contrastChoices.map((id) => ({
        label: contrastNames[id],
        type: 'radio' as const,
        checked: id === contrast,
        click: () => actions.pickAppearance({ contrast: id }),
      })),
    ],
  }
}
