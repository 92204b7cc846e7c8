import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCli } from '../cli/run-cli.ts'
import { probedFiles } from '../engine/fixtures/probed-files.ts'
import { readPage } from '../engine/report/well-formed.ts'
import type { Engine } from '../../engine/engine.ts'
import { browserFor, openUi, type OpenUi } from './open-ui.ts'
import { showView } from './show-view.ts'

const demoFolder = fileURLToPath(new URL('../../models/demo/', import.meta.url))
const names = ['fern', 'fern-tales', 'moss', 'oak', 'oak-Q4_0', 'oak-hybrid', 'oak-sums', 'oak-tales']

const browser = await browserFor('the tree with lineages inside of families')

describe.skipIf(browser === undefined)('the tree with lineages inside of families', () => {
  let folder: string
  let engine: Engine
  let ui: OpenUi
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-combined-'))
    const probed = await probedFiles({
      files: names.map((name) => join(demoFolder, `${name}.gguf`)),
      databaseFile: join(folder, 'cladescope.sqlite'),
      surroundings: { home: folder, platform: process.platform, variables: {} },
      unprobed: ['moss'],
      unread: names,
    })
    engine = probed.engine
    ui = await openUi(browser as Browser, engine)
    page = ui.page
  })

  afterAll(async () => {
    await ui?.close()
    await engine?.close()
    await browser?.close()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  const figure = () => page.getByRole('figure', { name: /^\d models, genome numbers/ })
  const exported = async (name: string): Promise<{ file: string; text: string }> => {
    await figure().getByRole('button', { name: 'Export', exact: true }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name }).first().click(),
    ])
    return { file: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
  }
  const ofCli = async (...argumentsGiven: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCli(
      folder,
      ...argumentsGiven,
      '--genome',
      'numbers',
      '--inside',
      'weights',
    )
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
    return stdout.trim()
  }

  test('is asked for beside the method, and says that weights are to be read first', async () => {
    await showView(page, 'Tree')
    const settings = page.getByRole('complementary', { name: 'Settings of the tree' })
    await settings.getByRole('radiogroup', { name: 'Inside families' }).getByText('Weights').click()
    await page.getByRole('heading', { name: 'The weights are not read yet' }).waitFor()
    expect(page.url()).toContain('inside=weights')
    await page.getByRole('button', { name: /^Read the weights of 7 models \(.+B\)$/ }).click()
  })

  test('has a mark for each model and each edge, which say what they rest on', async () => {
    const ofEdge = (name: RegExp) => figure().getByRole('link', { name })
    await ofEdge(/^oak-tales: trained from oak, Rests on: weights, .*Layers moved: by 0\.1494 ± 0\.0004/).waitFor()
    await ofEdge(/^oak-hybrid: merge of oak-sums, Rests on: weights, .*Share: 0\.(50|49)/).waitFor()
    await ofEdge(/^oak-hybrid: merge of oak-tales, Rests on: weights, .*Share: 0\.(50|49)/).waitFor()
    expect(await figure().locator('[data-mark*="Rests on: behaviour"]').count()).toBe(2)
    // Seven models, two edges by behaviour, five by weights and the further parent of the merge.
    expect(await figure().locator('[data-mark]').count()).toBe(7 + 2 + 5 + 1)
    await figure()
      .getByText(/of the weights’ length, by weights$/)
      .waitFor()
    await figure()
      .getByText(/distance, by behaviour$/)
      .waitFor()
  })

  test('a model that is read and not probed stands apart with the reason, and a remark says so', async () => {
    await showView(page, 'Lineage')
    await page.getByRole('button', { name: /^Read them/ }).click()
    await page.getByRole('figure', { name: 'Lineage by the weights' }).getByText('moss').waitFor()
    await showView(page, 'Tree')
    await figure().getByText('Not joined: no model of the family is probed with this genome').waitFor()
    await page.getByText('All 8 probed or read').waitFor()
    await figure()
      .getByRole('button', { name: /remark/i })
      .click()
    await page.getByText(/^Not joined to the others, .*: moss\.$/).waitFor()
    await page.keyboard.press('Escape')
  })

  test('models are found by name, stand out with their edges, and Enter leads from one to the next', async () => {
    const accented = () => figure().locator('[data-mark] text[font-weight]').allTextContents()
    expect(await accented()).toEqual([])
    await page.getByRole('searchbox', { name: 'Find a model in the tree' }).fill('oak-s')
    await figure().getByText('1 of 8 found', { exact: true }).waitFor()
    expect(await accented()).toEqual(['oak-sums'])
    await page.getByRole('searchbox', { name: 'Find a model in the tree' }).fill('ta')
    await figure().getByText('2 of 8 found', { exact: true }).waitFor()
    const focused = async () => (await figure().locator('[data-mark]:focus').getAttribute('data-mark'))?.split('\n')[0]
    for (const name of ['fern-tales', 'oak-tales', 'fern-tales']) {
      await page.getByRole('searchbox', { name: 'Find a model in the tree' }).press('Enter')
      await expect.poll(focused).toBe(name)
    }
    // The card of what the keyboard is at.
    await figure().locator('h3', { hasText: 'fern-tales' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await expect.poll(focused).not.toBe('fern-tales')
    await page.getByRole('searchbox', { name: 'Find a model in the tree' }).fill('')
  })

  test('the drawing is enlarged, dragged, zoomed with the wheel, and shown whole again; cards stand in what is seen', async () => {
    const drawing = figure().locator('svg[role=group]')
    const widthNow = async () => (await drawing.boundingBox())!.width
    const before = await widthNow()
    await page.getByRole('button', { name: 'Zoom in' }).click()
    await page.getByRole('button', { name: 'Zoom in' }).click()
    await expect.poll(widthNow).toBeCloseTo(before * 1.25 ** 2, 0)
    const scroller = drawing.locator('xpath=../..')
    const box = (await scroller.boundingBox())!
    const scrolled = () => scroller.evaluate(({ scrollLeft, scrollTop }) => [scrollLeft, scrollTop])
    await page.mouse.move(box.x + 300, box.y + 300)
    await page.mouse.down()
    await page.mouse.move(box.x + 300, box.y + 301)
    await page.mouse.move(box.x + 900, box.y + 900, { steps: 5 })
    await page.mouse.up()
    expect(await scrolled()).toEqual([0, 0])
    await page.mouse.move(box.x + 300, box.y + 200)
    await page.mouse.down()
    await page.mouse.move(box.x + 280, box.y + 170, { steps: 5 })
    await page.mouse.up()
    expect((await scrolled())[0]).toBeCloseTo(20, 0)
    expect(page.url()).toContain('/tree')
    const model = figure().locator('[data-mark]').last()
    await model.focus()
    const card = figure().locator('h3')
    const placed = (await card.boundingBox())!
    expect(placed.x).toBeGreaterThanOrEqual(box.x)
    expect(placed.y).toBeGreaterThanOrEqual(box.y)
    expect(placed.x + placed.width).toBeLessThanOrEqual(box.x + box.width)
    expect(placed.y + placed.height).toBeLessThanOrEqual(box.y + box.height)
    await page.keyboard.down('Control')
    await page.mouse.wheel(0, 100)
    await page.keyboard.up('Control')
    await expect.poll(widthNow).toBeLessThan(before * 1.25 ** 2)
    await page.getByRole('button', { name: 'Fit the whole tree' }).click()
    await expect.poll(widthNow).toBeLessThanOrEqual(before)
    await expect.poll(scrolled).toEqual([0, 0])
  })

  test('is shown as a table', async () => {
    await figure().getByText('Table').click()
    await figure().getByRole('cell', { name: 'quantization' }).waitFor()
    await figure().getByText('Drawing').click()
  })

  test('is exported, with the numbers of the command line and of the report', async () => {
    const svg = await exported('SVG')
    expect(svg.file).toBe('tree-numbers-weights.svg')
    expect(svg.text).toContain('<title>oak-tales: trained from oak')
    expect((await exported('PNG')).text.slice(1, 4)).toBe('PNG')
    expect((await exported('Graphviz')).text).toBe(`${await ofCli('tree', '--format', 'dot')}\n`)
    const newick = (await exported('Newick')).text.trim()
    expect(newick).toBe(await ofCli('tree', '--format', 'newick'))
    const csv = (await exported('CSV of the edges')).text.trim()
    await ofCli('report', '--out', 'report.html')
    const report = readPage(await readFile(join(folder, 'report.html'), 'utf8'))
    const texts = report.texts.map((text) => text.trim())
    expect(texts).toContain(newick)
    expect(texts).toContain(csv)
    expect(texts).toContain('neighbour joining, rooted at the middle of the longest path, for display')
    const { nodes } = JSON.parse((await exported('JSON')).text) as { nodes: unknown }
    expect(JSON.parse(await ofCli('tree', '--json'))).toMatchObject({ nodes })
  })

  test('an edge leads to the change of its weights', async () => {
    await figure()
      .getByRole('link', { name: /^oak-Q4_0: quantization of oak/ })
      .getByText('quantization')
      .click()
    await page.getByRole('figure', { name: 'Change of the weights from oak to oak-Q4_0' }).waitFor()
  })

  test('nothing went wrong in the page', async () => {
    expect(await ui.guarded.faults()).toEqual([])
  })
})
