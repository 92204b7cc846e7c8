import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { views } from '../../renderer/app/navigation.ts'
import type { ProbedFamilies } from '../engine/forecast/probed-families.ts'
import { fullLibrary } from './full-library.ts'
import { browserFor, openUi, type OpenUi } from './open-ui.ts'
import { tooWide } from './page-checks.ts'
import { showView } from './show-view.ts'

/** Where screenshots go, if anywhere. */
const pictures = process.env['SCREENSHOTS']

const browser = await browserFor('views in a narrow window')

/** What is there once the content of a view is. */
const content: Readonly<Record<string, string>> = {
  Library: '[role=grid][aria-label=Models]',
  Probe: 'table[aria-label="Stored probes"]',
  Tree: 'svg[data-tree]',
  Matrix: 'svg[aria-roledescription=matrix]',
  Map: 'svg[aria-label^="Map of"]',
  Lineage: 'button:has-text("Read the weights")',
  Scores: '[role=grid][aria-label=Scores]',
  Benchmarks: 'table[aria-label=Runs]',
  Forecast: 'table[aria-label="Errors of the methods"]',
  Scaling: 'table[aria-label="Mean squared errors"]',
  Emergence: 'table[aria-label="Few-shot emergence"]',
  Report: 'form',
  Help: 'dl',
}

describe.skipIf(browser === undefined)('views in a narrow window', () => {
  let folder: string
  let probed: ProbedFamilies
  let ui: OpenUi
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-narrow-'))
    probed = await fullLibrary(folder)
    ui = await openUi(browser as Browser, probed.engine)
    page = ui.page
  })

  afterAll(async () => {
    await ui?.close()
    await probed?.engine.close()
    await browser?.close()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  test.each([640, 480, 320])(
    'no view is wider than a window of %i px, and what scrolls sideways is named and in reach of the keyboard',
    async (width) => {
      await page.setViewportSize({ width, height: 900 })
      const names = views.map(({ name }) => name)
      expect([...names].sort()).toEqual(Object.keys(content).sort())
      for (const name of names) {
        await showView(page, name)
        await page.locator(content[name]!).waitFor()
        for (let tab = 0; tab < Math.max(1, await page.getByRole('tab').count()); tab++) {
          if ((await page.getByRole('tab').count()) > 0) await page.getByRole('tab').nth(tab).click()
          await page
            .locator('main')
            .getByRole('progressbar', { name: /^(Forecasting|Fitting|Finding|Searching|Computing|Reading)/ })
            .waitFor({ state: 'detached' })
          if (pictures !== undefined)
            await page.screenshot({ path: join(pictures, `narrow-${width}-${name}-${tab}.png`) })
          expect.soft(await page.evaluate(tooWide), `${name}, tab ${tab}`).toEqual([])
        }
        // The tab is kept: the next round and the next test start from the first one.
        if ((await page.getByRole('tab').count()) > 0) await page.getByRole('tab').first().click()
      }
    },
  )

  test('the first column stays in view while a table is scrolled', async () => {
    await page.setViewportSize({ width: 480, height: 900 })
    await showView(page, 'Forecast')
    const region = page.getByRole('region', { name: 'Table: Errors of the methods' })
    await region.focus()
    const head = page.getByRole('columnheader', { name: /^Families and what is near them held out/ })
    const before = await head.boundingBox()
    for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowRight')
    await expect.poll(() => region.evaluate((element) => element.scrollLeft)).toBeGreaterThan(40)
    expect((await head.boundingBox())!.x).toBe(before!.x)

    await showView(page, 'Library')
    const grid = page.getByRole('grid', { name: 'Models' })
    const name = page.getByRole('rowheader', { name: 'f0-0' })
    const there = await name.boundingBox()
    await grid.evaluate((element) => {
      element.scrollLeft = 200
    })
    await expect.poll(() => grid.evaluate((element) => element.scrollLeft)).toBe(200)
    expect((await name.boundingBox())!.x).toBe(there!.x)
  })

  test('nothing was written to the console and the content security policy was never violated', async () => {
    expect(await ui.guarded.faults()).toEqual([])
  })
})
