import fc from 'fast-check'
import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import {
  boundsOnDisplays,
  leastHeight,
  leastWidth,
  watchWindowState,
  windowState,
} from '../../../electron/window/window-state.ts'

const laptop = { x: 0, y: 25, width: 1440, height: 875 }
const beside = { x: 1440, y: 0, width: 1920, height: 1080 }

test('without a kept place the system chooses one', () => {
  expect(boundsOnDisplays(undefined, [laptop])).toEqual({ width: 1280, height: 840 })
  expect(boundsOnDisplays(undefined, [{ ...laptop, width: 1024, height: 700 }])).toEqual({ width: 1024, height: 700 })
  expect(boundsOnDisplays(undefined, [])).toEqual({ width: 1280, height: 840 })
})

test('a window comes back where it was, also on another display and partly outside', () => {
  for (const kept of [
    { x: 100, y: 80, width: 1000, height: 700 },
    { x: 1600, y: 10, width: 1500, height: 900 },
    { x: -600, y: 100, width: 1000, height: 700 },
  ])
    expect(boundsOnDisplays(kept, [laptop, beside])).toEqual(kept)
})

test('one whose display is gone, or whose top cannot be reached, is placed anew and fits', () => {
  const gone = { x: 1600, y: 10, width: 1900, height: 1000 }
  expect(boundsOnDisplays(gone, [laptop])).toEqual({ width: 1440, height: 875 })
  const above = { x: 100, y: -600, width: 1000, height: 700 }
  expect(boundsOnDisplays(above, [laptop])).toEqual({ width: 1000, height: 700 })
  const below = { x: 100, y: 899, width: 1000, height: 700 }
  expect(boundsOnDisplays(below, [laptop])).toEqual({ width: 1000, height: 700 })
})

const rectangle = fc.record({
  x: fc.integer({ min: -5000, max: 5000 }),
  y: fc.integer({ min: -5000, max: 5000 }),
  width: fc.integer({ min: 1, max: 6000 }),
  height: fc.integer({ min: 1, max: 6000 }),
})
const area = fc.record({
  x: fc.integer({ min: -4000, max: 4000 }),
  y: fc.integer({ min: -4000, max: 4000 }),
  width: fc.integer({ min: leastWidth, max: 4000 }),
  height: fc.integer({ min: leastHeight, max: 4000 }),
})

test('a window that is given a place can be reached there, and none is larger than some display', () => {
  fc.assert(
    fc.property(rectangle, fc.array(area, { minLength: 1, maxLength: 3 }), (kept, areas) => {
      const { x, y, width, height } = boundsOnDisplays(kept, areas)
      expect(areas.some((on) => width <= on.width && height <= on.height)).toBe(true)
      expect(width).toBeGreaterThanOrEqual(leastWidth)
      if (x === undefined || y === undefined) return
      const isReachable = areas.some(
        (on) => x < on.x + on.width && x + width > on.x && y + 40 > on.y && y < on.y + on.height,
      )
      expect(isReachable).toBe(true)
    }),
  )
})

test('changes are kept after a moment, and the last ones at the close', () => {
  vi.useFakeTimers()
  const bounds = { x: 1, y: 2, width: 900, height: 600 }
  const window = Object.assign(new EventEmitter(), {
    getNormalBounds: () => ({ ...bounds }),
    isMaximized: () => false,
    isFullScreen: () => false,
  })
  const keep = vi.fn()
  watchWindowState(window as unknown as Parameters<typeof watchWindowState>[0], keep, 400)
  for (let step = 0; step < 20; step++) window.emit('resize')
  vi.advanceTimersByTime(399)
  expect(keep).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(keep.mock.calls).toEqual([[{ bounds, isMaximized: false, isFullScreen: false }]])
  expect(windowState.parse(keep.mock.calls[0]![0])).toEqual(keep.mock.calls[0]![0])
  bounds.x = 50
  window.emit('move')
  window.emit('close')
  vi.advanceTimersByTime(1000)
  expect(keep).toHaveBeenCalledTimes(2)
  expect(keep).toHaveBeenLastCalledWith(expect.objectContaining({ bounds: { ...bounds, x: 50 } }))
  vi.useRealTimers()
})
