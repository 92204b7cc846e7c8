import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Api } from '../../engine/api/contract.ts'
import { importForecastScores, probedFamilies, type ProbedFamilies } from '../engine/forecast/probed-families.ts'
import { openGuardedPage } from './guarded-page.ts'
import { browserFor, openUi, type OpenUi } from './open-ui.ts'
import { showView } from './show-view.ts'

/** Where screenshots go, if anywhere. */
const pictures = process.env['SCREENSHOTS']

const browser = await browserFor('settings that views keep')

describe.skipIf(browser === undefined)('settings survive leaving a view, a reload, and a link opened elsewhere', () => {
  let folder: string
  let probed: ProbedFamilies
  let ui: OpenUi
  let page: Page
  /** What each kind of analysis was last asked for. */
  const asked = new Map<string, { readonly measure?: string; readonly modelIds?: readonly string[] }>()
  let chosen: readonly string[]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-kept-'))
    probed = await probedFamilies(folder, 5, {
      surroundings: { home: folder, platform: process.platform, variables: {} },
    })
    const { engine, names } = probed
    await importForecastScores(probed, names)
    const models = await engine.call('models.list', {})
    chosen = names.slice(0, 4).map((name) => models.find((model) => model.name === name)!.id)
    const api: Api = {
      on: (name, listener) => engine.on(name, listener),
      call: (name, input) => {
        asked.set(name, input as object)
        return engine.call(name, input)
      },
    }
    ui = await openUi(browser as Browser, api)
    page = ui.page
  })

  afterAll(async () => {
    await ui?.close()
    await probed?.engine.close()
    await browser?.close()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  const go = (view: string): Promise<void> => showView(page, view)
  const choose = async (label: RegExp, option: string): Promise<void> => {
    await page.getByRole('button', { name: label }).click()
    await page.getByRole('option', { name: option }).click()
  }
  const picture = async (name: string): Promise<void> => {
    if (pictures === undefined) return
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      // Colours change over a moment.
      await page.waitForTimeout(400)
      await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`) })
    }
  }
  const residuals = () => page.getByRole('figure', { name: 'Residuals by family' })
  /** The comparison that the view shown holds, as its controls say it. */
  const comparison = (of: Page = page): Promise<string[]> =>
    of.getByRole('region', { name: 'Comparison' }).getByRole('button').allInnerTexts()
  const held = ['4 of 15 probed models', 'numbers', '4 characters, T 1', 'Nei, pooled over genes', 'Compare all models']

  test('four models, the pooled measure and a phylogram are chosen in the tree', async () => {
    await go('Tree')
    await page.locator('svg[data-tree="unrooted"]').waitFor()
    await choose(/Layout$/, 'Phylogram')
    await choose(/Measure$/, 'Nei, pooled over genes')
    await picture('comparison-tree-all')
    await page.getByRole('button', { name: /Models compared$/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Models compared' })
    await dialog.getByRole('button', { name: 'Choose none' }).click()
    for (const name of probed.names.slice(0, 4))
      await dialog.getByRole('row', { name, exact: true }).getByRole('checkbox').click({ force: true })
    await picture('comparison-dialog')
    await dialog.getByRole('button', { name: 'Compare 4 models' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.locator('svg[data-tree="phylogram"]').waitFor()
    expect(await comparison()).toEqual(held)
    await expect.poll(() => asked.get('analysis.tree')).toMatchObject({ measure: 'nei', modelIds: [...chosen].sort() })
    await page
      .getByRole('button', { name: /^Clade of 2: / })
      .first()
      .focus()
    await page.keyboard.press('c')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Expand', exact: true }).waitFor()
    await picture('comparison-tree')
  })

  test('matrix, map, forecast and report hold the same comparison, in the same controls', async () => {
    await go('Matrix')
    await page.getByText(/Similarity of 4 models/).waitFor()
    expect(await comparison()).toEqual(held)
    expect(asked.get('analysis.distances')).toMatchObject({ measure: 'nei', modelIds: [...chosen].sort() })
    await page.getByRole('radio', { name: 'Distance' }).check({ force: true })
    await picture('comparison-matrix')
    await go('Map')
    await expect.poll(() => comparison()).toEqual(held)
    await page.getByRole('radio', { name: 'Table' }).check({ force: true })
    await page.getByRole('textbox', { name: 'Seed' }).fill('7')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => asked.get('analysis.map'))
      .toMatchObject({ measure: 'nei', modelIds: [...chosen].sort(), seed: 7, replicates: 100 })
    await picture('comparison-map')
    await go('Forecast')
    await expect.poll(() => comparison()).toEqual(held)
    await expect
      .poll(() => asked.get('forecast.fromDistance'))
      .toMatchObject({ measure: 'nei', modelIds: [...chosen].sort() })
    await page.getByRole('table', { name: 'Errors of the methods' }).waitFor()
    await choose(/Method shown$/, 'nearest scored model')
    await page.getByRole('button', { name: 'How it is computed' }).click()
    await residuals().getByText('Table', { exact: true }).click()
    await residuals().getByRole('table').waitFor()
    await picture('comparison-forecast')
    await go('Report')
    await expect.poll(() => comparison()).toEqual(held)
    await page.getByRole('textbox', { name: 'Title' }).fill('Four of them')
    await page.getByRole('checkbox', { name: /^Methods/ }).click({ force: true })
    await page.getByText('4 models, 9 sections').waitFor()
    await picture('comparison-report')
  })

  test('each view is as it was left', async () => {
    await go('Tree')
    await page.locator('svg[data-tree="phylogram"]').waitFor()
    expect(await comparison()).toEqual(held)
    // What is collapsed and selected, too.
    await page.getByRole('button', { name: /^Collapsed clade of 2: / }).waitFor()
    await page.getByRole('button', { name: 'Expand', exact: true }).waitFor()
    await go('Matrix')
    await page.locator('svg[data-matrix="distance"]').waitFor()
    await go('Map')
    await page.getByRole('radio', { name: 'Table', checked: true }).waitFor()
    expect(await page.getByRole('textbox', { name: 'Seed' }).inputValue()).toBe('7')
    await go('Forecast')
    await page.getByRole('button', { name: /^nearest scored model/ }).waitFor()
    await page.getByRole('button', { name: 'How it is computed', expanded: true }).waitFor()
    await residuals().getByRole('radio', { name: 'Table', checked: true }).waitFor()
    await page.getByRole('region', { name: 'Numbers of: Residuals by family' }).waitFor()
    expect(await page.getByRole('region', { name: 'Numbers of: Forecast and truth' }).count()).toBe(0)
    await go('Report')
    expect(await page.getByRole('textbox', { name: 'Title' }).inputValue()).toBe('Four of them')
    await page.getByText('4 models, 9 sections').waitFor()
  })

  test('sort, filter and ticks of the library survive leaving it', async () => {
    const grid = page.getByRole('grid', { name: 'Models' })
    const state = async () => ({
      filter: await page.getByRole('searchbox', { name: 'Filter models' }).inputValue(),
      sort: await grid.getByRole('columnheader', { name: 'Size' }).getAttribute('aria-sort'),
      ticked: await page.getByText(/selected$/).innerText(),
    })
    await go('Library')
    await grid.getByRole('columnheader', { name: 'Size' }).click()
    await grid.getByRole('columnheader', { name: 'Size' }).click()
    await page.getByRole('searchbox', { name: 'Filter models' }).fill('f0')
    for (const name of probed.names.slice(0, 2))
      await grid.getByRole('row', { name, exact: true }).getByRole('checkbox').click({ force: true })
    const left = { filter: 'f0', sort: 'descending', ticked: '2 selected' }
    await expect.poll(state).toEqual(left)
    await picture('library-kept')
    await go('Scores')
    await go('Library')
    await expect.poll(state).toEqual(left)
    // Models to be compared are chosen there as well.
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByRole('menuitem', { name: 'In tree' }).click()
    await expect.poll(async () => (await comparison())[0]).toBe('2 of 15 probed models')
    await page.goBack()
    await expect.poll(state).toEqual(left)
  })

  test('a reload keeps what is shown and what is not', async () => {
    await go('Matrix')
    await page.getByText(/of 2 models/).waitFor()
    await page.reload()
    await page.locator('svg[data-matrix="distance"]').waitFor()
    expect((await comparison())[0]).toBe('2 of 15 probed models')
    await go('Tree')
    await page.getByText('Only 2 of the models chosen').waitFor()
    await page.getByRole('button', { name: 'Compare all models' }).click()
    await page.locator('svg[data-tree="phylogram"]').waitFor()
    await go('Library')
    await expect.poll(() => page.getByText(/selected$/).innerText()).toBe('2 selected')
  })

  test('a link opened elsewhere restores view and comparison; what is gone or not probed is left out with a word', async () => {
    const [first, second, third] = chosen
    const link = new URL(page.url())
    link.hash = `#/tree?layout=circular&measure=nei&models=${[first, second, third, 'gone'].join(',')}`
    const other = await openGuardedPage(browser as Browser, ui.shell.url)
    await other.page.getByRole('heading', { level: 1 }).waitFor()
    await other.page.goto(link.href)
    await other.page.locator('svg[data-tree="circular"]').waitFor()
    expect(await comparison(other.page)).toEqual(['3 of 15 probed models', ...held.slice(1)])
    const bar = other.page.getByRole('region', { name: 'Comparison' })
    await bar.getByRole('status').getByText('Left out: 1 model that is no longer in the library.').waitFor()
    await bar.getByRole('button', { name: /Genome$/ }).click()
    await other.page.getByRole('option', { name: /^code/ }).click()
    await other.page.getByText('None of the models chosen has a complete probe').waitFor()
    expect(await bar.getByRole('status').innerText()).toContain('Left out, without a complete probe of code: ')
    await bar.getByRole('button', { name: /Genome$/ }).click()
    await other.page.getByRole('option', { name: /^numbers/ }).click()
    await other.page.locator('svg[data-tree="circular"]').waitFor()
    expect(await other.faults()).toEqual([])
    await other.close()
  })

  test('the models are chosen by the keyboard, and the focus returns to where it was', async () => {
    await go('Matrix')
    const field = page.getByRole('button', { name: /Models compared$/ })
    await field.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Models compared' })
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => page.evaluate('document.activeElement?.innerText')).toBe(await field.innerText())
  })

  test('nothing was written to the console and the content security policy was never violated', async () => {
    expect(await ui.guarded.faults()).toEqual([])
  })
})
