import { rm } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startWebShell, type WebShell } from '../../cli/serve/web-shell.ts'
import { buildPage } from './built-page.ts'
import { openGuardedPage, type GuardedPage } from './guarded-page.ts'
import { browserFor } from './open-ui.ts'
import { script, scriptedApi } from './scripted-api.ts'
import { showView } from './show-view.ts'

const browser = await browserFor('the help')

describe.skipIf(browser === undefined)('the help, and what views say of themselves', () => {
  let pageFolder: string
  let shell: WebShell
  let guarded: GuardedPage
  let page: Page

  beforeAll(async () => {
    pageFolder = await buildPage()
  })

  beforeEach(async () => {
    shell = await startWebShell({ api: scriptedApi(script({})), pageFolder, host: '127.0.0.1', port: 0 })
    guarded = await openGuardedPage(browser as Browser, shell.url)
    page = guarded.page
    await page.getByRole('heading', { level: 1, name: 'Library' }).waitFor()
  })

  afterEach(async () => {
    expect(await guarded.faults()).toEqual([])
    await guarded.close()
    await shell.close()
  })

  afterAll(async () => {
    await browser?.close()
    if (pageFolder !== undefined) await rm(pageFolder, { recursive: true, force: true })
  })

  test('a word explains itself on keyboard focus and on hover, once in a view', async () => {
    const word = page.getByRole('link', { name: 'family', exact: true })
    await page.getByRole('link', { name: 'probed', exact: true }).focus()
    await page.keyboard.press('Tab')
    await word.and(page.locator(':focus')).waitFor()
    const meaning = page.getByRole('tooltip')
    await meaning.getByText('Models that come from one base').waitFor()
    expect(await word.getAttribute('aria-describedby')).toBe(await meaning.getAttribute('id'))
    await page.keyboard.press('Escape')
    await meaning.waitFor({ state: 'detached' })
    await page.mouse.move(0, 0)
    await word.hover()
    await meaning.getByText('Models that come from one base').waitFor()
    expect(await word.count()).toBe(1)
    await word.click()
    await page.getByRole('tab', { name: 'Words', selected: true }).waitFor()
    expect(await page.evaluate('window.location.hash')).toContain('section=family')
  })

  test('an explanation leads to its method, is hidden in all views once it is hidden, and stays so', async () => {
    await page.getByRole('link', { name: 'Method behind Library' }).click()
    await page.getByRole('tab', { name: 'Methods', selected: true }).waitFor()
    const families = page.getByRole('heading', { name: 'Families (core/model/family.ts)' })
    await families.waitFor()
    const text = await page.getByRole('region', { name: 'Methods' }).boundingBox()
    await expect.poll(async () => (await families.boundingBox())!.y).toBeLessThan(text!.y + 60)

    const explanation = page.getByText('what was measured of each')
    await page.goBack()
    await explanation.waitFor()
    await page.getByRole('button', { name: 'Hide the explanation' }).click()
    await explanation.waitFor({ state: 'detached' })
    await showView(page, 'Tree')
    await page.getByRole('heading', { level: 1, name: 'Tree' }).waitFor()
    const button = page.getByRole('button', { name: 'What this view is for' })
    expect(await button.getAttribute('aria-expanded')).toBe('false')
    await page.reload()
    expect(await button.getAttribute('aria-expanded')).toBe('false')
    await button.click()
    await page.getByText('the root is a choice').waitFor()
  })

  test('the methods are searched, and gone through by their contents', async () => {
    await showView(page, 'Help')
    await page.getByRole('tab', { name: 'Methods' }).click()
    const contents = page.getByRole('navigation', { name: 'Contents of the methods' })
    await contents.getByRole('link', { name: '4. Similarity' }).click()
    await page.getByText("S = (1/G) SUM_g J_g / sqrt( S_g * S'_g )").waitFor()
    await page.getByRole('searchbox', { name: 'Search the help' }).fill('Kruskal')
    await contents
      .getByRole('status')
      .getByText(/^2 of \d+ sections$/)
      .waitFor()
    expect(await contents.getByRole('link').allTextContents()).toEqual(['Map', 'References'])
    expect(await page.locator('mark').allTextContents()).toEqual(['Kruskal', 'Kruskal'])
    await page.getByRole('searchbox', { name: 'Search the help' }).fill('no such word')
    await page.getByText('Nothing in the methods holds “no such word”.').waitFor()
    await page.getByRole('tab', { name: 'Words' }).click()
    await page.getByText('No word’s meaning holds “no such word”.').waitFor()
  })
})
