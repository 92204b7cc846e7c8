import { rm } from 'node:fs/promises'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { startWebShell, type WebShell } from '../../cli/serve/web-shell.ts'
import type { Api } from '../../engine/api/contract.ts'
import { openBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'
import { openGuardedPage, type GuardedPage } from './guarded-page.ts'

/** A browser for the tests of a file; where there is none, it is said what is skipped. */
export async function browserFor(what: string): Promise<Browser | undefined> {
  const { browser, why } = await openBrowser()
  if (browser === undefined) console.log(`skipped: ${what}: ${why}`)
  return browser
}

export interface OpenUi {
  readonly shell: WebShell
  readonly guarded: GuardedPage
  readonly page: Page
  /** Of the page, the shell and the built page; engine and browser are others' to close. */
  close(): Promise<void>
}

/** The UI as it ships, served by the web shell over this Api, in a window of 1440 by 900. */
export async function openUi(browser: Browser, api: Api, options: BrowserContextOptions = {}): Promise<OpenUi> {
  const pageFolder = await buildPage()
  const shell = await startWebShell({ api, pageFolder, host: '127.0.0.1', port: 0 })
  const guarded = await openGuardedPage(browser, shell.url, { colorScheme: 'light', ...options })
  const { page } = guarded
  await page.getByRole('heading', { level: 1 }).waitFor()
  return {
    shell,
    guarded,
    page,
    close: async () => {
      await guarded.close()
      await shell.close()
      await rm(pageFolder, { recursive: true, force: true })
    },
  }
}
