import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { simulateCheckpoints, typicalStudy } from '../../core/emergence/simulate.ts'
import { seededGenerator } from '../../core/random/seeded-generator.ts'
import { ApiError, type Api, type CallName, type CallOutput } from '../../engine/api/contract.ts'
import { openEngine, type Engine } from '../../engine/engine.ts'
import { importScores, syntheticTable } from '../engine/scaling/import-models.ts'
import { browserFor, openUi, type OpenUi } from './open-ui.ts'
import { showView } from './show-view.ts'

/** Where screenshots go, if anywhere. */
const pictures = process.env['SCREENSHOTS']

const browser = await browserFor('the views of scaling and emergence')

describe.skipIf(browser === undefined)('the views of scaling and emergence on a real engine', () => {
  let engine: Engine
  let ui: OpenUi
  let page: Page
  /** Calls that are answered otherwise than by the engine. */
  const scripted = new Map<CallName, (answer: () => Promise<unknown>) => Promise<unknown>>()

  beforeAll(async () => {
    engine = await openEngine({
      databaseFile: ':memory:',
      surroundings: { home: '/nowhere', platform: 'linux', variables: {} },
    })
    const api: Api = {
      on: (name, listener) => engine.on(name, listener),
      call: (name, input) => {
        const answer = scripted.get(name)
        return (answer === undefined ? engine.call(name, input) : answer(() => engine.call(name, input))) as Promise<
          CallOutput<typeof name>
        >
      },
    }
    ui = await openUi(browser as Browser, api)
    page = ui.page
  })

  afterAll(async () => {
    await ui?.close()
    await engine?.close()
    await browser?.close()
  })

  const errorsRow = (row: number): Promise<string[]> =>
    page.getByRole('table', { name: 'Mean squared errors' }).getByRole('row').nth(row).getByRole('cell').allInnerTexts()
  const trainedOn = async (): Promise<number> => Number((await errorsRow(1))[0])
  const slider = (): Locator =>
    page
      .getByRole('figure', { name: 'Baseline: compute alone' })
      .getByRole('slider', { name: 'Cutoff of the training compute' })

  test('both views say what to do while there is nothing', async () => {
    await showView(page, 'Scaling')
    await page.getByRole('heading', { name: 'No scores yet' }).waitFor()
    await page.getByRole('button', { name: 'Open the scores' }).waitFor()
    await showView(page, 'Emergence')
    await page.getByRole('heading', { name: 'No checkpoints yet' }).waitFor()
    await page.getByText('checkpoint, loss, examples, score, flops').waitFor()
  })

  test('a law appears beside its baseline, first without intervals, then with them', async () => {
    await importScores(engine, syntheticTable())
    await showView(page, 'Scaling')
    await page.getByRole('button', { name: /Score to predict/ }).click()
    await page.getByRole('option', { name: /^task/ }).click()
    await page.getByText(/90 % intervals from \d+ resamples of families; they hold \d+ %/).waitFor()
    const [law, alone] = [await errorsRow(1), await errorsRow(2)]
    expect(Number(law[3])).toBeLessThan(Number(alone[3]))
    expect(Number(law[0]) + Number(law[2])).toBe(30)
    await page
      .getByRole('figure', { name: 'Baseline: compute alone' })
      .getByRole('img', { name: 'law of the baseline' })
      .waitFor()
    await page.getByRole('figure', { name: 'Weights of the metrics' }).waitFor()
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'scaling.png') })
  })

  test('the cutoff is a slider for the keyboard, and the number field follows it', async () => {
    const before = await trainedOn()
    await slider().focus()
    for (const key of ['PageDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key)
    await expect.poll(trainedOn).toBeLessThan(before)
    const [, cutoff] = /^([\d.e]+) FLOPs$/.exec((await slider().getAttribute('aria-valuetext')) ?? '') ?? []
    const shown = Number(await page.getByRole('textbox', { name: 'Cutoff, 1e21 FLOPs' }).inputValue())
    expect(shown * 1e21).toBeCloseTo(Number(cutoff), -18)
    await expect.poll(() => new URLSearchParams(page.url().split('?')[1]).get('cutoff')).toBe(String(shown))
    await page.keyboard.press('End')
    await expect.poll(trainedOn).toBe(30)
  })

  test('the cutoff is dragged: the fit follows at once', async () => {
    const plot = (await page
      .getByRole('figure', { name: 'Baseline: compute alone' })
      .getByRole('group', { name: /^Chart: / })
      .boundingBox())!
    const line = (await slider().boundingBox())!
    const y = plot.y + plot.height / 2
    await page.mouse.move(line.x + line.width / 2, y)
    await page.mouse.down()
    await page.mouse.move(line.x - plot.width / 8, y, { steps: 5 })
    await expect.poll(trainedOn).toBeLessThan(30)
    const during = await slider().getAttribute('aria-valuetext')
    expect(page.url()).not.toContain(`cutoff=${Number(/^[\d.]+/.exec(during ?? '')?.[0])}`)
    await page.mouse.up()
    await expect
      .poll(async () => Number(new URLSearchParams(page.url().split('?')[1]).get('cutoff')) * 1e21)
      .toBeCloseTo(Number(during?.split(' ')[0]), -18)
    await page.getByText(/90 % intervals from/).waitFor()
  })

  test('charts are saved as SVG, PNG and CSV', async () => {
    // As many components as the metrics vary along, which may be fewer than asked for: the same number everywhere.
    const components = await page
      .getByRole('table', { name: 'Mean squared errors' })
      .getByRole('rowheader')
      .first()
      .innerText()
    expect(components).toMatch(/^\d components?$/)
    const figure = page.getByRole('figure', { name: `Law: ${components}` })
    const svg = await exported(page, figure, 'SVG')
    expect(svg.text).toMatch(/^<\?xml/)
    expect(svg.text).toContain(`>Law: ${components}</text>`)
    // The axis of the law is the compute that the reference family would need: a cutoff of compute has no place on it.
    expect(svg.text).not.toMatch(/>\s*cutoff/)
    const baseline = page.getByRole('figure', { name: 'Baseline: compute alone' })
    expect(await baseline.getByText(/^cutoff [\d.]+e\d+$/).count()).toBe(1)
    expect(svg.text).not.toMatch(/ (style|class)=/)
    const png = await exported(page, figure, 'PNG')
    expect([...png.bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47])
    const csv = await exported(page, figure, 'CSV')
    expect(csv.text.split('\r\n')[0]).toBe(
      'model,family,split,FLOPs,equivalent FLOPs,level,observed,predicted,lower,upper',
    )
    expect(csv.text.trim().split('\r\n')).toHaveLength(1 + 32)
  })

  test('space, predictions, model choice and a hypothetical model', async () => {
    await page.getByRole('tab', { name: 'Capability space' }).click()
    const space = page.getByRole('figure', { name: 'Capability space' })
    await expect.poll(() => space.getByRole('img', { name: /^f\d-\d, Family: f\d, PC-1: / }).count()).toBe(32)
    await page.getByRole('tab', { name: 'Predictions' }).click()
    await page.getByRole('radio', { name: 'No score (2)' }).check({ force: true })
    const predicted = page.getByRole('table', { name: 'Predictions' }).getByRole('row')
    expect((await predicted.allInnerTexts()).slice(1).map((row) => row.split(/\s/)[0])).toEqual(['f7-2', 'f7-3'])
    await page.getByRole('tab', { name: 'Model choice' }).click()
    await page.getByText(/12 of 32 models, objective/).waitFor()
    await page.getByRole('tab', { name: 'Hypothetical model' }).click()
    await page
      .getByRole('table', { name: 'Forecast of the hypothetical model' })
      .getByRole('row', { name: /^task/ })
      .waitFor()
    await page.getByText(/intervals hold \d+ % of \d+ metrics and \d+ % of \d+ scores\./).waitFor()
    await page.getByText(/The largest models of 8 families/).waitFor()
    await page.getByRole('tab', { name: 'Law' }).click()
  })

  test('remarks on measured scores stand with what else is known of the law', async () => {
    const text = 'oak (2 items of arc): The same as an earlier one, which the score counts again.'
    scripted.set('scaling.fit', async (answer) => ({
      ...((await answer()) as CallOutput<'scaling.fit'>),
      remarks: [{ kind: 'repeated items', text, modelIds: [] }],
    }))
    await page.getByRole('radio', { name: 'Size' }).check({ force: true })
    await page.getByRole('button', { name: /^\d+ remarks?$/ }).click()
    await page.getByRole('dialog', { name: 'Remarks' }).getByText(text).waitFor()
    await page.keyboard.press('Escape')
    scripted.clear()
    await page.getByRole('radio', { name: 'Compute' }).check({ force: true })
    await page.getByRole('figure', { name: 'Baseline: compute alone' }).waitFor()
  })

  test('a fit that fails says why, and the fit before it stays', async () => {
    scripted.set('scaling.fit', () =>
      Promise.reject(new ApiError('invalid', 'Fit: expected at least 4 training models, found 2')),
    )
    await page.getByRole('radio', { name: 'With a floor' }).check({ force: true })
    await page.getByRole('alert').getByText('expected at least 4 training models, found 2').waitFor()
    expect(await page.getByRole('table', { name: 'Mean squared errors' }).count()).toBe(1)
    scripted.clear()
    await page.getByRole('radio', { name: 'Sigmoid' }).check({ force: true })
    await expect.poll(() => page.getByRole('alert').count()).toBe(0)
  })

  test('checkpoints are imported: a broken table is refused with its line, a good one is fitted', async () => {
    const rows = simulateCheckpoints(typicalStudy, seededGenerator(5)).map(
      ({ checkpoint, loss, examples, score }) => `${checkpoint},${loss},${examples},${score}`,
    )
    await page.evaluate("window.location.hash = '#/emergence?bootstrap=0'")
    await page.getByRole('button', { name: 'Import checkpoints' }).click()
    const dialog = page.getByRole('dialog', { name: 'Import checkpoints' })
    await choose(page, dialog, 'study.csv', ['checkpoint,loss,examples,score', 'a,-2,16,0.5'].join('\n'))
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await dialog.getByRole('alert').getByText('CSV, line 2: expected a loss above 0').waitFor()
    await choose(page, dialog, 'study.csv', ['checkpoint,loss,examples,score', ...rows].join('\n'))
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    const emergence = page.getByRole('table', { name: 'Few-shot emergence' })
    await emergence.getByRole('row', { name: /^posterior/ }).waitFor()
    const [likely, low, , high] = (
      await emergence
        .getByRole('row', { name: /^posterior/ })
        .getByRole('cell')
        .allInnerTexts()
    ).map(Number)
    // The law of the simulation puts it at 2.00 nats.
    expect(Math.abs(likely! - 2)).toBeLessThan(0.1)
    expect(low! < likely! && likely! < high!).toBe(true)
    for (const [name, mark] of [
      ['Scores over loss', /^law at \d+ \(few-shot\)$/],
      ['Residuals', /, Loss: [\d.]+ nats, Finetuned on: \d+ examples, Score: /],
      ['Emergence law', 'most likely'],
      ['Few-shot emergence', /^posterior$/],
    ] as const)
      await page.getByRole('figure', { name }).getByRole('img', { name: mark }).first().waitFor()
    expect(await page.getByRole('table', { name: 'Published results' }).getByRole('row').count()).toBe(7)
    const csv = await exported(page, page.getByRole('figure', { name: 'Few-shot emergence' }), 'CSV')
    expect(csv.text.trim().split('\r\n')).toHaveLength(1 + 101)
    expect((await exported(page, page.getByRole('figure', { name: 'Scores over loss' }), 'SVG')).text).toContain(
      'pretraining loss',
    )
  })

  test('captions are whole in a narrow window and in the files', async () => {
    await page.setViewportSize({ width: 640, height: 900 })
    const figures = page.getByRole('figure')
    expect(await figures.count()).toBe(4)
    for (const figure of await figures.all()) {
      const cut = await figure.locator('figcaption').evaluate((caption) => {
        const range = caption.ownerDocument.createRange()
        // What scrolls around the charts: beyond its edge nothing is seen.
        const frame = caption.closest('figure')!.parentElement!.parentElement!.getBoundingClientRect()
        return [...caption.querySelectorAll('h2, p')].filter((part) => {
          range.selectNodeContents(part)
          const { left, right } = range.getBoundingClientRect()
          return part.scrollWidth > part.clientWidth || left < frame.left || right > frame.right
        }).length
      })
      expect(cut).toBe(0)
    }
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'captions-narrow.png'), fullPage: true })
    await page.setViewportSize({ width: 1440, height: 900 })
    for (const figure of await figures.all()) {
      const { text } = await exported(page, figure, 'SVG')
      const beyond = await page.evaluate(`(() => {
        const drawing = document.importNode(new DOMParser().parseFromString(${JSON.stringify(text)}, 'image/svg+xml').documentElement, true)
        document.body.append(drawing)
        const edge = drawing.getBoundingClientRect()
        const outside = [...drawing.querySelectorAll('text')].filter((line) => line.getBoundingClientRect().right > edge.right || line.getBoundingClientRect().left < edge.left)
        drawing.remove()
        return outside.map((line) => line.textContent)
      })()`)
      expect(beyond).toEqual([])
      const caption = (await figure.locator('figcaption p').textContent()) ?? ''
      // Lines are broken at spaces.
      expect(
        text
          .replaceAll(/<[^>]+>/g, ' ')
          .replaceAll(/\s+/g, ' ')
          .split(caption),
      ).not.toHaveLength(1)
    }
  })

  test('two pretraining sets are compared; chains that do not agree are called out; a table is removed', async () => {
    const later = { ...typicalStudy, law: { ...typicalStudy.law, offset: typicalStudy.law.offset - 0.1 } }
    const rows = simulateCheckpoints(later, seededGenerator(6)).map(
      ({ checkpoint, loss, examples, score }) => `${checkpoint},${loss},${examples},${score}`,
    )
    await engine.call('emergence.import', {
      name: 'later',
      text: ['checkpoint,loss,examples,score', ...rows].join('\n'),
    })
    await page.getByRole('button', { name: /Compared with/ }).click()
    await page.getByRole('option', { name: /^later/ }).click()
    await page
      .getByText(/Probability that the task emerges in weaker models with study: (0\.[6-9]\d*|1\.000)/)
      .waitFor()
    scripted.set('emergence.fit', async (answer) => {
      const found = (await answer()) as CallOutput<'emergence.fit'>
      const parameters = found.first.diagnostics.parameters.map((parameter) => ({
        ...parameter,
        rHat: 1.31,
        effectiveSampleSize: 12,
      }))
      return {
        ...found,
        first: { ...found.first, diagnostics: { ...found.first.diagnostics, parameters, trustworthy: false } },
      }
    })
    await page.getByRole('radio', { name: 'its logarithm' }).check({ force: true })
    await page.getByText('they do not agree: do not trust the interval').waitFor()
    scripted.clear()
    await page.getByRole('button', { name: 'Remove this table' }).click()
    await page
      .getByRole('alertdialog', { name: 'Remove the table “study”?' })
      .getByRole('button', { name: 'Remove' })
      .click()
    await expect
      .poll(async () => (await engine.call('emergence.tables', {})).map(({ name }) => name))
      .toEqual(['later'])
  })

  test('a fit under way can be cancelled, and asked for again', async () => {
    // The table that is left is fitted first, once the page has learned that the other is gone.
    await page.getByText(/^later: .* of them fitted/).waitFor()
    scripted.set('emergence.fit', () => new Promise(() => undefined))
    await page.getByRole('radio', { name: 'Power of D' }).check({ force: true })
    await page.getByRole('button', { name: 'Cancel' }).click()
    scripted.clear()
    await page.getByRole('button', { name: 'Fit these settings' }).click()
    await page.getByText(/of them fitted/).waitFor()
  })

  test('the scale that is chosen for checkpoints is the one they are read by', async () => {
    const dialog = page.getByRole('dialog', { name: 'Import checkpoints' })
    const scoresAs = async (name: string, scale: string): Promise<number[]> => {
      await page.getByRole('button', { name: 'Import checkpoints' }).click()
      const rows = [3.1, 2.9, 2.7, 2.5].flatMap((loss, at) => [16, 64].map((n) => `c${at},${loss},${n},${20 + at}`))
      await choose(page, dialog, `${name}.csv`, ['checkpoint,loss,examples,score', ...rows].join('\n'))
      await dialog.getByRole('button', { name: /Scale of the scores/ }).click()
      await page.getByRole('option', { name: scale }).click()
      await dialog.getByRole('button', { name: 'Import', exact: true }).click()
      // Where there is something to know of how the table was read, it is said first.
      await expect
        .poll(async () => {
          const done = dialog.getByRole('button', { name: 'Done' })
          if ((await done.count()) > 0) await done.click()
          return dialog.count()
        })
        .toBe(0)
      const { id } = (await engine.call('emergence.tables', {})).find((table) => table.name === name)!
      const { rows: stored } = await engine.call('emergence.table', { tableId: id })
      await engine.call('emergence.remove', { tableId: id })
      return [...new Set(stored.map(({ score }) => score))].sort()
    }
    expect(await scoresAs('points', 'neither, as it stands')).toEqual([20, 21, 22, 23])
    expect(await scoresAs('shares', 'percent, divided by 100')).toEqual([0.2, 0.21, 0.22, 0.23])
  })

  test('nothing was written to the console and the content security policy was never violated', async () => {
    expect(await ui.guarded.faults()).toEqual([])
  })
})

async function choose(page: Page, dialog: Locator, name: string, text: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await dialog.getByRole('button', { name: /Choose a CSV file|study\.csv/ }).click()
  await (await chooser).setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
  await expect.poll(() => dialog.getByRole('button', { name: 'Import', exact: true }).isEnabled()).toBe(true)
}

async function exported(
  page: Page,
  figure: Locator,
  entry: string,
): Promise<{ readonly text: string; readonly bytes: Buffer }> {
  await figure.getByRole('button', { name: 'Export', exact: true }).click()
  const coming = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: entry }).first().click()
  const bytes = await readFile(await (await coming).path())
  return { text: bytes.toString('utf8'), bytes }
}
