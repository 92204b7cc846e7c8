import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEngine, type Engine } from '../../engine/engine.ts'
import { ensureSampleProject } from '../../engine/sample/sample-project.ts'
import { pages, views } from '../../renderer/app/navigation.ts'
import { browserFor, openUi, type OpenUi } from './open-ui.ts'
import { cutParts, violations } from './page-checks.ts'

/** Pictures of what opens, for whoever changes how it looks. */
const pictures = process.env['SCREENSHOTS'] ?? fileURLToPath(new URL('screenshots/', import.meta.url))

const browser = await browserFor('what opens from every view')

/** What lies over a view. */
const overlays = ':is([role=dialog], [role=alertdialog], [role=menu], [role=listbox])'
/** Buttons of a view that may open something: its actions, and those that say so. */
const openers = 'main :is([data-actions] button, button[aria-haspopup]):not([disabled])'
/** Buttons that compute or save at once. */
const doing = /^(Save|Export CSV|Zoom|Show the whole|Turn around|In the library|Look at a sample)/

/** Lists to choose from are one component: so many of them are looked at. */
const mostLists = 3

/**
 * What the rules say of React Aria's own parts: the note of an option is its description, not a part of its name, and
 * beside the dialog in a popover there is a hidden button that dismisses it.
 */
const isOfThisPage = (violation: string): boolean =>
  !/^(label-content-name-mismatch: (#\S+-option-\S+( \| )?)+|region: body > div:nth-child\(\d+\))$/.test(violation)

describe.skipIf(browser === undefined)('what opens from every view', () => {
  let folder: string
  let engine: Engine
  let ui: OpenUi
  let page: Page
  let subjects: Readonly<Record<string, string>>
  /** Names of what has been looked at: the same menu stands in many views. */
  const seen = new Set<string>()
  let lists = 0

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-opening-'))
    engine = await openEngine({
      databaseFile: ensureSampleProject(join(folder, 'sample.sqlite')),
      surroundings: { home: folder, platform: process.platform, variables: {} },
    })
    const models = await engine.call('models.list', {})
    const idOf = (name: string) => models.find((model) => model.name === name)!.id
    subjects = { model: idOf('oak-tales'), left: idOf('oak'), right: idOf('oak-tales') }
    await mkdir(pictures, { recursive: true })
    ui = await openUi(browser as Browser, engine, { reducedMotion: 'reduce' })
    page = ui.page
    // The smaller window of the two that are pictured: what opens has less space.
    await page.setViewportSize({ width: 900, height: 600 })
  })

  afterAll(async () => {
    await ui?.close()
    await engine?.close()
    await browser?.close()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  const drawn = (): Promise<unknown> =>
    page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
  const go = async (name: string): Promise<void> => {
    const about = pages.find((entry) => entry.name === name)?.about ?? []
    const { settings } = [...views, ...pages].find((entry) => entry.name === name)!
    const query = new URLSearchParams(about.map((key): [string, string] => [key, subjects[key]!]))
    await page.evaluate(`window.location.hash = '#/${settings.view}?${query.toString()}'`)
    await drawn()
    await expect.poll(() => page.locator('main').getByRole('progressbar').count()).toBe(0)
    // What rows that are ticked allow opens too.
    if (name === 'Library' || name === 'Scores')
      for (const row of [1, 2]) {
        const box = page.getByRole('grid').first().getByRole('row').nth(row).getByRole('checkbox')
        if (!(await box.isChecked())) await box.click({ force: true })
      }
    await drawn()
  }
  const show = async (colorScheme: 'light' | 'dark'): Promise<void> => {
    // A browser that is at work may lose the event of a change: then the scheme is changed once more.
    await expect
      .poll(async () => {
        const now = await page.evaluate('document.documentElement.dataset.theme')
        if (now === colorScheme) return now
        for (const scheme of ['no-preference', colorScheme] as const)
          await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
        await drawn()
        return page.evaluate('document.documentElement.dataset.theme')
      })
      .toBe(colorScheme)
    await drawn()
  }
  const nameOf = async (button: Locator): Promise<string> =>
    ((await button.getAttribute('aria-label')) ?? (await button.innerText())).trim().replaceAll(/\s+/g, ' ')

  /** Looks at what lies over the page now, closes it by Escape, and sees that the focus returns. */
  const lookAt = async (name: string, opener: Locator | null): Promise<void> => {
    for (const colorScheme of ['dark', 'light'] as const) {
      await show(colorScheme)
      const found = await violations(page, { colours: colorScheme === 'dark' })
      expect.soft(found.filter(isOfThisPage), `${name}, ${colorScheme}`).toEqual([])
      await page.screenshot({ path: join(pictures, `opened-${name.replaceAll(/\W+/g, '-')}-${colorScheme}.png`) })
    }
    expect.soft(await page.evaluate(cutParts), name).toEqual([])
    await page.keyboard.press('Escape')
    await page.locator(overlays).first().waitFor({ state: 'detached' })
    if (opener !== null)
      await expect
        .poll(() => opener.evaluate((element) => element.matches(':focus')), { message: `${name}: the focus returns` })
        .toBe(true)
  }

  test.each([...views, ...pages].map(({ name }) => name))('%s', { timeout: 180_000 }, async (view) => {
    await go(view)
    const address = page.url()
    const count = await page.locator(openers).count()
    for (let index = 0; index < count; index++) {
      const opener = page.locator(openers).nth(index)
      const name = await nameOf(opener)
      if (name === '' || seen.has(name) || doing.test(name) || !(await opener.isVisible())) continue
      if ((await opener.getAttribute('aria-haspopup')) === 'listbox' && ++lists > mostLists) continue
      seen.add(name)
      await opener.click()
      await drawn()
      const over = page.locator(overlays)
      if ((await over.count()) > 0) await lookAt(`${view}, ${name}`, opener)
      if (page.url() !== address) await go(view)
    }
  })

  test('the palette and the list of shortcuts', async () => {
    await go('Library')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: /^Find a command/ }).waitFor()
    await page.keyboard.type('oak')
    await page.getByRole('option').first().waitFor()
    await lookAt('palette', null)
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await lookAt('shortcuts', null)
  })

  test('there was much to open, and nothing went wrong in the page', async () => {
    expect(seen.size).toBeGreaterThan(20)
    console.log(`looked at what opens from ${String(seen.size)} buttons`)
    expect(await ui.guarded.faults()).toEqual([])
  })
})
