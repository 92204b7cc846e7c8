import type { BrowserWindow, Clipboard, Shell } from 'electron'
import type { LogFile } from '../log/log-file.ts'
import { appAddress } from '../origin.ts'

/** The page that is shown where the UI's own process, or the engine again and again, has ended. */
export const stoppedAddress = `${appAddress}stopped.html`

/** What it shows. */
export interface StopReport {
  /** What has ended, in a sentence. */
  readonly what: string
  /** How, in the words of the system or the engine. */
  readonly reason: string
  /** The last lines of the log. */
  readonly log: string
  readonly logFile: string
}

const shownLines = 60

interface StoppedScreenParts {
  readonly log: LogFile
  readonly window: () => Pick<BrowserWindow, 'loadURL' | 'isDestroyed'> | undefined
  readonly clipboard: Pick<Clipboard, 'writeText'>
  readonly shell: Pick<Shell, 'openPath'>
  readonly logFolder: string
  /** Starts what has ended again, before the UI is loaded again. */
  readonly restart: () => void
  /** Tells it without a page: where the screen itself has ended. */
  readonly tellPlainly: (what: string, reason: string) => void
}

export interface StoppedScreen {
  /** Shows the screen in the window. */
  show(what: string, reason: string): void
  /** Null while nothing has stopped. */
  report(): StopReport | null
  /** Another page is shown: what ends next gets a screen again. */
  forget(): void
  reload(): void
  openLogs(): void
  copy(): Promise<void>
}

/** The screen after a crash: what happened, the last lines of the log, and what can be done. */
export function createStoppedScreen(parts: StoppedScreenParts): StoppedScreen {
  const { log, window, clipboard, shell, logFolder, restart, tellPlainly } = parts
  let report: StopReport | null = null

  const load = (address: string): void => {
    const shown = window()
    if (shown === undefined || shown.isDestroyed()) return
    // A load that a later one cuts short is rejected.
    shown
      .loadURL(address)
      .catch((error: unknown) => log.write('main', `${address} could not be shown: ${String(error)}`))
  }

  return {
    show: (what, reason) => {
      log.write('main', `${what} ${reason}`)
      const isShown = report !== null
      report = { what, reason, log: log.tail(shownLines), logFile: log.path }
      // A screen that ends while it is shown would be shown without an end.
      if (isShown) tellPlainly(what, reason)
      else load(stoppedAddress)
    },
    report: () => report,
    forget: () => {
      report = null
    },
    reload: () => {
      report = null
      restart()
      load(appAddress)
    },
    openLogs: () => {
      shell.openPath(logFolder).catch((error: unknown) => log.write('main', String(error)))
    },
    copy: async () => {
      if (report !== null) await clipboard.writeText([report.what, report.reason, '', report.log].join('\n'))
    },
  }
}
