import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { showView } from '../show-view.ts'
import { browserFor } from '../open-ui.ts'
import { addFolder, allFinished, demoFile, fillProbeForm, openJourney, type Journey } from './open-journey.ts'

const browser = await browserFor('the way from model files to a report')

const names = ['oak', 'oak-tales', 'oak-Q4_0', 'fern', 'fern-tales', 'moss']
/** A model of 135 million weights, where the variable names its file, as for the tests of scores. */
const large = process.env['SMOLLM2_GGUF'] ?? ''

const sets = [
  { name: 'the demo models', files: names.map(demoFile) },
  ...(large === '' ? [] : [{ name: 'demo models and SmolLM2-135M', files: [...names.map(demoFile), large] }]),
]
if (large === '') console.log('skipped: the way to a report with SmolLM2-135M: SMOLLM2_GGUF names no file')

afterAll(() => browser?.close())

// Each test is a part of one way, on what the parts before it have left.
describe.skipIf(browser === undefined).each(sets)('from model files to a report: $name', ({ files }) => {
  let journey: Journey

  beforeAll(async () => {
    journey = await openJourney(browser as Browser, files)
  })
  afterAll(() => journey?.close())

  const heading = (name: string) => journey.page.getByRole('heading', { level: 1, name, exact: true })

  test('first start: an empty library leads to its models', async () => {
    const { page } = journey
    await page.getByRole('heading', { name: 'No models yet' }).waitFor()
    expect(await addFolder(page)).toContain(`${String(files.length)} models added`)
    for (const name of names) await page.getByRole('rowheader', { name, exact: true }).waitFor()
  })

  test('probe and tree', { timeout: 600_000 }, async () => {
    const { page } = journey
    await fillProbeForm(page)
    await page.getByRole('button', { name: 'Start' }).click()
    await allFinished(page, 540_000)
    // A job leads to its model.
    const jobs = page.getByRole('grid', { name: 'Probes in the queue' })
    expect(await jobs.getByRole('link', { name: 'oak-tales', exact: true }).getAttribute('href')).toContain('#/model?')
    await page.getByRole('button', { name: 'Show the tree' }).click()
    await page.locator('svg[data-tree]').waitFor()
    for (const name of names)
      await page
        .locator('svg[data-tree] text')
        .filter({ hasText: new RegExp(`^${name}$`) })
        .waitFor()
  })

  test('the page of a model: the quantization is nearest to what it was made from', async () => {
    const { page, engine } = journey
    await showView(page, 'Lineage')
    await page.getByRole('button', { name: /^Read the weights/ }).click()
    await page.getByRole('figure', { name: 'Lineage by the weights' }).waitFor({ timeout: 120_000 })
    const models = await engine.call('models.list', {})
    const { id } = models.find(({ name }) => name === 'oak-Q4_0')!
    await page.evaluate(`window.location.hash = '#/model?model=${id}'`)
    await heading('oak-Q4_0').waitFor()
    await expect.poll(() => page.getByRole('progressbar').count()).toBe(0)
    await journey.picture('model-page')
    await page
      .getByText(/^Quantization \(Q4_0\) of oak/)
      .first()
      .waitFor()
    const nearest = page.getByRole('region', { name: 'Nearest neighbours', exact: true })
    await expect.poll(() => nearest.getByRole('row').nth(1).innerText()).toMatch(/^oak\s/)
  })

  test('compare: two models side by side', async () => {
    const { page } = journey
    await showView(page, 'Library')
    for (const name of ['oak', 'oak-tales'])
      await page.getByRole('row', { name, exact: true }).getByRole('checkbox').click({ force: true })
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByRole('menuitem', { name: /side by side|pair/i }).click()
    await heading('oak and oak-tales').waitFor()
    await page
      .getByText(/oak-tales: trained from oak/)
      .first()
      .waitFor()
    await page.getByText(/distance by behaviour 0\.\d+ \(0\.\d+ to 0\.\d+\)/).waitFor()
  })

  test('forecast: scores measured here, and each forecast from the others', { timeout: 600_000 }, async () => {
    const { page, engine } = journey
    await showView(page, 'Benchmarks')
    await page.getByRole('navigation', { name: 'Benchmarks' }).getByRole('button', { name: /^code/ }).click()
    await page.getByRole('button', { name: /^Choose all/ }).click()
    const limit = page.getByRole('textbox', { name: /^Only the first items/ })
    await limit.fill('20')
    await limit.press('Tab')
    await page.getByRole('button', { name: 'Start' }).click()
    await allFinished(page, 540_000)
    await showView(page, 'Forecast')
    const methods = page.getByRole('table', { name: 'Errors of the methods' })
    await methods.waitFor()
    await page.getByRole('tab', { name: 'Forecasts' }).click()
    await page.getByText(`Known score (${String(files.length)})`).waitFor()
    // The true scores that the forecasts stand beside are those of the runs.
    const { scores } = await engine.call('scores.table', {})
    expect(scores.filter(({ source, metric }) => source === 'measured' && metric === 'acc')).toHaveLength(files.length)
    await page.getByRole('link', { name: 'oak-tales', exact: true }).first().waitFor()
  })

  test('report: one file with tree, lineage, scores and forecasts', async () => {
    const { page } = journey
    await showView(page, 'Report')
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save the report' }).click()
    const report = await readFile(await (await coming).path(), 'utf8')
    for (const name of names) expect(report).toContain(`>${name}<`)
    expect(report).toMatch(/trained from oak/)
    for (const title of ['Tree', 'Lineage', 'Similarity matrix', 'Scores', 'Forecasts'])
      expect(report).toMatch(new RegExp(`<h2[^>]*>${title}`))
    expect(report).not.toMatch(/undefined|\bNaN\b|<script|https?:\/\/(?!www\.w3\.org|arxiv|doi)/)
    expect(await journey.ui.guarded.faults()).toEqual([])
  })
})
