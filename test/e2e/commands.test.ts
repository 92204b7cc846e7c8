import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { probedFamilies, type ProbedFamilies } from '../engine/forecast/probed-families.ts'
import { browserFor, openUi, type OpenUi } from './open-ui.ts'
import { showView } from './show-view.ts'

const browser = await browserFor('commands and shortcuts')

describe.skipIf(browser === undefined)('commands and shortcuts', () => {
  let folder: string
  let probed: ProbedFamilies
  let ui: OpenUi
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-commands-'))
    probed = await probedFamilies(folder, 3, {
      surroundings: { home: folder, platform: process.platform, variables: {} },
    })
    ui = await openUi(browser as Browser, probed.engine)
    page = ui.page
  })

  afterAll(async () => {
    await ui?.close()
    await probed?.engine.close()
    await browser?.close()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  const field = () => page.getByRole('combobox', { name: /^Find a command/ })
  const options = () => page.getByRole('listbox', { name: 'Commands found' }).getByRole('option')
  const active = async () => {
    const id = await field().getAttribute('aria-activedescendant')
    return page.locator(`[id="${id}"]`).innerText()
  }
  const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true })

  test('the palette finds a view by a few of its letters, and goes there', async () => {
    await page.keyboard.press('Control+k')
    await field().waitFor()
    await page.keyboard.type('mtrx')
    await expect.poll(active).toContain('Matrix')
    await page.keyboard.press('Enter')
    await heading('Matrix').waitFor()
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('main')
  })

  test('arrows move through the list and around its ends; Escape leaves everything as it was', async () => {
    await page.keyboard.press('Control+Shift+P')
    await field().waitFor()
    const first = await active()
    await page.keyboard.press('ArrowDown')
    await expect.poll(active).not.toBe(first)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    await expect.poll(active).toBe(await options().last().innerText())
    await page.keyboard.type('no such thing at all')
    await page.getByText('Nothing is called so.').waitFor()
    await page.keyboard.press('Escape')
    await field().waitFor({ state: 'detached' })
    await heading('Matrix').waitFor()
  })

  test('it finds a model, and two models as a pair', async () => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('f1-2')
    await expect.poll(active).toContain('Models')
    await page.keyboard.press('Enter')
    await heading('f1-2').waitFor()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('f0-0 f2-1')
    await options().filter({ hasText: 'f0-0 and f2-1' }).click()
    await heading('f0-0 and f2-1').waitFor()
  })

  test('it finds genomes and benchmarks', async () => {
    for (const [name, group] of [
      ['math', 'Genomes'],
      ['facts', 'Benchmarks'],
    ] as const) {
      await page.keyboard.press('Control+k')
      await page.keyboard.type(name)
      await options().filter({ hasText: group }).first().waitFor()
      await page.keyboard.press('Escape')
    }
  })

  test('it has the buttons of the view shown', async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('l')
    await heading('Library').waitFor()
    await page.keyboard.press('Control+k')
    await expect.poll(() => options().first().innerText()).toContain('Here')
    await page.keyboard.type('add models')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Add models' }).waitFor()
    // A dialog has the keys to itself.
    await page.keyboard.press('Control+k')
    expect(await field().count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  test('theme and contrast are chosen there, and kept', async () => {
    const attributes = () => page.evaluate('({ ...document.documentElement.dataset })')
    for (const name of ['dark theme', 'high contrast']) {
      await page.keyboard.press('Control+k')
      await page.keyboard.type(name)
      await page.keyboard.press('Enter')
      await field().waitFor({ state: 'detached' })
    }
    await expect.poll(attributes).toEqual({ theme: 'dark', contrast: 'high' })
    expect(await page.evaluate('getComputedStyle(document.querySelector("main")).backgroundColor')).toBe('rgb(0, 0, 0)')
    await page.reload()
    await heading('Library').waitFor()
    expect(await attributes()).toEqual({ theme: 'dark', contrast: 'high' })
    for (const name of ['theme of the system', 'contrast of the system']) {
      await page.keyboard.press('Control+k')
      await page.keyboard.type(name)
      await page.keyboard.press('Enter')
      await field().waitFor({ state: 'detached' })
    }
    await expect.poll(attributes).toEqual({ theme: 'light', contrast: 'normal' })
    await page.emulateMedia({ contrast: 'more', colorScheme: 'dark' })
    await expect.poll(attributes).toEqual({ theme: 'dark', contrast: 'high' })
    await page.emulateMedia({ contrast: 'no-preference', colorScheme: 'light' })
    await expect.poll(attributes).toEqual({ theme: 'light', contrast: 'normal' })
  })

  test('a slash leads to the filter, where letters are letters; Ctrl+F does too', async () => {
    const filter = page.getByRole('searchbox', { name: 'Filter models' })
    await page.keyboard.press('/')
    await page.keyboard.type('g/?')
    expect(await filter.inputValue()).toBe('g/?')
    await page.keyboard.press('Escape')
    await expect.poll(() => filter.inputValue()).toBe('')
    await showView(page, 'Library')
    await page.keyboard.press('Control+f')
    await expect.poll(() => page.evaluate('document.activeElement.type')).toBe('search')
  })

  test('Escape closes the panel beside the view', async () => {
    await page.getByRole('row', { name: /f0-1/ }).click()
    const panel = page.getByRole('complementary', { name: 'Facts of f0-1' })
    await panel.waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
  })

  test('the list of shortcuts names every view that has one, and turns single keys off', async () => {
    await showView(page, 'Tree')
    await page.keyboard.press('?')
    const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await list.waitFor()
    for (const name of ['Library', 'Matrix', 'Map', 'Benchmarks', 'Report', 'Go to the filter of the view'])
      await list.getByRole('term').filter({ hasText: name }).first().waitFor()
    await list.getByRole('button', { name: 'Turn them off' }).click()
    await list.getByText('Shortcuts without Ctrl or Command are turned off.').waitFor()
    await page.keyboard.press('Escape')
    await list.waitFor({ state: 'detached' })
    await page.keyboard.press('g')
    await page.keyboard.press('m')
    await page.keyboard.press('Control+k')
    await field().waitFor()
    await heading('Tree').waitFor()
    await page.keyboard.type('shortcuts of single keys on')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate("localStorage.getItem('cladescope.single-keys')")).toBe('on')
    await page.keyboard.press('g')
    await page.keyboard.press('m')
    await heading('Matrix').waitFor()
  })

  test('nothing was written to the console and the content security policy was never violated', async () => {
    expect(await ui.guarded.faults()).toEqual([])
  })
})
