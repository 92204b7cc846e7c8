import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWebShell, type WebShell } from '../../cli/serve/web-shell.ts'
import { type Engine, openEngine } from '../../engine/engine.ts'
import { ensureSampleProject } from '../../engine/sample/sample-project.ts'
import { openBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'
import { openGuardedPage, type GuardedPage } from './guarded-page.ts'

/** Where screenshots go, if anywhere. */
const pictures = process.env['SCREENSHOTS']

const { browser, why } = await openBrowser()
if (browser === undefined) console.log(`skipped: the sample project: ${why}`)

/** By the name of each view in the address, what is there once it shows something of the sample. */
const content: readonly (readonly [view: string, selector: string])[] = [
  ['library', '[role=row]:has-text("oak-hybrid")'],
  ['probe', 'table[aria-label="Stored probes"] tr:has-text("oak-hybrid")'],
  ['tree', 'svg[data-tree] >> text=oak-hybrid'],
  ['matrix', 'svg[aria-roledescription=matrix]'],
  ['map', 'svg[aria-label^="Map of 15 models"]'],
  ['lineage', 'svg >> text=oak-hybrid'],
  ['scores', '[role=grid][aria-label=Scores] [role=row]:has-text("elm-")'],
  ['benchmarks', 'table[aria-label=Runs] tr:has-text("oak-hybrid")'],
  ['forecast', 'table[aria-label="Errors of the methods"] tr:has-text("Gaussian process")'],
  ['scaling', 'table[aria-label="Mean squared errors"] tr:has-text("components")'],
  ['emergence', 'table[aria-label="Few-shot emergence"] tr:has-text("posterior")'],
  ['report', 'form button:has-text("report")'],
]

describe.skipIf(browser === undefined)('the sample project', () => {
  let folder: string
  let pageFolder: string
  let engine: Engine
  let shell: WebShell
  let guarded: GuardedPage
  let page: Page
  let opened: number

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-sample-'))
    pageFolder = await buildPage()
    const before = performance.now()
    engine = await openEngine({
      databaseFile: ensureSampleProject(join(folder, 'sample.sqlite')),
      surroundings: { home: folder, platform: process.platform, variables: {} },
    })
    opened = performance.now() - before
    shell = await startWebShell({ api: engine, pageFolder, host: '127.0.0.1', port: 0 })
    guarded = await openGuardedPage(browser as Browser, shell.url)
    page = guarded.page
  })

  afterAll(async () => {
    if (guarded !== undefined) {
      expect(await guarded.faults()).toEqual([])
      await guarded.close()
    }
    await browser?.close()
    await shell?.close()
    await engine?.close()
    for (const path of [folder, pageFolder]) await rm(path, { recursive: true, force: true })
  })

  test('is opened in far less than ten seconds, however busy the machine', () => {
    expect(opened).toBeLessThan(10_000)
  })

  test.each(content)('%s shows something of it, and no empty state', async (view, selector) => {
    await page.evaluate(`window.location.hash = '#/${view}'`)
    await page.locator(selector).first().waitFor()
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `sample-${view}.png`) })
    expect(await page.locator('[data-state=empty]').count()).toBe(0)
  })

  test.each([
    ['scaling', 'More held-out models, of more families, would narrow the interval.'],
    ['emergence', 'It may fit with a least loss that leaves out checkpoints'],
  ])('%s says what would make its law better', async (view, words) => {
    await page.evaluate(`window.location.hash = '#/${view}'`)
    await page.getByText(words).waitFor()
  })

  test('a line that is chosen in the drawing of the lineage has its sentence in sight', async () => {
    await page.setViewportSize({ width: 900, height: 600 })
    await page.evaluate("window.location.hash = '#/lineage'")
    const sentences = page.getByRole('region', { name: 'What the weights say' })
    const last = sentences.getByRole('link').last()
    const isInSight = async (): Promise<boolean> => {
      const box = await last.boundingBox()
      return box !== null && box.y >= 0 && box.y + box.height <= 600
    }
    await last.waitFor()
    expect(await isInSight()).toBe(false)
    const title = (await last.innerText()).split('\n')[0]!
    await page
      .getByRole('group', { name: /^Lineage by the weights\. A line leads/ })
      .getByRole('link', { name: new RegExp(`^${title},`) })
      .dispatchEvent('click')
    await expect.poll(isInSight).toBe(true)
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  test('the page of a model and of a pair tell lineage, neighbours and scores', async () => {
    const models = await engine.call('models.list', {})
    const idOf = (name: string) => models.find((model) => model.name === name)!.id
    await page.evaluate(`window.location.hash = '#/model?model=${idOf('oak-hybrid')}'`)
    await page
      .getByText(/Merge of oak-/)
      .first()
      .waitFor()
    await page.getByRole('table', { name: 'Scores' }).waitFor()
    await page.evaluate(`window.location.hash = '#/pair?left=${idOf('oak')}&right=${idOf('oak-tales')}'`)
    await page
      .getByText(/trained from oak/)
      .first()
      .waitFor()
    await page.getByRole('table', { name: 'Scores' }).waitFor()
    expect(await page.locator('[data-state=empty]').count()).toBe(0)
  })
})
