import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

export interface GuardedPage {
  readonly page: Page
  /** Console errors and warnings, uncaught errors and violations of the content security policy so far. */
  faults(): Promise<string[]>
  close(): Promise<void>
}

/** A page of a fresh profile that notes everything that went wrong in it. */
export async function openGuardedPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<GuardedPage> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
    ...options,
  })
  const page = await context.newPage()
  const noted: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') noted.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => noted.push(`uncaught: ${error.message}`))
  await page.addInitScript(`
    window.policyViolations = []
    document.addEventListener('securitypolicyviolation', (event) => {
      window.policyViolations.push('policy: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile)
    })
  `)
  await page.goto(url)
  return {
    page,
    faults: async () => [...noted, ...((await page.evaluate('window.policyViolations')) as string[])],
    close: () => context.close(),
  }
}
