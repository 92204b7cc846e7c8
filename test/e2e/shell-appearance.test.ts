import { rm } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWebShell, type WebShell } from '../../cli/serve/web-shell.ts'
import type { Api } from '../../engine/api/contract.ts'
import { buildPage } from './built-page.ts'
import { browserFor } from './open-ui.ts'

const browser = await browserFor('how the page looks in the desktop shell')

/** The page alone: what preload would expose, without an engine. */
const fakedBridge = `
  window.told = []
  window.cladescope = {
    connect: async () => undefined,
    state: async () => ({ state: 'connecting', reason: null }),
    onState: () => () => undefined,
    onOpened: () => () => undefined,
    tellAppearance: async (appearance) => void window.told.push(appearance),
    onAppearancePicked: (listener) => {
      window.pick = listener
      return () => undefined
    },
  }
`

describe.skipIf(browser === undefined)("the page and the shell's menu agree on how the page looks", () => {
  let pageFolder: string
  let shell: WebShell
  let page: Page

  beforeAll(async () => {
    pageFolder = await buildPage()
    const api: Api = { call: () => Promise.reject(new Error('not asked here')), on: () => () => undefined }
    shell = await startWebShell({ api, pageFolder, host: '127.0.0.1', port: 0 })
    const context = await (browser as Browser).newContext({ colorScheme: 'light' })
    page = await context.newPage()
    await page.addInitScript(fakedBridge)
    await page.goto(shell.url)
  })

  afterAll(async () => {
    await browser?.close()
    await shell?.close()
    if (pageFolder !== undefined) await rm(pageFolder, { recursive: true, force: true })
  })

  const pick = (scheme: string, contrast: string): Promise<unknown> =>
    page.evaluate(`window.pick(${JSON.stringify({ scheme, contrast })})`)
  const told = (): Promise<unknown> => page.evaluate('window.told.at(-1)')
  const looks = (): Promise<unknown> =>
    page.evaluate('[document.documentElement.dataset.theme, document.documentElement.dataset.contrast]')

  test('the page tells what it has at its start', async () => {
    await expect.poll(told).toEqual({ scheme: 'system', contrast: 'system' })
  })

  test('what is picked in the menu holds in the page and its switch, and is told back', async () => {
    await pick('dark', 'system')
    expect(await looks()).toEqual(['dark', 'normal'])
    await pick('dark', 'high')
    expect(await looks()).toEqual(['dark', 'high'])
    expect(await told()).toEqual({ scheme: 'dark', contrast: 'high' })
    await pick('sepia', 'high')
    expect(await looks()).toEqual(['dark', 'high'])
  })

  test('it is kept, and the switch of the page tells the menu', async () => {
    await page.reload()
    await expect.poll(told).toEqual({ scheme: 'dark', contrast: 'high' })
    expect(await looks()).toEqual(['dark', 'high'])
    await page.getByRole('radio', { name: 'Light theme' }).click()
    await expect.poll(told).toEqual({ scheme: 'light', contrast: 'high' })
    await page.getByRole('button', { name: 'High contrast' }).click()
    await expect.poll(told).toEqual({ scheme: 'light', contrast: 'normal' })
  })
})
