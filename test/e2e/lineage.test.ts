import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEngine, type Engine } from '../../engine/engine.ts'
import { browserFor, openUi, type OpenUi } from './open-ui.ts'
import { showView } from './show-view.ts'

const demoFolder = fileURLToPath(new URL('../../models/demo/', import.meta.url))
const files = ['oak', 'oak-Q4_0', 'oak-tales', 'fern']

const browser = await browserFor('the lineage of the demo models')

describe.skipIf(browser === undefined)('the lineage of the demo models, from the library to the exports', () => {
  let folder: string
  let engine: Engine
  let ui: OpenUi
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-lineage-'))
    engine = await openEngine({
      databaseFile: join(folder, 'test.db'),
      surroundings: { home: folder, platform: process.platform, variables: {} },
    })
    const placeIds = files.map((name) => engine.grantPlace(join(demoFolder, `${name}.gguf`)).id)
    await engine.call('models.add', { placeIds, operation: 'add' })
    ui = await openUi(browser as Browser, engine)
    page = ui.page
  })

  afterAll(async () => {
    await ui?.close()
    await engine?.close()
    await browser?.close()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  const exported = async (figure: string, name: string): Promise<{ file: string; text: string }> => {
    await page.getByRole('figure', { name: figure }).getByRole('button', { name: 'Export' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name }).first().click(),
    ])
    return { file: download.suggestedFilename(), text: await readFile(await download.path(), 'latin1') }
  }

  test('the library says nothing of weights that are not read, and leads to where they are read', async () => {
    await page.getByRole('row', { name: 'oak-tales' }).waitFor()
    expect(await page.getByText(/by weights/).count()).toBe(0)
    await showView(page, 'Lineage')
    await page.getByRole('heading', { name: 'The weights are not read yet' }).waitFor()
    await page.getByRole('button', { name: /^Read the weights of 4 models \(.+B\)$/ }).click()
  })

  test('each relation is a line with its title and a sentence', async () => {
    const figure = page.getByRole('figure', { name: 'Lineage by the weights' })
    await figure
      .getByRole('link', { name: /^oak-tales: trained from oak, .*Probability of this direction: 0\.[89]/ })
      .waitFor()
    await figure.getByRole('link', { name: /^oak-Q4_0: quantization of oak, .*times that of its type/ }).waitFor()
    await figure.getByText('No evidence of a relation').waitFor()
    expect(await figure.locator('[data-mark]').count()).toBe(files.length + 2)
    const words = page.getByRole('region', { name: 'What the weights say' })
    expect(await words.getByRole('link').count()).toBe(2)
  })

  test('a line leads to the change of each tensor', async () => {
    await page
      .getByRole('region', { name: 'What the weights say' })
      .getByRole('link', { name: /^oak-Q4_0/ })
      .click()
    const figure = page.getByRole('figure', { name: 'Change of the weights from oak to oak-Q4_0' })
    await figure.locator('[data-mark^="blk.0.attn_q.weight"]').waitFor()
    await figure.getByText('Table').click()
    await figure.getByRole('cell', { name: 'blk.0.attn_q.weight' }).waitFor()
    const { text } = await exported('Change of the weights from oak to oak-Q4_0', 'CSV')
    expect(text).toMatch(/^tensor,layer,/)
    expect(text).toContain('\r\nblk.0.attn_q.weight,0,0,matrix,F16,Q4_0,')
  })

  test('the lineage is exported as SVG, PNG, CSV, JSON and for Graphviz', async () => {
    const title = 'Lineage by the weights'
    const svg = await exported(title, 'SVG')
    expect(svg.file).toBe('lineage.svg')
    expect(svg.text).toContain('<title>oak-tales: trained from oak')
    expect((await exported(title, 'PNG')).text.slice(1, 4)).toBe('PNG')
    const csv = await exported(title, 'CSV of the edges')
    expect(csv.text).toContain('\r\noak,oak-Q4_0,quantization,yes,')
    const json = JSON.parse((await exported(title, 'JSON')).text) as { families: string[][] }
    expect(json.families.map((family) => family.length)).toEqual([3, 1])
    expect((await exported(title, 'Graphviz')).text).toMatch(/^digraph lineage \{/)
  })

  test('the lineage is enlarged, and its table lists parents first, strangers too, with links to their pages', async () => {
    const figure = page.getByRole('figure', { name: 'Lineage by the weights' })
    const drawing = figure.locator('svg[aria-label^="Lineage by the weights"]')
    const width = (await drawing.boundingBox())!.width
    await figure.getByRole('button', { name: 'Zoom in' }).click()
    await expect.poll(async () => (await drawing.boundingBox())!.width).toBeCloseTo(1.25 * width, 0)
    await figure.getByRole('button', { name: 'Fit the whole lineage' }).click()
    await expect.poll(async () => (await drawing.boundingBox())!.width).toBeLessThanOrEqual(width + 1)
    await figure.getByText('Table').click()
    const names = figure.locator('tbody tr td:first-child')
    expect(await names.allTextContents()).toEqual(['oak', 'oak-Q4_0', 'oak-tales', 'fern'])
    await figure.getByRole('row', { name: 'fern' }).getByText('no evidence of a relation').waitFor()
    expect(await figure.getByRole('columnheader', { name: 'Share' }).count()).toBe(0)
    expect(await figure.getByRole('link', { name: 'oak-tales' }).getAttribute('href')).toContain('#/model?')
    await figure.getByText('Drawing').click()
  })

  test('the library tells each model in words, and a model alone nothing', async () => {
    await showView(page, 'Library')
    await page.getByRole('columnheader', { name: 'Lineage' }).waitFor()
    await page.getByRole('row', { name: 'oak-Q4_0' }).getByText('quantization of oak').waitFor()
    const trained = page.getByRole('row', { name: 'oak-tales' })
    await trained.getByText('trained from oak', { exact: true }).waitFor()
    await trained.getByText(/^\(p = 0\.9\d+\)$/).waitFor()
    expect(
      await page
        .getByRole('row', { name: 'fern' })
        .getByText(/ of | from /)
        .count(),
    ).toBe(0)
  })

  test('nothing went wrong in the page', async () => {
    expect(await ui.guarded.faults()).toEqual([])
  })
})
