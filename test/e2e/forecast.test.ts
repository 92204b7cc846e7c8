import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCsv } from '../../engine/tables/read-csv.ts'
import { ApiError, type Api, type CallName, type CallOutput } from '../../engine/api/contract.ts'
import { importForecastScores, probedFamilies, type ProbedFamilies } from '../engine/forecast/probed-families.ts'
import { browserFor, openUi, type OpenUi } from './open-ui.ts'
import { showView } from './show-view.ts'

/** Where screenshots go, if anywhere. */
const pictures = process.env['SCREENSHOTS']

const browser = await browserFor('forecasts in the UI')

describe.skipIf(browser === undefined)('the view of forecasts on a real engine with scripted probes', () => {
  let folder: string
  let probed: ProbedFamilies
  let ui: OpenUi
  let page: Page
  /** Calls that are answered otherwise than by the engine. */
  const scripted = new Map<CallName, () => Promise<unknown>>()
  let forecastsAsked = 0

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-forecast-'))
    probed = await probedFamilies(folder, 5, {
      surroundings: { home: folder, platform: process.platform, variables: {} },
    })
    const { engine } = probed
    const api: Api = {
      on: (name, listener) => engine.on(name, listener),
      call: (name, input) => {
        if (name === 'forecast.fromDistance') forecastsAsked++
        return (scripted.get(name)?.() ?? engine.call(name, input)) as Promise<CallOutput<typeof name>>
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

  const picture = async (name: string): Promise<void> => {
    if (pictures === undefined) return
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      // Colours change over a moment.
      await page.waitForTimeout(400)
      await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`) })
    }
  }
  const figure = (name: string): Locator => page.getByRole('figure', { name })
  const methods = (): Locator => page.getByRole('table', { name: 'Errors of the methods' })
  const choose = async (label: RegExp, option: RegExp): Promise<void> => {
    await page.getByRole('button', { name: label }).click()
    await page.getByRole('option', { name: option }).click()
  }

  test('says what to do without scores, and how many are needed where there are too few', async () => {
    await showView(page, 'Forecast')
    await page.getByRole('heading', { name: 'No scores yet' }).waitFor()
    await page.getByRole('button', { name: 'Open the scores' }).waitFor()
    await page.getByRole('button', { name: 'Open the benchmarks' }).waitFor()
    await importForecastScores(probed, probed.names.slice(0, 2))
    await page.getByRole('heading', { name: 'Too few scores' }).waitFor()
    await page.getByText(/At least 3 compared models with a score on arc.* are needed; found 2\./).waitFor()
    expect(forecastsAsked).toBe(0)
  })

  test('held-out forecasts stand against the true scores, methods beside baselines', async () => {
    await importForecastScores(probed, probed.names.slice(0, 13))
    await methods().waitFor()
    // Each leads to its model.
    for (const name of ['Forecast and truth', 'Residuals by family'])
      await expect
        .poll(() =>
          figure(name)
            .getByRole('link', { name: /^f\d-\d, Family: f\d, True: / })
            .count(),
        )
        .toBe(13)
    // Of the four families with several models.
    const means = figure('Residuals by family').getByRole('img', { name: /^Mean of f\d, Forecast less true: / })
    expect(await means.count()).toBe(4)
    const rows = await methods().getByRole('row').allInnerTexts()
    expect(rows).toHaveLength(9)
    expect(rows[1]).toMatch(/^Gaussian process on similarity\s+13\s+\d[\d.]* ± \d/)
    expect(rows[7]).toMatch(/^baseline: mean of the family\s+0\s+a family that is left out has no mean/)
    const errorOf = (row: string): number => Number(/\s13\s+([\d.]+) ±/.exec(row)?.[1])
    expect(errorOf(rows[1]!)).toBeLessThan(errorOf(rows[8]!))
    await picture('forecast-accuracy')
  })

  test('a number keeps what is typed between its steps, and goes on from there by them', async () => {
    const epochs = page.getByRole('textbox', { name: 'Epochs' })
    const value = () => epochs.inputValue()
    expect(await value()).toBe('1000')
    await epochs.fill('1050')
    await page.keyboard.press('Enter')
    expect(await value()).toBe('1050')
    await page.keyboard.press('ArrowUp')
    expect(await value()).toBe('1100')
    for (const [typed, kept] of [
      ['0', '1'],
      ['99999999', '20000'],
      ['1000', '1000'],
    ] as const) {
      await epochs.fill(typed)
      await page.keyboard.press('Enter')
      await expect.poll(value).toBe(kept)
    }
    await methods().waitFor()
  })

  test('a card tells of the mark under the pointer, and of the one that the keyboard is at', async () => {
    const chart = figure('Forecast and truth')
    const card = chart.getByRole('heading', { level: 3, includeHidden: true })
    const mark = chart.getByRole('link', { name: /^f1-1, / })
    const { x, y, width, height } = (await mark.boundingBox())!
    await page.mouse.move(x + width / 2 + 5, y + height / 2 - 5)
    expect(await card.innerText()).toBe('f1-1')
    expect(await chart.locator('dl').innerText()).toMatch(
      /Family\s+f1\s+True\s+[\d.]+\s+Forecast\s+[\d.]+ \([\d.]+ to [\d.]+\)\s+Nearest/,
    )
    await picture('forecast-card')
    await page.mouse.move(0, 0)
    expect(await card.count()).toBe(0)
    await chart.getByRole('group', { name: /^Chart: Forecast and truth/ }).focus()
    await page.keyboard.press('End')
    const last = await card.innerText()
    await page.keyboard.press('ArrowLeft')
    expect(await card.innerText()).not.toBe(last)
    await page.keyboard.press('Escape')
    expect(await card.count()).toBe(0)
    await mark.click()
    await page.getByRole('heading', { level: 1, name: 'f1-1', exact: true }).waitFor()
    await page.goBack()
    await figure('Forecast and truth').waitFor()
  })

  test('another method is shown without another computation', async () => {
    const before = forecastsAsked
    await choose(/Method shown/, /^nearest scored model/)
    await page
      .getByText(/^arc.*, nearest scored model: mean error/)
      .first()
      .waitFor()
    await choose(/Method shown/, /^mean of the family/)
    await page
      .getByText(/nothing could be held out and forecast, a family that is left out has no mean/)
      .first()
      .waitFor()
    expect(await figure('Residuals by family').count()).toBe(0)
    await choose(/Method shown/, /^Gaussian process on similarity/)
    await figure('Residuals by family').waitFor()
    expect(forecastsAsked).toBe(before)
  })

  test('charts are saved as SVG, PNG and CSV', async () => {
    const svg = await exported(page, figure('Forecast and truth'), 'SVG')
    expect(svg.toString('utf8')).toContain('>Forecast and truth</text>')
    expect((await exported(page, figure('Residuals by family'), 'PNG')).subarray(1, 4).toString('latin1')).toBe('PNG')
    const csv = readCsv((await exported(page, figure('Forecast and truth'), 'CSV')).toString('utf8'))
    expect(csv.rows).toHaveLength(13)
    expect(csv.columns).toEqual([
      'model',
      'family',
      'role',
      'true',
      'standard error',
      'forecast',
      'lower',
      'upper',
      'too far',
    ])
  })

  test('models without a score get a forecast with what it rests on; a family can be set aside', async () => {
    await page.getByRole('tab', { name: 'Forecasts' }).click()
    const rows = page.getByRole('table', { name: 'Forecasts' }).getByRole('row')
    expect((await rows.allInnerTexts()).slice(1).map((row) => row.split(/\s/)[0])).toEqual(['f4-1', 'f4-2'])
    expect(await rows.nth(1).innerText()).toMatch(/\d+ to \d+/)
    await page.getByRole('button', { name: /^Set aside/ }).click()
    await page.getByRole('group', { name: 'Families set aside' }).getByText('f1', { exact: true }).click()
    await page.getByRole('radio', { name: 'Set aside (3)' }).check({ force: true })
    expect((await rows.allInnerTexts()).slice(1).map((row) => row.split(/\s/)[0])).toEqual(['f1-0', 'f1-1', 'f1-2'])
    await picture('forecast-table')
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save all as CSV' }).click()
    expect(readCsv(await readFile(await (await coming).path(), 'utf8')).rows).toHaveLength(15)
    await page.getByRole('tab', { name: 'Accuracy' }).click()
    await page.getByRole('button', { name: 'How it is computed' }).click()
    await page.getByText(/k = ceil\(\(n \+ 1\) level\)/).scrollIntoViewIfNeeded()
    await picture('forecast-formulas')
  })

  test('one under way can be cancelled and asked for again; one that fails says why, and the one before it stays', async () => {
    scripted.set('forecast.fromDistance', () => new Promise(() => undefined))
    await page.getByRole('radio', { name: 'Model', exact: true }).check({ force: true })
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('The forecasts were cancelled. What is shown are those before.').waitFor()
    scripted.set('forecast.fromDistance', () =>
      Promise.reject(new ApiError('invalid', 'Scores: expected numbers, found none')),
    )
    await page.getByRole('button', { name: 'Forecast these settings' }).click()
    await page.getByRole('alert').getByText('Scores: expected numbers, found none').waitFor()
    expect(await methods().count()).toBe(1)
    scripted.clear()
    await page.getByRole('button', { name: 'Forecast these settings' }).click()
    await page.getByText('held out by model').first().waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  test('nothing was written to the console and the content security policy was never violated', async () => {
    expect(await ui.guarded.faults()).toEqual([])
  })
})

async function exported(page: Page, figure: Locator, entry: string): Promise<Buffer> {
  await figure.getByRole('button', { name: 'Export', exact: true }).click()
  const coming = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: entry }).first().click()
  return readFile(await (await coming).path())
}
