import type { BrowserWindow } from 'electron'
import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { hardenedPreferences } from '../../../electron/hardening.ts'
import { openWindow } from '../../../electron/window/open-window.ts'

function open(isMaximized: boolean) {
  const window = Object.assign(new EventEmitter(), {
    show: vi.fn(),
    maximize: vi.fn(),
    loadURL: vi.fn(async () => undefined),
  })
  const create = vi.fn(() => window as unknown as BrowserWindow)
  openWindow(create, {
    preload: '/p.cjs',
    bounds: { x: 10, y: 20, width: 900, height: 700 },
    isMaximized,
    isFullScreen: false,
    background: '#171b1e',
  })
  return { window, create }
}

test('loads the app and is shown once it has been drawn, in the background of the theme', () => {
  const { window, create } = open(false)
  expect(create).toHaveBeenCalledWith(
    expect.objectContaining({
      show: false,
      x: 10,
      y: 20,
      width: 900,
      height: 700,
      backgroundColor: '#171b1e',
      webPreferences: hardenedPreferences('/p.cjs'),
    }),
  )
  expect(window.loadURL).toHaveBeenCalledWith('app://cladescope/')
  expect(window.show).not.toHaveBeenCalled()
  window.emit('ready-to-show')
  expect(window.show).toHaveBeenCalledOnce()
  expect(window.maximize).not.toHaveBeenCalled()
})

test('is maximized again where it was left so', () => {
  const { window } = open(true)
  window.emit('ready-to-show')
  expect(window.maximize).toHaveBeenCalledOnce()
})
