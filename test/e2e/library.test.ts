import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWebShell, type WebShell } from '../../cli/serve/web-shell.ts'
import { openEngine, type Engine } from '../../engine/engine.ts'
import { buildPage } from './built-page.ts'
import { openGuardedPage, type GuardedPage } from './guarded-page.ts'
import { browserFor } from './open-ui.ts'

const demoFolder = fileURLToPath(new URL('../../models/demo/', import.meta.url))

const browser = await browserFor('the library in a browser')

describe.skipIf(browser === undefined)('the library of the demo models', () => {
  let folder: string
  let pageFolder: string
  let engine: Engine
  let shell: WebShell
  let guarded: GuardedPage
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-library-'))
    pageFolder = await buildPage()
    engine = await openEngine({
      databaseFile: join(folder, 'test.db'),
      surroundings: { home: folder, platform: process.platform, variables: {} },
    })
    const { id } = engine.grantPlace(demoFolder)
    await engine.call('models.add', { placeIds: [id], operation: 'adding' })
    shell = await startWebShell({ api: engine, pageFolder, host: '127.0.0.1', port: 0 })
    guarded = await openGuardedPage(browser as Browser, shell.url, { viewport: { width: 900, height: 600 } })
    page = guarded.page
    await page.getByRole('row', { name: 'oak-tales-chat' }).waitFor()
  })

  afterAll(async () => {
    await guarded?.close()
    await shell?.close()
    await engine?.close()
    await browser?.close()
    for (const path of [folder, pageFolder]) if (path !== undefined) await rm(path, { recursive: true, force: true })
  })

  const facts = (name: string) => page.getByRole('complementary', { name: `Facts of ${name}` })
  const box = (name: string) => page.getByRole('checkbox', { name: `Select ${name}`, exact: true })
  const header = (name: string) => page.getByRole('rowheader', { name, exact: true })
  const focused = () => page.locator('[role=row]:focus').getByRole('rowheader').innerText()

  test('a click shows the facts of a row whatever is ticked, a box ticks, and it is said by name', async () => {
    await box('fern').check({ force: true })
    await page.getByText('fern selected.', { exact: true }).waitFor()
    await header('oak').click()
    await facts('oak').waitFor()
    expect(await box('oak').isChecked()).toBe(false)
    await header('moss').click()
    await facts('moss').waitFor()
    expect(await page.getByRole('complementary').count()).toBe(1)
    await page.getByText('1 selected', { exact: true }).waitFor()
    await box('fern').uncheck({ force: true })
    await page.getByText('fern not selected.', { exact: true }).waitFor()
    expect(await page.content()).not.toMatch(/>[0-9a-f]{12} (not )?selected/)
  })

  test('by keys alone: letters and arrows move, Enter shows, Space ticks, Escape closes and the row has the focus', async () => {
    await header('fern').click()
    // Three keys within one frame.
    await page.evaluate(`for (const key of ['Home', 'ArrowDown', 'ArrowDown'])
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))`)
    const third = await page.getByRole('rowheader').nth(2).innerText()
    await expect.poll(focused).toBe(third)
    await page.keyboard.type('oak-t')
    await expect.poll(focused).toBe('oak-tales')
    await page.keyboard.press('Enter')
    await facts('oak-tales').waitFor()
    await page.keyboard.press('ArrowDown')
    await expect.poll(focused).toBe('oak-tales-chat')
    await page.keyboard.press('Space')
    await expect.poll(() => box('oak-tales-chat').isChecked()).toBe(true)
    await facts('oak-tales').waitFor()
    await page.keyboard.press('Shift+ArrowUp')
    await expect.poll(() => box('oak-tales').isChecked()).toBe(true)
    await page.getByText('2 selected', { exact: true }).waitFor()
    await facts('oak-tales').getByRole('tab', { name: 'Facts' }).focus()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('complementary').count()).toBe(0)
    expect(await focused()).toBe('oak-tales')
    await page.keyboard.press('Enter')
    await facts('oak-tales').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('complementary').count()).toBe(0)
    expect(await focused()).toBe('oak-tales')
    await page.keyboard.press('Control+a')
    await page.getByText('14 selected', { exact: true }).waitFor()
    await page.getByRole('checkbox', { name: 'Select all' }).uncheck({ force: true })
    await expect.poll(() => page.getByText(/^\d+ selected$/).count()).toBe(0)
  })

  test('what is chosen is scrolled into view, and a column head stands whole', async () => {
    await page.keyboard.press('Tab')
    await page.goto(`${page.url().split('#')[0]}#/library?model=${await idOf(engine, 'oak-tales-chat')}`)
    await facts('oak-tales-chat').waitFor()
    const row = page.getByRole('row', { name: 'oak-tales-chat' })
    await expect
      .poll(async () => {
        const [table, seen] = [await page.getByRole('grid', { name: 'Models' }).boundingBox(), await row.boundingBox()]
        return seen!.y >= table!.y + 38 && seen!.y + seen!.height <= table!.y + table!.height + 1
      })
      .toBe(true)
    const cut = (await page.evaluate(`[...document.querySelectorAll('[role=columnheader] button span')]
      .filter((head) => head.scrollWidth > head.clientWidth + 1 || head.getBoundingClientRect().height > 38)
      .map((head) => head.innerText)`)) as string[]
    expect(cut).toEqual([])
    await page.keyboard.press('Escape')
  })

  test('a model is renamed in place, and found by its former name', async () => {
    await header('oak-tales').click()
    await page.keyboard.press('F2')
    const field = page.getByRole('textbox', { name: 'Name of oak-tales' })
    await field.fill('moss')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('Another model in the library is named "moss". Names are unique.').waitFor()
    await expect.poll(() => field.evaluate((element) => element.ownerDocument.activeElement === element)).toBe(true)
    await field.fill('Stories')
    await page.keyboard.press('Enter')
    await expect.poll(focused).toBe('Stories')
    await facts('Stories').waitFor()
    await page.getByRole('searchbox', { name: 'Filter models' }).fill('oak-tales')
    await expect.poll(() => page.getByRole('rowheader').allInnerTexts()).toEqual(['oak-tales-chat', 'Stories'])
    await facts('Stories').getByText('Added as').waitFor()
    await facts('Stories').getByRole('button', { name: 'Rename Stories' }).click()
    await page.getByRole('textbox', { name: 'Name of Stories' }).fill('nothing of it')
    await page.keyboard.press('Escape')
    await facts('Stories').waitFor()
    await facts('Stories').getByRole('button', { name: 'Rename Stories' }).and(page.locator(':focus')).waitFor()
    await page.getByRole('searchbox', { name: 'Filter models' }).fill('')
    await header('Stories').click()
    await page.keyboard.press('Escape')
  })

  test('tags are put on several models at once, filtered by, and taken away', async () => {
    for (const name of ['fern', 'moss']) await box(name).check({ force: true })
    await page.getByRole('button', { name: 'Set tags' }).click()
    const dialog = page.getByRole('dialog', { name: 'Tags of 2 models' })
    await dialog.getByRole('textbox', { name: 'New tag' }).fill('small')
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Take away small' }).waitFor()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await page
      .getByRole('row', { name: 'fern', exact: true })
      .getByRole('button', { name: 'Only models tagged small' })
      .click()
    await expect.poll(() => page.getByRole('rowheader').allInnerTexts()).toEqual(['fern', 'moss'])
    await page.getByRole('button', { name: /^Tagged small/ }).click()
    await page.getByRole('menuitemcheckbox', { name: 'small' }).click()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('rowheader').count()).toBeGreaterThan(2)
    await page.getByRole('button', { name: 'Set tags' }).click()
    await dialog.getByRole('button', { name: 'Take away small' }).click()
    await dialog.getByText('No tags.').waitFor()
    await dialog.getByRole('button', { name: 'Done' }).click()
    for (const name of ['fern', 'moss']) await box(name).uncheck({ force: true })
  })

  test('groups by family have a line with their models and bytes; without weights there is no lineage to group by', async () => {
    await page.getByRole('radio', { name: 'Family' }).check({ force: true })
    const table = page.getByRole('treegrid', { name: 'Models' })
    const first = table.getByRole('row').nth(1)
    await expect.poll(() => first.innerText()).toMatch(/^Family fern\s+4 models, 3\.90 MB$/)
    await first.focus()
    await page.keyboard.press('ArrowDown')
    await expect.poll(focused).toBe('fern')
    await page.getByRole('radio', { name: 'Lineage' }).check({ force: true })
    await page.getByText('Lineages are known once the weights of two models are read.').waitFor()
  })

  test('read weights group models below what they were made from', async () => {
    const ids = await Promise.all(['oak', 'oak-Q4_0', 'oak-tales-chat', 'fern'].map((name) => idOf(engine, name)))
    const stories = await idOf(engine, 'Stories')
    await engine.call('lineage.sketch', { modelIds: [...ids, stories] })
    const table = page.getByRole('treegrid', { name: 'Models' })
    await table.getByRole('row', { name: 'Lineage of oak' }).waitFor()
    const levels = async () => {
      const rows = await table.locator('[role=row][aria-level]').all()
      return Promise.all(
        rows
          .slice(0, 6)
          .map(async (row) => `${await row.getAttribute('aria-level')} ${await row.getAttribute('aria-label')}`),
      )
    }
    await expect
      .poll(levels)
      .toEqual([
        '1 Lineage of oak',
        '1 oak',
        '2 oak-Q4_0',
        '2 Stories',
        '3 oak-tales-chat',
        '1 No relation found by weights',
      ])
    await table
      .getByRole('row', { name: 'Stories' })
      .getByText(/^trained from oak$/)
      .waitFor()
    await page.getByRole('radio', { name: 'None' }).check({ force: true })
  })

  test('columns are chosen, and kept after a reload', async () => {
    const heads = async () => (await page.getByRole('columnheader').allInnerTexts()).filter((text) => text !== '')
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Quantization' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Path' }).click()
    await page.keyboard.press('Escape')
    await expect.poll(heads).toContain('Path')
    await page.reload()
    await page.getByRole('row', { name: 'fern', exact: true }).waitFor()
    expect(await heads()).toContain('Path')
    expect(await heads()).not.toContain('Quantization')
  })

  test('what another process names and tags, and what another window shows, is the same within seconds', async () => {
    const second = await openGuardedPage(browser as Browser, shell.url)
    await second.page.getByRole('row', { name: 'fern', exact: true }).waitFor()
    const other = await openEngine({
      databaseFile: join(folder, 'test.db'),
      surroundings: { home: folder, platform: process.platform, variables: {} },
    })
    const modelIds = [await idOf(engine, 'fern')]
    await other.call('models.tag', { modelIds, add: ['from elsewhere'] })
    await other.call('models.rename', { modelId: modelIds[0]!, name: 'bracken' })
    await other.close()
    for (const window of [page, second.page])
      await window
        .getByRole('row', { name: 'bracken' })
        .getByRole('button', { name: 'Only models tagged from elsewhere' })
        .waitFor({ timeout: 8000 })
    await page.getByRole('row', { name: 'bracken' }).getByRole('rowheader').click()
    await page.keyboard.press('F2')
    await page.getByRole('textbox', { name: 'Name of bracken' }).fill('fern')
    await page.keyboard.press('Enter')
    await second.page.getByRole('row', { name: 'fern', exact: true }).waitFor({ timeout: 8000 })
    expect(await second.faults()).toEqual([])
    await second.close()
  })

  test('a model is renamed on its page', async () => {
    await page.evaluate(`window.location.hash = '#/model?model=${await idOf(engine, 'moss')}'`)
    await page.getByRole('button', { name: 'Rename moss' }).click()
    await page.getByRole('textbox', { name: 'Name of moss' }).fill('peat')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'peat' }).waitFor()
    await page.evaluate(`window.location.hash = '#/library'`)
    await page.getByRole('row', { name: 'peat' }).waitFor()
  })

  test('the folders of the library are looked through again', async () => {
    await page.getByRole('button', { name: 'Rescan' }).click()
    const dialog = page.getByRole('dialog', { name: 'Look for new and moved models' })
    await dialog.getByText('0 new files, 0 models moved, 0 models gone.').first().waitFor()
    await dialog.getByRole('button', { name: 'Close' }).last().click()
  })

  test('nothing was written to the console and the content security policy was never violated', async () => {
    expect(await guarded.faults()).toEqual([])
  })
})

async function idOf(engine: Engine, wanted: string): Promise<string> {
  const models = await engine.call('models.list', {})
  return models.find(({ name }) => name === wanted)!.id
}
