import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron'
import { hardenedPreferences } from '../hardening.ts'
import { appAddress } from '../origin.ts'
import { leastHeight, leastWidth, type WindowBounds } from './window-state.ts'

interface WindowLook {
  readonly preload: string
  readonly bounds: WindowBounds
  readonly isMaximized: boolean
  readonly isFullScreen: boolean
  readonly background: string
}

function windowOptions({ preload, bounds, isFullScreen, background }: WindowLook): BrowserWindowConstructorOptions {
  return {
    ...bounds,
    minWidth: leastWidth,
    minHeight: leastHeight,
    fullscreen: isFullScreen,
    show: false,
    title: 'Cladescope',
    backgroundColor: background,
    webPreferences: hardenedPreferences(preload),
  }
}

/** Opens the window; it shows itself once the page has been drawn. */
export function openWindow(
  create: (options: BrowserWindowConstructorOptions) => BrowserWindow,
  look: WindowLook,
): BrowserWindow {
  const window = create(windowOptions(look))
  window.once('ready-to-show', () => {
    if (look.isMaximized) window.maximize()
    window.show()
  })
  void window.loadURL(appAddress)
  return window
}
