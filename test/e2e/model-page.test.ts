import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../engine/engine.ts'
import { runCli } from '../cli/run-cli.ts'
import { probedFiles } from '../engine/fixtures/probed-files.ts'
import { browserFor, openUi, type OpenUi } from './open-ui.ts'
import { showView } from './show-view.ts'

const demoFolder = fileURLToPath(new URL('../../models/demo/', import.meta.url))
const names = ['fern', 'moss', 'oak', 'oak-Q4_0', 'oak-hybrid', 'oak-sums', 'oak-tales']

const browser = await browserFor('the pages of a model and of a pair')

describe.skipIf(browser === undefined)('the pages of a model and of a pair', () => {
  let folder: string
  let engine: Engine
  let ui: OpenUi
  let page: Page
  let idOf: ReadonlyMap<string, string>

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-model-page-'))
    const probed = await probedFiles({
      files: names.map((name) => join(demoFolder, `${name}.gguf`)),
      databaseFile: join(folder, 'cladescope.sqlite'),
      surroundings: { home: folder, platform: process.platform, variables: {} },
      unprobed: ['moss'],
      unread: ['moss'],
    })
    engine = probed.engine
    idOf = probed.idOf
    for (const [index, model] of ['fern', 'oak', 'oak-Q4_0', 'oak-sums', 'oak-tales'].entries())
      await engine.call('scores.set', {
        model,
        benchmark: 'sums',
        metric: 'acc',
        shots: null,
        value: 0.3 + 0.1 * index,
        stderr: 0.03,
      })
    const { models } = await engine.call('scores.table', {})
    await engine.call('scores.match', {
      matches: models.map(({ id, name }) => ({ scoredModelId: id, modelId: idOf.get(name)! })),
    })
    ui = await openUi(browser as Browser, engine)
    page = ui.page
  })

  afterAll(async () => {
    await ui?.close()
    await engine?.close()
    await browser?.close()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  const section = (name: string) => page.getByRole('region', { name, exact: true })
  const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true })
  const lead = (text: string | RegExp) => page.getByRole('status').getByText(text)
  const nextSteps = (): Promise<string[]> =>
    section('What can be done next')
      .getByRole('listitem')
      .locator('span:first-child')
      .allTextContents()
      .then((texts) => texts.filter((text) => text.endsWith('.')))

  test('is reached from the library’s panel, names the model in the window’s title and stands under Library', async () => {
    await page.getByRole('row', { name: 'oak-Q4_0' }).click()
    await page
      .getByRole('complementary', { name: 'Facts of oak-Q4_0' })
      .getByRole('button', { name: 'Open page' })
      .click()
    await heading('oak-Q4_0').waitFor()
    expect(await page.title()).toBe('oak-Q4_0 · cladescope · Cladescope')
    expect(page.url()).toContain(`#/model?model=${idOf.get('oak-Q4_0')!}`)
    expect(await page.getByRole('link', { name: 'Library' }).getAttribute('aria-current')).toBe('true')
    expect(await page.evaluate('document.activeElement.id')).toBe('main')
    await lead('Quantization (Q4_0) of oak.').waitFor()
  })

  test('tells a quantization how far it is from its original by weights and by behaviour', async () => {
    const original = section('Distance from its original')
    await original.getByText(/^by 0\.0856 ± 0\.0002 of their length$/).waitFor()
    await original.getByText(/^Distance 0\.\d+ \(0\.\d+ to 0\.\d+\)\. /).waitFor()
    expect(await nextSteps()).toEqual([])
  })

  test('a name leads to the page of that model, and back to this one', async () => {
    await section('Descent by weights').getByRole('link', { name: 'oak', exact: true }).click()
    await heading('oak').waitFor()
    await lead(/^Nothing that it was made from was found; made from it: oak-Q4_0, oak-sums, oak-tales\.$/).waitFor()
    expect(await section('Distance from its original').count()).toBe(0)
    const rows = section('Descent by weights').getByRole('row')
    await rows
      .filter({ hasText: /^oak-talesfinetuneprobability 0\.9\d+ · layers moved by 0\.1494 ± 0\.0004/ })
      .waitFor()
    await page.goBack()
    await heading('oak-Q4_0').waitFor()
    await page.goForward()
    await heading('oak').waitFor()
  })

  test('has the neighbours with the numbers of the command line', async () => {
    const { stdout } = await runCli(folder, '--json', 'distances', '--genome', 'numbers')
    const told = JSON.parse(stdout) as { models: string[]; distance: number[][] }
    const row = told.distance[told.models.indexOf('oak')]!
    const expected = told.models
      .map((name, index) => ({ name, distance: row[index]! }))
      .filter(({ name }) => name !== 'oak')
      .sort((a, b) => a.distance - b.distance)
    const table = page.getByRole('table', { name: 'Nearest neighbours' })
    expect(await table.getByRole('rowheader').allTextContents()).toEqual(expected.map(({ name }) => name))
    const shown = await table.getByRole('row').locator('td:nth-child(2)').allTextContents()
    for (const [index, text] of shown.entries())
      expect(Number(text)).toBeCloseTo(expected[index]!.distance, text.split('.')[1]!.length - 1)
  })

  test('has scores with errors, and forecasts beside baselines', async () => {
    await section('Scores').getByRole('row', { name: 'sums · acc 0.400 ± 0.030' }).waitFor()
    const forecasts = section('Forecasts')
    await forecasts.getByText('Its known score is 40 ± 3 points; each forecast is made without it.').waitFor()
    await forecasts.getByRole('rowheader', { name: 'Gaussian process on similarity' }).waitFor()
    await forecasts.getByRole('rowheader', { name: 'baseline: nearest scored model' }).waitFor()
  })

  test('a model of which little is known says what is missing, and what brings it', async () => {
    await page.evaluate(`window.location.hash = '#model?model=${idOf.get('moss')!}'`)
    await heading('moss').waitFor()
    await lead('Not compared with others yet, neither by weights nor by behaviour.').waitFor()
    await section('Descent by weights').getByText('The weights of moss are not read.').waitFor()
    await section('Nearest neighbours').getByText('No complete probe of moss with the genome numbers.').waitFor()
    expect(await nextSteps()).toEqual([
      'The weights of moss are not read.',
      'No complete probe of moss with the genome numbers.',
      'No score of moss is known.',
    ])
    await section('What can be done next')
      .getByRole('button', { name: /^Read the weights of 1 model/ })
      .click()
    await lead('No relation to the others was found in the weights.').waitFor()
    await section('Descent by weights').getByText('No evidence of a relation to the 6 other models').waitFor()
    await section('What can be done next').getByRole('button', { name: 'Probe 1 model' }).click()
    await heading('Probe').waitFor()
    await page.goBack()
    await heading('moss').waitFor()
  })

  test('a pair is reached from the page, and has facts, weights, behaviour and scores side by side', async () => {
    await page.evaluate(`window.location.hash = '#/model?model=${idOf.get('oak')!}'`)
    await page.getByRole('button', { name: 'Compare with' }).click()
    await page.getByRole('option', { name: 'oak-tales' }).click()
    await heading('oak and oak-tales').waitFor()
    expect(page.url()).toContain(`left=${idOf.get('oak')!}&right=${idOf.get('oak-tales')!}`)
    await lead(/^oak-tales: trained from oak \(p = 0\.9\d+\); distance by behaviour 0\.\d+ \(/).waitFor()
    const facts = section('What they are')
    await facts.getByRole('row', { name: 'Declared name oak oak-tales differs' }).waitFor()
    await facts.getByRole('row', { name: 'Architecture llama llama', exact: true }).waitFor()
    expect(await facts.getByRole('row', { name: /^Family oak .* differs$/ }).count()).toBe(0)
    expect(await facts.getByRole('row', { name: /^Added/ }).count()).toBe(0)
    await page.getByRole('figure', { name: 'Change of the weights from oak to oak-tales' }).waitFor()
    await section('Scores').getByRole('row', { name: 'sums · acc 0.400 ± 0.030 0.700 ± 0.030 0.30 ± 0.04' }).waitFor()
    const { stdout } = await runCli(folder, '--json', 'distances', '--genome', 'numbers')
    const told = JSON.parse(stdout) as { models: string[]; distance: number[][] }
    const distance = told.distance[told.models.indexOf('oak')]![told.models.indexOf('oak-tales')]!
    const row = section('Distance by behaviour').getByRole('row', { name: /^numbers/ })
    const text = await row.locator('td:nth-child(6)').textContent()
    expect(Number(text)).toBeCloseTo(distance, text!.split('.')[1]!.length - 1)
  })

  test('a pair can be turned around', async () => {
    await page.getByRole('button', { name: 'Turn around' }).click()
    await heading('oak-tales and oak').waitFor()
    await page.getByRole('figure', { name: 'Change of the weights from oak-tales to oak' }).waitFor()
    await section('Scores')
      .getByRole('row', { name: /−0\.30 ± 0\.04$/ })
      .waitFor()
  })

  test('a pair is reached from two ticked models, from a cell of the matrix and from an edge of the lineage', async () => {
    await showView(page, 'Library')
    for (const name of ['fern', 'oak-sums'])
      await page.getByRole('row', { name, exact: false }).first().getByRole('checkbox').click({ force: true })
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByRole('menuitem', { name: 'As a pair' }).click()
    await lead(/^No evidence of a relation in the weights of /).waitFor()
    await section('Relation by weights').getByText('No tensor of one has the shape of its like in the other.').waitFor()

    const pair = `${idOf.get('oak')!},${idOf.get('oak-sums')!}`
    await page.evaluate(`window.location.hash = '#/matrix?pair=${pair}'`)
    await page.getByRole('link', { name: 'The pair oak and oak-sums' }).click()
    await heading('oak and oak-sums').waitFor()

    await page.evaluate(`window.location.hash = '#/lineage?pair=${pair}'`)
    await page.getByRole('link', { name: 'The pair oak and oak-sums' }).click()
    await heading('oak and oak-sums').waitFor()
  })

  test('beside the facts of a model the library’s buttons stay within the list', async () => {
    await page.setViewportSize({ width: 1000, height: 700 })
    await page.evaluate(`window.location.hash = '#/library?model=${idOf.get('oak')!}'`)
    const panel = await page.getByRole('complementary', { name: 'Facts of oak' }).boundingBox()
    for (const name of ['Probe', 'Compare', 'Remove']) {
      const box = await page.getByRole('button', { name, exact: true }).first().boundingBox()
      expect(box!.x + box!.width, name).toBeLessThanOrEqual(panel!.x)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  test('an address of a model or a pair that is not there says so', async () => {
    await page.evaluate(`window.location.hash = '#/model?model=gone'`)
    await page.getByRole('heading', { name: 'No such model' }).waitFor()
    await page.evaluate(`window.location.hash = '#/pair?left=${idOf.get('oak')!}&right=${idOf.get('oak')!}'`)
    await page.getByRole('heading', { name: 'No such pair' }).waitFor()
  })

  test('the page of a model fits a window 900 pixels wide, and its headings follow each other', async () => {
    await page.setViewportSize({ width: 900, height: 700 })
    await page.evaluate(`window.location.hash = '#/model?model=${idOf.get('oak-hybrid')!}'`)
    await lead(/^Merge of oak-(sums|tales) 0\.(50|49)\d* ± 0\.\d+, oak-(sums|tales) 0\.(50|49)/).waitFor()
    await section('Forecasts').getByText('Each forecast is made from the scores of other models.').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(900)
    const levels = await page
      .getByRole('main')
      .getByRole('heading')
      .evaluateAll((all) => all.map((entry) => Number(entry.tagName.slice(1))))
    expect(levels[0]).toBe(1)
    for (const [index, level] of levels.slice(1).entries()) expect(level).toBeLessThanOrEqual(levels[index]! + 1)
  })

  test('nothing went wrong in the page', async () => {
    expect(await ui.guarded.faults()).toEqual([])
  })
})
