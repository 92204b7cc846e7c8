import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseNewick } from '../../core/tree/newick-parser.ts'
import { tipNames } from '../core/tree/tip-names.ts'
import { openEngine, type Engine } from '../../engine/engine.ts'
import { browserFor, openUi, type OpenUi } from './open-ui.ts'
import { showView } from './show-view.ts'

const demoFolder = fileURLToPath(new URL('../../models/demo/', import.meta.url))
const good = ['oak', 'oak-tales', 'fern', 'moss']

/** Where screenshots go, if anywhere. */
const pictures = process.env['SCREENSHOTS']

const browser = await browserFor('the UI on a real engine')

/** Whether names of files are any bytes, so that some are no text. */
const hasByteNames = process.platform === 'linux'

describe.skipIf(browser === undefined)(
  'the UI on a real engine and real models, from an empty library to the exports',
  () => {
    let folder: string
    let engine: Engine
    let ui: OpenUi
    let page: Page

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'cladescope-ui-'))
      const home = join(folder, 'home')
      const models = join(home, 'models')
      await mkdir(models, { recursive: true })
      for (const name of good) await copyFile(join(demoFolder, `${name}.gguf`), join(models, `${name}.gguf`))
      const whole = await readFile(join(demoFolder, 'oak.gguf'))
      await writeFile(join(models, 'torn.gguf'), whole.subarray(0, Math.floor(whole.length / 2)))
      await writeFile(join(models, 'text.gguf'), 'This is no model.')
      if (hasByteNames)
        await writeFile(Buffer.concat([Buffer.from(`${models}/caf`), Buffer.from([0xe9]), Buffer.from('.gguf')]), '')
      engine = await openEngine({
        databaseFile: join(folder, 'test.db'),
        surroundings: { home, platform: process.platform, variables: {} },
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

    test('the token leaves the address, and every view says what to do while there is nothing', async () => {
      await page.getByRole('heading', { name: 'No models yet' }).waitFor()
      expect(page.url()).not.toContain(ui.shell.token)
      for (const view of ['Tree', 'Matrix']) {
        await showView(page, view)
        await page.getByRole('heading', { name: 'No models yet' }).waitFor()
        await page.getByRole('button', { name: 'Open the library' }).waitFor()
      }
      await showView(page, 'Probe')
      await page.getByRole('heading', { name: 'No models to probe' }).waitFor()
      await page.getByRole('button', { name: 'Open the library' }).click()
      await page.getByRole('heading', { name: 'Library', level: 1 }).waitFor()
    })

    test('a folder is added by the dialog; broken files are refused with their reasons', async () => {
      await page.getByRole('button', { name: 'Add models' }).click()
      const dialog = page.getByRole('dialog', { name: 'Add models' })
      await dialog.getByRole('row', { name: 'models' }).dblclick()
      await dialog.getByText('6 GGUF files').waitFor()
      if (hasByteNames) {
        await dialog.getByText(/^1 entry is not listed: caf.+ Its name holds bytes that are no UTF-8 text/s).waitFor()
      }
      await dialog.getByRole('button', { name: 'Add this folder' }).click()
      const unreadable = hasByteNames ? ', 1 path that cannot be read' : ''
      await dialog
        .getByText(`4 models added, left out: 1 unfinished download, 1 file of another format${unreadable}.`, {
          exact: true,
        })
        .first()
        .waitFor()
      const refused = await dialog.getByRole('list', { name: 'Files left out' }).getByRole('listitem').allInnerTexts()
      expect(refused.find((text) => text.includes('torn.gguf'))).toMatch(/truncated|expected .* found/is)
      expect(refused.find((text) => text.includes('text.gguf'))).toMatch(/not a GGUF|magic|GGUF/i)
      await dialog.getByRole('button', { name: 'Done' }).click()
      await page.getByRole('row', { name: 'oak-tales' }).waitFor()
      expect(await page.getByRole('grid', { name: 'Models' }).getByRole('row').count()).toBe(good.length + 1)
    })

    test('the table filters and sorts, and shows the facts of a model', async () => {
      const names = async () => (await page.getByRole('rowheader').allInnerTexts()).map((text) => text.trim())
      await expect.poll(names).toEqual(['fern', 'moss', 'oak', 'oak-tales'])
      await page.getByRole('columnheader', { name: 'Size' }).click()
      await expect.poll(async () => (await names())[3]).toBe('fern')
      await page.getByRole('searchbox', { name: 'Filter models' }).fill('oak')
      await expect.poll(async () => (await names()).sort()).toEqual(['oak', 'oak-tales'])
      await page.getByRole('rowheader', { name: 'oak', exact: true }).click()
      const facts = page.getByRole('complementary', { name: 'Facts of oak' })
      await facts.getByText('381 600'.replace(' ', '\u202f')).waitFor()
      await facts.getByRole('tab', { name: 'Metadata' }).click()
      await facts.getByText('general.architecture').waitFor()
      await page.getByRole('searchbox', { name: 'Filter models' }).fill('')
      await facts.getByRole('button', { name: 'Close facts' }).click()
    })

    test('a family is stated in the page, and taken back', async () => {
      await page.getByRole('rowheader', { name: 'oak-tales', exact: true }).click()
      const facts = page.getByRole('complementary', { name: 'Facts of oak-tales' })
      const familyNow = () => facts.locator('dt', { hasText: /^Family$/ }).locator('xpath=following-sibling::dd[1]')
      await facts.getByRole('tab', { name: 'Facts' }).click()
      const before = await familyNow().innerText()
      const dialog = page.getByRole('dialog', { name: 'Family of oak-tales' })
      await facts.getByRole('button', { name: 'Set family' }).click()
      expect(await dialog.getByRole('button', { name: 'Take back what was stated' }).isDisabled()).toBe(true)
      await dialog.getByRole('textbox', { name: 'Family' }).fill('grove')
      await dialog.getByRole('button', { name: 'State this family' }).click()
      await dialog.waitFor({ state: 'detached' })
      await expect.poll(() => familyNow().innerText()).toMatch(/^grove \(/)
      await expect.poll(() => page.getByRole('row', { name: 'oak-tales' }).innerText()).toContain('grove')
      await facts.getByRole('button', { name: 'Set family' }).click()
      await dialog.getByRole('button', { name: 'Take back what was stated' }).click()
      await dialog.waitFor({ state: 'detached' })
      await expect.poll(() => familyNow().innerText()).toBe(before)
      await facts.getByRole('button', { name: 'Close facts' }).click()
    })

    test('models are probed: one is cancelled, the others finish; started again, only what is missing is done', async () => {
      await page.getByRole('columnheader').first().getByRole('checkbox').click({ force: true })
      await page.getByText('4 selected').waitFor()
      await page.getByRole('button', { name: 'Probe', exact: true }).click()
      await page.getByText('4 of 4 chosen').waitFor()
      await page.getByRole('button', { name: /Genome$/ }).click()
      await page.getByRole('option', { name: /^nursery/ }).click()
      await page.getByRole('radio', { name: 'Quick', exact: true }).check({ force: true })
      await page.getByRole('button', { name: 'Start' }).click()

      const jobs = page.getByRole('grid', { name: 'Probes in the queue' }).getByRole('row')
      await expect.poll(() => jobs.count()).toBe(4)
      const last = jobs.nth(3)
      const lastName = (await last.innerText()).split(/\s/)[0] ?? ''
      await last.getByRole('button', { name: `Cancel ${lastName}` }).click()
      await last.getByText('cancelled').waitFor()
      await expect.poll(async () => await jobs.getByText('done', { exact: true }).count(), { timeout: 120_000 }).toBe(3)
      await page.getByText('3 finished, 1 cancelled', { exact: true }).waitFor()

      // Started again from the form, the three complete models are skipped and the cancelled one is done.
      await page.getByRole('button', { name: 'Start' }).click()
      await page.getByText('1 model queued. 3 models already complete with these settings.').waitFor()
      await expect
        .poll(async () => await page.getByText('All finished', { exact: true }).count(), { timeout: 120_000 })
        .toBe(1)
      await page.getByText('4 complete', { exact: true }).waitFor({ timeout: 20_000 })
    })

    test('the tree appears; layouts, keyboard and exports work', async () => {
      await page.getByRole('button', { name: 'Show the tree' }).click()
      await page.locator('svg[data-tree="unrooted"]').waitFor()
      for (const name of good) await page.locator('svg[data-tree] text', { hasText: new RegExp(`^${name}$`) }).waitFor()
      expect(await page.locator('[data-node]').count()).toBeGreaterThanOrEqual(2 * good.length - 2)

      await page.getByRole('button', { name: /^Unrooted Layout|Layout/ }).click()
      await page.getByRole('option', { name: 'Phylogram' }).click()
      await page.locator('svg[data-tree="phylogram"]').waitFor()
      await page.getByText('midpoint-rooted (display only)').waitFor()
      expect(page.url()).toContain('layout=phylogram')

      const first = page.locator('[data-node="0"]')
      await first.focus()
      await page.keyboard.press('End')
      const lastName = await page.locator('[data-node]:focus').getAttribute('aria-label')
      await page.keyboard.press('Enter')
      const selected = page.getByRole('region', { name: 'Selected' })
      await selected.getByRole('heading', { name: (lastName ?? '').split(',')[0] ?? '' }).waitFor()
      expect(await selected.getByRole('row').count()).toBe(good.length)
      await page.keyboard.press('Escape')

      const newick = await exported(page, 'Newick')
      expect(newick.name).toMatch(/^tree-nursery-nj\.nwk$/)
      expect(tipNames(parseNewick(newick.text)).sort()).toEqual([...good].sort())
      const svg = await exported(page, 'SVG')
      expect(svg.text).toMatch(/^<\?xml/)
      expect(svg.text).toContain('xmlns="http://www.w3.org/2000/svg"')
      for (const name of good) expect(svg.text).toContain(`>${name}</text>`)
      expect(svg.text).not.toMatch(/style=|class=|data-node/)
      const png = await exported(page, 'PNG')
      expect([...png.bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
      expect(png.bytes.length).toBeGreaterThan(5000)
      const csv = await exported(page, 'CSV of the branches')
      expect(csv.text.split('\r\n')[0]).toBe('node,parent,name,model,length,support')

      await page.getByRole('button', { name: /Layout/ }).click()
      await page.getByRole('option', { name: 'Circular', exact: true }).click()
      await page.locator('svg[data-tree="circular"]').waitFor()
      const circular = await exported(page, 'SVG')
      // A branch is an arc and a line.
      expect(circular.text).toMatch(/<path d="M\S+ \S+A\S+ \S+ 0 0 [01] \S+ \S+L\S+ \S+"/)
      for (const name of good) expect(circular.text).toContain(`>${name}</text>`)
      expect((await exported(page, 'PNG')).bytes.length).toBeGreaterThan(5000)
      expect((await exported(page, 'CSV of the branches')).text).toBe(csv.text)
    })

    test('the matrix shows values with certified bounds under the pointer and under the keyboard', async () => {
      await showView(page, 'Matrix')
      const matrix = page.locator('svg[data-matrix="similarity"]')
      await matrix.waitFor()
      await page.getByText(/Similarity of 4 models/).waitFor()
      const { models, modelIds, similarity, lower, upper } = await engine.call('analysis.distances', {
        genomeId: (await engine.call('genomes.list', {})).find((genome) => genome.name === 'nursery')!.id,
        rule: { chars: 4, strip: 'none', temperature: 1 },
        measure: 'nei-mean',
      })
      expect(modelIds).toHaveLength(4)

      await matrix.focus()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      const card = page.locator('[data-card]')
      const [row = '', column = ''] = (await card.getByRole('heading').innerText()).split(' × ')
      const i = models.indexOf(row)
      const j = models.indexOf(column)
      const text = await card.innerText()
      const [least, most] = /Similarity\s*\S+\s+([\d.]+) to ([\d.]+)/.exec(text)!.slice(1).map(Number) as [
        number,
        number,
      ]
      expect(least).toBeLessThanOrEqual(lower[i]![j]!)
      expect(most).toBeGreaterThanOrEqual(upper[i]![j]!)
      const digits = /Similarity\s*([\d.]+)/.exec(text)![1]!
      expect(Number(digits)).toBeGreaterThanOrEqual(lower[i]![j]! - 1e-12)
      expect(Number(digits)).toBeLessThanOrEqual(upper[i]![j]! + 1e-12)
      expect(Math.abs(Number(digits) - similarity[i]![j]!)).toBeLessThan(10 ** -(digits.split('.')[1]?.length ?? 0))

      const box = (await matrix.boundingBox())!
      await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.7)
      await expect.poll(async () => await card.count()).toBe(1)
      await page.getByRole('radio', { name: 'Distance' }).check({ force: true })
      await page.locator('svg[data-matrix="distance"]').waitFor()
      const pairs = await exported(page, 'CSV of pairs with bounds')
      expect(pairs.text.trim().split('\r\n')).toHaveLength(1 + 6)
      const svg = await exported(page, 'SVG')
      for (const name of good) expect(svg.text).toContain(`>${name}</text>`)
    })

    test('an own genome is added from a file, with the reason where it cannot be, and removed while no probe uses it', async () => {
      await showView(page, 'Probe')
      await page.getByRole('button', { name: 'Genomes' }).click()
      const dialog = page.getByRole('dialog', { name: 'Genomes' })
      const nursery = dialog.getByRole('row', { name: /^nursery/ })
      await nursery.getByText('built in').waitFor()
      expect(await nursery.getByRole('cell').nth(2).innerText()).toBe('4')
      const choose = async (name: string, content: string | Buffer): Promise<void> => {
        const [chooser] = await Promise.all([
          page.waitForEvent('filechooser'),
          dialog.getByRole('button', { name: 'Choose a file' }).click(),
        ])
        await chooser.setFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) })
      }
      await choose('empty.txt', ' \n\n')
      await dialog.getByText('empty.txt: expected one gene a line, found no line with text.').waitFor()
      await choose('bytes.txt', Buffer.from([0x61, 0xff, 0x0a]))
      await dialog.getByText('bytes.txt: expected UTF-8 text, found bytes that are not.').waitFor()
      await choose('list.json', '{"name": "list", "genes": "one"}')
      await dialog
        .getByText('list.json: expected {name, genes: [text]}: genes: expected a list, found a string.')
        .waitFor()
      await choose('mine.txt', 'Once upon\nThe tide had tur\nOnce upon\n')
      expect(await dialog.getByLabel('Name').inputValue()).toBe('mine')
      await dialog.getByRole('button', { name: 'Add', exact: true }).click()
      await dialog.getByText('Gene 3 is the same as gene 1: "Once upon". Each gene counts once.').waitFor()
      await choose('mine.txt', 'Once upon\n\nThe tide had tur\n2 + 2 = \n')
      await dialog.getByText('3 genes', { exact: true }).waitFor()
      await dialog.getByLabel('Name').fill('nursery')
      await dialog.getByRole('button', { name: 'Add', exact: true }).click()
      await dialog.getByText('Another genome is named "nursery".').waitFor()
      await dialog.getByLabel('Name').fill('my own')
      await dialog.getByRole('button', { name: 'Add', exact: true }).click()
      const row = dialog.getByRole('row', { name: /^my own/ })
      await row.waitFor()
      const own = (await engine.call('genomes.list', {})).find(({ name }) => name === 'my own')!
      expect((await engine.call('genomes.get', { genomeId: own.id })).texts).toEqual([
        'Once upon',
        'The tide had tur',
        '2 + 2 = ',
      ])
      expect((await row.getByRole('cell').allInnerTexts()).slice(0, 3)).toEqual(['3', own.digest.slice(0, 12), '0'])
      expect(page.url()).toContain(`genome=${own.id}`)
      for (const colorScheme of pictures === undefined ? [] : (['dark', 'light'] as const)) {
        await page.emulateMedia({ colorScheme })
        await page.waitForTimeout(400)
        await page.screenshot({ path: join(pictures!, `genomes-${colorScheme}.png`) })
      }
      await row.getByRole('button', { name: 'Remove my own' }).click()
      await row.waitFor({ state: 'detached' })
      expect((await engine.call('genomes.list', {})).map(({ name }) => name)).not.toContain('my own')
      await dialog.getByRole('button', { name: 'Close' }).last().click()
      await showView(page, 'Matrix')
      await page.getByRole('radio', { name: 'Distance' }).check({ force: true })
    })

    test('the theme can be chosen, and stays after a reload that keeps the view', async () => {
      const background = () =>
        page.evaluate('getComputedStyle(document.querySelector("main")).backgroundColor') as Promise<string>
      expect(await background()).toBe('rgb(255, 255, 255)')
      await page.getByRole('radio', { name: 'Dark theme' }).click()
      await expect.poll(background).toBe('rgb(23, 27, 30)')
      await page.reload()
      await page.locator('svg[data-matrix="distance"]').waitFor()
      expect(await background()).toBe('rgb(23, 27, 30)')
    })

    test('a model is removed after a question', async () => {
      await showView(page, 'Library')
      // The ticks of before are kept.
      await page.getByText('4 selected').waitFor()
      await page.getByRole('columnheader').first().getByRole('checkbox').click({ force: true })
      await page.getByRole('row', { name: 'moss' }).getByRole('checkbox').click({ force: true })
      await page.getByRole('button', { name: 'Remove', exact: true }).click()
      const dialog = page.getByRole('alertdialog', { name: 'Remove moss?' })
      await dialog.getByRole('button', { name: 'Remove' }).click()
      await dialog.waitFor({ state: 'detached' })
      await expect.poll(async () => await page.getByRole('row', { name: 'moss' }).count()).toBe(0)
      expect((await engine.call('models.list', {})).map((model) => model.name).sort()).toEqual([
        'fern',
        'oak',
        'oak-tales',
      ])
    })

    test('nothing was written to the console and the content security policy was never violated', async () => {
      expect(await ui.guarded.faults()).toEqual([])
    })
  },
)

async function exported(
  page: Page,
  entry: string,
): Promise<{ readonly name: string; readonly text: string; readonly bytes: Buffer }> {
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const coming = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: entry }).first().click()
  const download = await coming
  const bytes = await readFile(await download.path())
  return { name: download.suggestedFilename(), text: bytes.toString('utf8'), bytes }
}
