import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWebShell, type WebShell } from '../../cli/serve/web-shell.ts'
import { simulateCheckpoints, typicalStudy } from '../../core/emergence/simulate.ts'
import { seededGenerator } from '../../core/random/seeded-generator.ts'
import { views } from '../../renderer/app/navigation.ts'
import { importForecastScores, probedFamilies, type ProbedFamilies } from '../engine/forecast/probed-families.ts'
import { importScores, syntheticTable } from '../engine/scaling/import-models.ts'
import { openBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'
import { openGuardedPage, type GuardedPage } from './guarded-page.ts'
import { showView } from './show-view.ts'

/** Where screenshots go, if anywhere. */
const pictures = process.env['SCREENSHOTS']

const { browser, why } = await openBrowser()
if (browser === undefined) console.log(`skipped: views in a narrow window: ${why}`)

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
  let pageFolder: string
  let probed: ProbedFamilies
  let shell: WebShell
  let guarded: GuardedPage
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-narrow-'))
    probed = await probedFamilies(folder, 5, {
      surroundings: { home: folder, platform: process.platform, variables: {} },
    })
    const { engine, names } = probed
    await importForecastScores(probed, names.slice(1))
    await importScores(engine, syntheticTable())
    const rows = simulateCheckpoints(typicalStudy, seededGenerator(5)).map(
      ({ checkpoint, loss, examples, score }) => `${checkpoint},${loss},${examples},${score}`,
    )
    await engine.call('emergence.import', {
      name: 'study',
      text: ['checkpoint,loss,examples,score', ...rows].join('\n'),
    })
    const [benchmark] = await engine.call('benchmarks.list', {})
    const [model] = await engine.call('models.list', {})
    await engine.call('scores.measure', {
      modelIds: [model!.id],
      benchmarkId: benchmark!.id,
      seed: 0,
      limit: 5,
      load: { gpu: 'off' },
    })
    pageFolder = await buildPage()
    shell = await startWebShell({ api: engine, pageFolder, host: '127.0.0.1', port: 0 })
    guarded = await openGuardedPage(browser as Browser, shell.url, { colorScheme: 'light' })
    page = guarded.page
    await page.getByRole('heading', { level: 1 }).waitFor()
  })

  afterAll(async () => {
    await guarded?.close()
    await shell?.close()
    await probed?.engine.close()
    await browser?.close()
    for (const path of [folder, pageFolder]) if (path !== undefined) await rm(path, { recursive: true, force: true })
  })

  test.each([640, 480])(
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
    expect(await guarded.faults()).toEqual([])
  })
})

/**
 * Runs in the page: the document where it is wider than the window, and what scrolls sideways without a name or out of
 * reach of the keyboard.
 */
const tooWide = `(() => {
  const found = document.documentElement.scrollWidth > innerWidth ? ['the document, ' + document.documentElement.scrollWidth + ' px'] : []
  for (const element of document.querySelectorAll('body *')) {
    const scrolls = ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth && element.clientWidth > 0
    const isNamed = element.tabIndex === 0 && element.getAttribute('role') !== null && element.getAttribute('aria-label') !== null
    if (scrolls && !isNamed) found.push(element.tagName + ' ' + element.className + ', ' + element.scrollWidth + ' in ' + element.clientWidth + ' px')
  }
  return found
})()`
