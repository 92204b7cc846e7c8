import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { simulateCheckpoints, typicalStudy } from '../../core/emergence/simulate.ts'
import { seededGenerator } from '../../core/random/seeded-generator.ts'
import { openEngine, type Engine } from '../../engine/engine.ts'
import { readCsv } from '../../engine/tables/read-csv.ts'
import { runCli } from '../cli/run-cli.ts'
import { importScores, syntheticTable } from '../engine/scaling/import-models.ts'
import { browserFor, openUi, type OpenUi } from './open-ui.ts'

const browser = await browserFor('the same laws everywhere')

describe.skipIf(browser === undefined)('command line and page fit the same laws to the same tables', () => {
  let folder: string
  let engine: Engine
  let ui: OpenUi
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-laws-'))
    engine = await openEngine({
      databaseFile: ':memory:',
      surroundings: { home: folder, platform: process.platform, variables: {} },
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

  const ofCli = async <T>(...argumentsGiven: string[]): Promise<T> => {
    const { code, stdout, stderr } = await runCli(folder, '--json', ...argumentsGiven)
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
    return JSON.parse(stdout) as T
  }
  /** Rows of a chart's CSV file, by the titles of its columns. */
  const ofPage = async (figure: RegExp): Promise<Readonly<Record<string, string>>[]> => {
    await page.getByRole('figure', { name: figure }).getByRole('button', { name: 'Export', exact: true }).click()
    const coming = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'CSV' }).first().click()
    const { columns, rows } = readCsv(await readFile(await (await coming).path(), 'utf8'))
    return rows.map(({ cells }) => Object.fromEntries(columns.map((title, at) => [title, cells[at]!])))
  }
  const written = (value: number | null): string => (value === null ? '' : String(value))

  test('Scaling', async () => {
    const table = syntheticTable()
    await writeFile(join(folder, 'models.csv'), table)
    await importScores(engine, table)
    const settings = ['--components', '2', '--bootstrap', '40', '--level', '0.8', '--seed', '7']
    const { predictions, baseline } = await ofCli<{
      predictions: { model: string; split: string; predicted: number; lower: number | null; upper: number | null }[]
      baseline: { train: { mse: number } }
    }>(
      ...['scaling', 'fit', '--benchmarks', 'models.csv', '--target-file', 'models.csv', '--target', 'task'],
      ...['--hold-out', 'top:0.25', '--scale', 'raw', '--reference-family', 'f0', ...settings],
    )
    await page.evaluate(
      "window.location.hash = '#/scaling?split=top&share=0.25&components=2&replicates=40&level=0.8&seed=7&reference=f0'",
    )
    await page.getByText(/80 % intervals from \d+ resamples of families/).waitFor()
    const shown = new Map((await ofPage(/^Law: 2 components/)).map((row) => [row['model'], row]))
    expect(predictions).toHaveLength(30)
    expect(predictions.filter(({ split }) => split === 'test').length).toBeGreaterThan(3)
    for (const { model, split, predicted, lower, upper } of predictions)
      expect(shown.get(model)).toMatchObject({
        split,
        predicted: written(predicted),
        lower: written(lower),
        upper: written(upper),
      })
    const alone = (await ofPage(/^Baseline: compute alone/)).filter(({ model }) =>
      predictions.some((prediction) => prediction.model === model && prediction.split === 'train'),
    )
    const errors = alone.map(({ observed, predicted }) => (Number(observed) - Number(predicted)) ** 2)
    const meanError = errors.reduce((sum, error) => sum + error, 0) / errors.length
    expect(meanError / baseline.train.mse).toBeCloseTo(1, 9)
  })

  test('Emergence', async () => {
    const rows = simulateCheckpoints(typicalStudy, seededGenerator(5)).map(
      ({ checkpoint, loss, examples, score }) => `${checkpoint},${loss},${examples},${score}`,
    )
    const text = ['checkpoint,loss,examples,score', ...rows].join('\n')
    await writeFile(join(folder, 'study.csv'), text)
    await engine.call('emergence.import', { name: 'study', text })
    const { cdf, elbows } = await ofCli<{
      cdf: { loss: number; posterior: number; bootstrap: number | null }[]
      elbows: {
        examples: number
        mostLikely: number
        posterior: { lower: number; median: number; upper: number }
      }[]
    }>('emergence', 'fit', '--checkpoints', 'study.csv', '--few-shot', '4', '--bootstrap', '30', '--seed', '3')
    await page.evaluate("window.location.hash = '#/emergence?fewShot=4&bootstrap=30&seed=3'")
    await page.getByRole('figure', { name: 'Few-shot emergence' }).waitFor()
    expect(await ofPage(/^Few-shot emergence/)).toEqual(
      cdf.map(({ loss, posterior, bootstrap }) => ({
        loss: String(loss),
        posterior: String(posterior),
        bootstrap: written(bootstrap),
      })),
    )
    expect(cdf).toHaveLength(101)
    expect(await ofPage(/^Emergence law/)).toEqual(
      elbows.map(({ examples, mostLikely, posterior }) => ({
        examples: String(examples),
        'most likely': String(mostLikely),
        '5 %': String(posterior.lower),
        '50 %': String(posterior.median),
        '95 %': String(posterior.upper),
      })),
    )
    expect(elbows.length).toBeGreaterThan(2)
  })
})
