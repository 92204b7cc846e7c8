import type { BrowserWindow, Rectangle } from 'electron'
import { z } from 'zod'

const pixels = z.number().int().min(-100_000).max(100_000)

export const windowState = z.object({
  /** Of the window where it is neither maximized nor full screen; in pixels of the system's desktop. */
  bounds: z.object({ x: pixels, y: pixels, width: pixels, height: pixels }),
  isMaximized: z.boolean(),
  isFullScreen: z.boolean(),
})

export type WindowState = z.output<typeof windowState>

export const leastWidth = 720
export const leastHeight = 480
const usual = { width: 1280, height: 840 }
/** Of the strip at the window's top, by which it is moved: this much must be seen. */
const seenWidth = 120
const stripHeight = 40

/** Where a window is to be opened. Without `x` and `y` the system chooses the place. */
export type WindowBounds = Pick<Rectangle, 'width' | 'height'> & Partial<Pick<Rectangle, 'x' | 'y'>>

/**
 * Where a window that was left at `kept` is opened on the displays that are there now, by the areas that their desktops
 * leave: as it was where its top can be reached, else in the middle of the first display; never larger than the display
 * that it is on.
 *
 * @param areas in the order of the system, the first display first
 */
export function boundsOnDisplays(kept: Rectangle | undefined, areas: readonly Rectangle[]): WindowBounds {
  const wanted = kept ?? { x: Number.NaN, y: Number.NaN, ...usual }
  const strip = { ...wanted, height: stripHeight }
  const display = areas.find((area) => {
    const { width, height } = overlap(strip, area)
    return width >= Math.min(seenWidth, wanted.width) && height >= stripHeight / 2
  })
  const on = display ?? areas[0]
  const size = (asked: number, least: number, available: number | undefined): number =>
    Math.max(least, Math.min(asked, available ?? asked))
  const width = size(wanted.width, leastWidth, on?.width)
  const height = size(wanted.height, leastHeight, on?.height)
  if (kept === undefined || display === undefined) return { width, height }
  // What had to be made smaller fills the display.
  const x = width < kept.width ? display.x : kept.x
  const y = height < kept.height ? display.y : kept.y
  return { x, y, width, height }
}

function overlap(left: Rectangle, right: Rectangle): { width: number; height: number } {
  return {
    width: Math.min(left.x + left.width, right.x + right.width) - Math.max(left.x, right.x),
    height: Math.min(left.y + left.height, right.y + right.height) - Math.max(left.y, right.y),
  }
}

/** Tells where the window is, a moment after it was changed and when it is closed. */
export function watchWindowState(
  window: Pick<BrowserWindow, 'on' | 'getNormalBounds' | 'isMaximized' | 'isFullScreen'>,
  keep: (state: WindowState) => void,
  pause = 400,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const now = (): void => {
    clearTimeout(timer)
    const { x, y, width, height } = window.getNormalBounds()
    keep({ bounds: { x, y, width, height }, isMaximized: window.isMaximized(), isFullScreen: window.isFullScreen() })
  }
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(now, pause)
  }
  window.on('resize', soon)
  window.on('move', soon)
  window.on('maximize', soon)
  window.on('unmaximize', soon)
  window.on('close', now)
}
