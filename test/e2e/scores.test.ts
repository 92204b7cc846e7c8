import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCsv } from '../../engine/tables/read-csv.ts'
import { openEngine, type Engine } from '../../engine/engine.ts'
import { browserFor, openUi, type OpenUi } from './open-ui.ts'
import { showView } from './show-view.ts'

const demoFolder = fileURLToPath(new URL('../../models/demo/', import.meta.url))
const names = ['oak', 'fern']
/** Where screenshots go, if anywhere. */
const pictures = process.env['SCREENSHOTS']

const table = `Model,Model Family,Model Size (B),FLOPs (1E21),MMLU,MMLU_stderr,Coding
someone/oak,Oak,0.0004,0.001,0.25,0.01,12.5
meta/llama-2-7b,Llama-2,7,84,0.4379,,
meta/llama-2-13b,Llama-2,13,156,0.5434,0.0035,18.3
`

const browser = await browserFor('scores in the UI')

describe.skipIf(browser === undefined)('scores and benchmarks in the UI, on a real engine and real models', () => {
  let folder: string
  let engine: Engine
  let ui: OpenUi
  let page: Page
  const picture = async (name: string): Promise<void> => {
    if (pictures === undefined) return
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      // Colours change over a moment.
      await page.waitForTimeout(400)
      await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`) })
    }
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-scores-'))
    const models = join(folder, 'models')
    await mkdir(models)
    for (const name of names) await copyFile(join(demoFolder, `${name}.gguf`), join(models, `${name}.gguf`))
    engine = await openEngine({
      databaseFile: join(folder, 'test.db'),
      surroundings: { home: folder, platform: process.platform, variables: {} },
    })
    await engine.call('models.add', { placeIds: [engine.grantPlace(models).id], operation: 'add' })
    ui = await openUi(browser as Browser, engine)
    page = ui.page
  })

  afterAll(async () => {
    await ui?.close()
    await engine?.close()
    await browser?.close()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  const choose = async (button: string, name: string, text: string): Promise<void> => {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: button }).click(),
    ])
    await chooser.setFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })
  }

  test('a CSV table is mapped, its models are shown with their matches, and it is imported', async () => {
    await showView(page, 'Scores')
    await page.getByRole('heading', { name: 'No scores yet' }).waitFor()
    await page.getByRole('button', { name: 'Import a table' }).click()
    const dialog = page.getByRole('dialog', { name: 'Import scores' })
    await choose('Choose a table (CSV, TSV or JSON)', 'results.csv', table)
    await dialog.getByText('3 models: all new; 1 may be a model of the library (unmark what is not):').waitFor()
    expect(await dialog.getByLabel('What Model Size (B) is').inputValue()).toBe('parameters')
    expect(await dialog.getByLabel('Unit of Model Size (B)').inputValue()).toBe('1000000000')
    // .25 beside 12.5 may be a fraction or a quarter of a percent.
    await dialog.getByText('These scores can be read in two ways.').waitFor()
    expect(await dialog.getByRole('button', { name: /^Import \d/ }).isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: /^Columns from 0 to 1 hold fractions/ }).click()
    await dialog.getByText('These scores can be read in two ways.').waitFor({ state: 'detached' })
    expect(await dialog.getByLabel('Unit of MMLU').inputValue()).toBe('fraction')
    expect(await dialog.getByLabel('Unit of Coding').inputValue()).toBe('percent')
    await dialog.getByRole('group', { name: 'Proposed matches' }).getByText('someone/oak = oak').waitFor()
    // A wrong mapping is named cell by cell and cannot be imported.
    await dialog.getByLabel('What Model Family is').selectOption('score')
    await dialog.getByText('Line 2, column Model Family').waitFor()
    expect(await dialog.getByRole('button', { name: /^Import \d/ }).isDisabled()).toBe(true)
    await dialog.getByLabel('What Model Family is').selectOption('family')
    await dialog.getByText('Line 2, column Model Family').waitFor({ state: 'detached' })
    // A standard error belongs to a score, which can be changed.
    await dialog.getByText('Of 5 scores, 2 with a standard error.').waitFor()
    expect(await dialog.getByLabel('What MMLU_stderr is').inputValue()).toBe('stderr')
    const whose = dialog.getByLabel('Score whose standard error MMLU_stderr is')
    expect(await whose.inputValue()).toBe('MMLU')
    await whose.focus()
    await whose.selectOption('Coding')
    // Those of MMLU are fractions, the scores of Coding percent.
    const apart = dialog.getByText('standard errors of "Coding": expected percent like the scores')
    await apart.waitFor()
    await whose.focus()
    await whose.selectOption('MMLU')
    await apart.waitFor({ state: 'detached' })
    await dialog.getByText('Of 5 scores, 2 with a standard error. Standard errors are read as fractions.').waitFor()
    await dialog.getByLabel('What MMLU_stderr is').selectOption('ignored')
    await dialog.getByText('Columns left out: "MMLU_stderr".').waitFor()
    await dialog.getByLabel('What MMLU_stderr is').selectOption('stderr')
    await dialog.getByText('Of 5 scores, 2 with a standard error.').waitFor()
    await picture('import')
    await dialog.getByRole('button', { name: 'Import 5 scores' }).click()
    await dialog
      .getByText('5 scores of 3 models imported, 3 of them new, 1 matched with the library.')
      .first()
      .waitFor()
    await dialog.getByRole('button', { name: 'Done' }).click()
    const row = page.getByRole('row', { name: 'meta/llama-2-13b' })
    await row.waitFor()
    const stored = await engine.call('scores.table', {})
    expect(stored.models.find((model) => model.name === 'meta/llama-2-13b')).toMatchObject({
      family: 'Llama-2',
      parameters: 13e9,
      flops: 156e21,
    })
    expect(stored.scores.find((score) => score.benchmark === 'Coding')!.value).toBeCloseTo(0.125, 12)
    await row.getByText('0.5434 ± 0.0035').waitFor()
  })

  test('a score is typed in, shown with its error, and removed again', async () => {
    await page.getByRole('button', { name: 'Add a score' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a score' })
    await dialog.getByLabel('Model').fill('13b')
    await dialog.getByRole('button', { name: 'meta/llama-2-13b' }).click()
    await dialog.getByLabel('Benchmark').fill('GSM8K')
    await dialog.getByLabel('Examples (shots)').fill('5')
    await dialog.getByLabel('Score').fill('half')
    await dialog.getByText('The score is a number').waitFor()
    await dialog.getByLabel('Score').fill('0.2283')
    await dialog.getByLabel('Standard error').fill('0.0116')
    await dialog.getByRole('button', { name: 'Store', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('0.228 ± 0.012').waitFor()
    await picture('scores')
    await page.getByRole('rowheader', { name: 'meta/llama-2-13b' }).click()
    const panel = page.getByRole('complementary', { name: 'Scores of meta/llama-2-13b' })
    await panel.getByRole('tab', { name: 'Model', exact: true }).click()
    await panel.getByLabel('Tokens of training').fill('2e12')
    await panel.getByRole('button', { name: 'Store', exact: true }).click()
    await panel.getByText('Stored.').waitFor()
    await picture('model')
    await panel.getByRole('tab', { name: /^Scores/ }).click()
    await panel.getByRole('button', { name: 'Remove GSM8K' }).click()
    await panel.getByText('Scores (2)').waitFor()
    await panel.getByRole('button', { name: 'Close scores' }).click()
    expect(
      (await engine.call('scores.table', {})).models.find((model) => model.name === 'meta/llama-2-13b')?.tokens,
    ).toBe(2e12)
  })

  test('a model is scored on a built-in benchmark; its items and its score are shown', {
    timeout: 300_000,
  }, async () => {
    await showView(page, 'Benchmarks')
    await page.getByRole('navigation', { name: 'Benchmarks' }).getByRole('button', { name: /^sums/ }).click()
    await page.getByRole('grid', { name: 'Models to score' }).getByRole('row', { name: 'oak' }).click()
    await page.getByText('1 model chosen').waitFor()
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByText('1 model queued.').waitFor()
    await expect
      .poll(async () => await page.getByText('All finished', { exact: true }).count(), { timeout: 240_000 })
      .toBe(1)
    const [run] = await engine.call('runs.list', {})
    expect(run).toMatchObject({ benchmarkName: 'sums', modelName: 'oak', done: 112, complete: true })
    await page.getByRole('rowheader', { name: 'oak' }).waitFor()
    await picture('benchmark')
    // The same settings again find everything done.
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByText('1 model already scored with these settings.').waitFor()

    await page.getByRole('table', { name: 'Runs' }).getByRole('button', { name: 'Items of oak' }).click()
    await page.getByRole('heading', { name: 'oak on sums' }).waitFor()
    await page.getByText('1 to 20 of 112').waitFor()
    const first = page.getByRole('article', { name: 'Item 0', exact: true })
    const { items } = await engine.call('runs.items', { runId: run!.id, only: 'all', from: 0, count: 1 })
    await first.getByText(items[0]!.choices[0]!.logLikelihood.toFixed(3).replace('-', '−')).waitFor()
    await picture('items')
    await page.getByRole('radio', { name: 'Wrong' }).check({ force: true })
    const wrong = Math.round(112 * (1 - run!.metrics[0]!.value))
    await page.getByText(new RegExp(`of ${String(wrong)}$|^none$`)).waitFor()

    // The measured score stands in the row that the import was matched with.
    await showView(page, 'Scores')
    const row = page.getByRole('row', { name: 'someone/oak' })
    await row.waitFor()
    const measured = (await engine.call('scores.table', {})).scores.find(
      (score) => score.metric === 'acc' && score.source === 'measured',
    )
    expect(measured).toMatchObject({ benchmark: 'sums', n: 112, value: run!.metrics[0]!.value })
    await page.getByText('acc, 0-shot').first().waitFor()
    await picture('measured')

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ])
    const csv = readCsv(await readFile((await download.path())!, 'utf8'))
    expect(csv.rows.map(({ cells }) => cells[5])).toContain('sums')
  })

  test('a benchmark of one’s own is added and its items can be read; a wrong file is refused', async () => {
    await showView(page, 'Benchmarks')
    await page.getByRole('button', { name: 'Add a benchmark' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a benchmark' })
    await choose('Choose a JSON lines file', 'wrong.jsonl', '{"no": "benchmark"}')
    await dialog.getByText('The first records fit none of the tasks.').waitFor()
    await choose(
      'Choose a JSON lines file',
      'mine.jsonl',
      '{"context":"The sky is","choices":[" blue"," loud"],"gold":0}\n{"context":"Grass is","choices":[" sad"," green"],"gold":1}\n{"context":"Grass is","choices":[" sad"," green"],"gold":1}\n',
    )
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('heading', { name: 'mine' }).waitFor()
    await page.getByRole('tab', { name: 'Items' }).click()
    await page.getByText('1 to 3 of 3').waitFor()
    await page.getByRole('article', { name: 'Item 1' }).getByText('␣green').waitFor()
  })

  test('what must be known of a run is said in its row, beside its scores and in the list of them', {
    timeout: 120_000,
  }, async () => {
    const said = '1 item of mine: The same as an earlier one, which the score counts again.'
    await page.getByRole('tab', { name: 'Run' }).click()
    // The model of the run before is still chosen.
    await page.getByText('1 model chosen').waitFor()
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByRole('button', { name: '1 remark on the run of oak' }).click()
    await page.getByRole('dialog', { name: 'Remarks' }).getByText(said).waitFor()
    await picture('run-remarks')
    await page.keyboard.press('Escape')

    await showView(page, 'Scores')
    const row = page.getByRole('row', { name: 'someone/oak' })
    await expect.poll(() => row.getByTitle(said).count(), { timeout: 60_000 }).toBeGreaterThan(0)
    await picture('score-remarks')
    await row.getByText('someone/oak').click()
    await page.getByRole('button', { name: '1 remark on mine · acc, 0-shot', exact: true }).click()
    await page.getByRole('dialog', { name: 'Remarks' }).getByText(said).waitFor()
    await page.keyboard.press('Escape')
  })

  test('nothing went wrong in the page', async () => {
    expect(await ui.guarded.faults()).toEqual([])
  })
})
