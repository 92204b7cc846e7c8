import { expect, test, vi } from 'vitest'
import { createNewsDisplay } from '../../../electron/jobs/show-news.ts'

function setUp(isFocused: boolean, hasWindow = true) {
  const [setProgressBar, setBadgeCount, show, showWindow] = [vi.fn(), vi.fn(() => true), vi.fn(), vi.fn()]
  const clicks: (() => void)[] = []
  const on = (name: string, listener: () => void) => void (name === 'click' && clicks.push(listener))
  const notify = vi.fn(() => ({ show, on }))
  const display = createNewsDisplay({
    app: { setBadgeCount },
    notify: notify as never,
    window: () => (hasWindow ? { isFocused: () => isFocused, setProgressBar } : undefined),
    showWindow,
  })
  return { display, setProgressBar, setBadgeCount, notify, show, clicks, showWindow }
}
const ended = { title: 'Probing has ended', body: '3 models are probed.' }

test('progress is on the icon while there is any', () => {
  const { display, setProgressBar } = setUp(true)
  display.show({ progress: 0.25, ended: null })
  display.show({ progress: null, ended: null })
  expect(setProgressBar.mock.calls).toEqual([[0.25], [-1]])
})

test('an end is told where nobody looks, and leads to the window', () => {
  const { display, notify, show, setBadgeCount, clicks, showWindow } = setUp(false)
  display.show({ progress: null, ended })
  display.show({ progress: null, ended })
  expect(notify).toHaveBeenCalledWith(ended)
  expect(show).toHaveBeenCalledTimes(2)
  expect(setBadgeCount.mock.calls).toEqual([[1], [2]])
  clicks[0]!()
  expect(showWindow).toHaveBeenCalledOnce()
  display.seen()
  display.seen()
  expect(setBadgeCount.mock.calls).toEqual([[1], [2], [0]])
})

test('one who looks at the window is not disturbed; without a window the end is told', () => {
  const looking = setUp(true)
  looking.display.show({ progress: null, ended })
  expect(looking.notify).not.toHaveBeenCalled()
  const closed = setUp(false, false)
  closed.display.show({ progress: null, ended })
  expect(closed.show).toHaveBeenCalledOnce()
})
