import type { App, BrowserWindow, Notification, NotificationConstructorOptions } from 'electron'
import type { WorkNews } from './work-news.ts'

interface ShowNewsParts {
  readonly app: Pick<App, 'setBadgeCount'>
  readonly notify: (options: NotificationConstructorOptions) => Pick<Notification, 'on' | 'show'>
  readonly window: () => Pick<BrowserWindow, 'isFocused' | 'setProgressBar'> | undefined
  /** Brings the window to the front. */
  readonly showWindow: () => void
}

/**
 * Shows how far the engine's work is on the program's icon, and tells of what has ended where nobody looks at the
 * window: by a notification, and a number on the icon until the window is looked at.
 */
export function createNewsDisplay({ app, notify, window, showWindow }: ShowNewsParts): {
  show(news: WorkNews): void
  /** The window has come to the front. */
  seen(): void
} {
  let unseen = 0
  /** A notice that nothing refers to may be collected, and a click on it is then lost. */
  const shown = new Set<object>()
  return {
    show: ({ progress, ended }) => {
      window()?.setProgressBar(progress ?? -1)
      if (ended === null || window()?.isFocused() === true) return
      app.setBadgeCount((unseen += 1))
      const notification = notify({ title: ended.title, body: ended.body })
      const gone = (): void => void shown.delete(notification)
      shown.add(notification)
      notification.on('click', () => {
        gone()
        showWindow()
      })
      notification.on('close', gone)
      notification.show()
    },
    seen: () => {
      if (unseen === 0) return
      unseen = 0
      app.setBadgeCount(0)
    },
  }
}
