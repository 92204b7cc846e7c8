import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEngine, type Engine } from '../../engine/engine.ts'
import { ensureSampleProject } from '../../engine/sample/sample-project.ts'
import { pages, views } from '../../renderer/app/navigation.ts'
import { browserFor, openUi, type OpenUi } from './open-ui.ts'
import { cutParts, tooWide, violations, walkByKeyboard } from './page-checks.ts'

/** Pictures of every view and of every tab in it, for whoever changes how they look. */
const pictures = process.env['SCREENSHOTS'] ?? fileURLToPath(new URL('screenshots/', import.meta.url))

const browser = await browserFor('every view, for all who look, listen and type')

const themes = [
  { name: 'light', colorScheme: 'light', contrast: 'no-preference' },
  { name: 'dark', colorScheme: 'dark', contrast: 'no-preference' },
  { name: 'high-contrast-light', colorScheme: 'light', contrast: 'more' },
  { name: 'high-contrast-dark', colorScheme: 'dark', contrast: 'more' },
] as const

/** The second is the first at 200 percent, the last as narrow as WCAG 1.4.10 asks for. */
const windows = [
  { width: 1440, height: 900, isPictured: true },
  { width: 720, height: 450, isPictured: false },
  { width: 900, height: 600, isPictured: true },
  { width: 320, height: 640, isPictured: false },
] as const

const states = ['sample', 'empty'] as const

describe.skipIf(browser === undefined).each(states)('every view, with the project %s', (state) => {
  let folder: string
  let engine: Engine
  let ui: OpenUi
  let page: Page
  /** Of the two models that the pages are about. */
  let subjects: Readonly<Record<string, string>> = {}

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-every-'))
    engine = await openEngine({
      databaseFile: state === 'sample' ? ensureSampleProject(join(folder, 'sample.sqlite')) : ':memory:',
      surroundings: { home: folder, platform: process.platform, variables: {} },
    })
    if (state === 'sample') {
      const models = await engine.call('models.list', {})
      const idOf = (name: string) => models.find((model) => model.name === name)!.id
      subjects = { model: idOf('oak-tales'), left: idOf('oak'), right: idOf('oak-tales') }
    }
    await mkdir(pictures, { recursive: true })
    ui = await openUi(browser as Browser, engine, { reducedMotion: 'reduce' })
    page = ui.page
  })

  afterAll(async () => {
    await ui?.close()
    await engine?.close()
    if (state === states.at(-1)) await browser?.close()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  const go = async (name: string): Promise<void> => {
    const page_ = pages.find((entry) => entry.name === name)
    const view = page_ ?? views.find((entry) => entry.name === name)!
    const query = new URLSearchParams(
      (page_?.about ?? []).map((about): [string, string] => [about, subjects[about] ?? 'none']),
    )
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.evaluate(`window.location.hash = '#/${view.settings.view}?${query.toString()}'`)
    await settled()
  }
  const drawn = (): Promise<unknown> =>
    page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
  /** Answers have come and everything is drawn. */
  const settled = async (): Promise<void> => {
    await drawn()
    // A queue goes on for as long as it has jobs; what is computed for the view itself is waited for.
    await page
      .locator('main')
      .getByRole('progressbar', { name: /^(Reading|Comparing|Computing|Searching|Finding|Fitting|Forecasting)/ })
      .first()
      .waitFor({ state: 'detached' })
    await drawn()
  }
  const show = async ({ colorScheme, contrast }: (typeof themes)[number]): Promise<void> => {
    await page.emulateMedia({ colorScheme, contrast, reducedMotion: 'reduce' })
    await expect
      .poll(() => page.evaluate('({ ...document.documentElement.dataset })'))
      .toMatchObject({ theme: colorScheme, contrast: contrast === 'more' ? 'high' : 'normal' })
    // Colours change in a transition, of no length here, which ends with a frame.
    await drawn()
  }

  /** Everything that is looked at in what is shown now, in every window and theme; `name` is that of the pictures. */
  const lookAt = async (name: string, isPart = false): Promise<void> => {
    for (const { width, height, isPictured } of windows) {
      if (isPart && !isPictured) continue
      await page.setViewportSize({ width, height })
      await settled()
      const at = `${name} at ${width} by ${height}`
      expect.soft(await page.evaluate(tooWide), at).toEqual([])
      expect.soft(await page.evaluate(cutParts), at).toEqual([])
      expect.soft(await violations(page), at).toEqual([])
      for (const theme of themes) {
        await show(theme)
        if (theme !== themes[0])
          expect.soft(await violations(page, { colours: true }), `${at}, ${theme.name}`).toEqual([])
        if (isPictured && !theme.name.startsWith('high-contrast'))
          await page.screenshot({ path: join(pictures, `${name}-${state}-${width}-${theme.name}.png`) })
      }
      await show(themes[0])
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    await settled()
  }

  test.each([...views, ...pages].map(({ name }) => name))('%s', { timeout: 180_000 }, async (name) => {
    await show(themes[0])
    await go(name)
    await lookAt(name)
    const address = page.url()
    const { stops, faults } = await walkByKeyboard(page)
    expect.soft(faults, `${name} by keyboard`).toEqual([])
    // Every setting is in the address.
    expect.soft(page.url(), `${name}: what is only passed changes nothing`).toBe(address)
    // Beyond the navigation and the theme.
    expect(stops).toBeGreaterThanOrEqual(8)
    const tabs = page.locator('main').getByRole('tab')
    for (const tab of (await tabs.all()).slice(1)) {
      await tab.click()
      await settled()
      await lookAt(`${name}-${(await tab.innerText()).replaceAll(/\W+/g, '-')}`, true)
    }
    // The tab is kept with the view.
    if ((await tabs.count()) > 0) await tabs.first().click()
  })

  test('pictures of them all are kept', () => {
    console.log(`pictures of every view, project ${state}: ${pictures}`)
  })

  test('nothing was written to the console and the content security policy was never violated', async () => {
    expect(await ui.guarded.faults()).toEqual([])
  })
})
