import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron'
import { hardenedPreferences } from './hardening.ts'
import { appAddress } from './origin.ts'

function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    width: 1280,
    height: 840,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Cladescope',
    webPreferences: hardenedPreferences(preload),
  }
}

/** Opens the window; it shows itself once the page has been drawn. */
export function openWindow(
  create: (options: BrowserWindowConstructorOptions) => BrowserWindow,
  preload: string,
): BrowserWindow {
  const window = create(windowOptions(preload))
  window.once('ready-to-show', () => window.show())
  void window.loadURL(appAddress)
  return window
}
