import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Engine, openEngine } from '../../engine/engine.ts'
import { fillHome, onlyHome } from '../engine/fixtures/other-programs.ts'
import { browserFor, openUi, type OpenUi } from './open-ui.ts'

const demo = fileURLToPath(new URL('../../models/demo/', import.meta.url))
const demoModel = (name: string): Uint8Array => readFileSync(join(demo, `${name}.gguf`))

/** Where screenshots go, if anywhere. */
const pictures = process.env['SCREENSHOTS']

const browser = await browserFor('models of other programs')

describe.skipIf(browser === undefined || process.platform !== 'linux')('the models of other programs', () => {
  let folder: string
  let home: string
  let engine: Engine
  let ui: OpenUi
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-sources-'))
    home = join(folder, 'home')
    await mkdir(home)
    fillHome(home, demoModel)
    // What Ollama has, too, under the name of another program.
    await writeFile(join(home, '.local/share/nomic.ai/GPT4All/moss.gguf'), demoModel('moss'))
    engine = await openEngine({
      databaseFile: join(folder, 'test.db'),
      surroundings: onlyHome(home, join(home, 'service/models')),
      modelsFolder: join(folder, 'none'),
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

  const picture = async (name: string): Promise<void> => {
    if (pictures === undefined) return
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`) })
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }
  const source = (name: string) =>
    page
      .getByRole('list', { name: 'Models of other programs' })
      .getByRole('listitem')
      .filter({ has: page.getByRole('checkbox', { name, disabled: false }) })

  test('stand in an empty library, each source with its count, its size and what is left out', async () => {
    await page.getByRole('heading', { name: 'No models yet' }).waitFor()
    await page.getByRole('button', { name: 'Add 7 models (6.21 MB)' }).waitFor()
    const list = page.getByRole('list', { name: 'Models of other programs' })
    expect(
      await list
        .getByRole('checkbox')
        .evaluateAll((boxes) => boxes.map((box) => (box as unknown as { checked: boolean }).checked)),
    ).toEqual([true, true, false, true, true, true])
    for (const [name, count] of [
      ['Hugging Face', '1 model, 778 kB'],
      ['LM Studio', '1 model, 778 kB'],
      ['Ollama', '2 models, 1.93 MB'],
      ['Jan', '2 models, 1.75 MB'],
      ['GPT4All', '2 models, 1.93 MB'],
    ] as const)
      await source(name).getByText(count, { exact: true }).waitFor()
    await source('Ollama').getByRole('button', { name: 'Left out: 1 projector, 1 unfinished download' }).click()
    await source('Ollama').getByText('A download that is still running').waitFor()
    await source('Ollama').getByRole('button', { name: 'Models of Ollama' }).click()
    expect(
      await source('Ollama').getByRole('list', { name: 'Models of Ollama' }).getByRole('listitem').allInnerTexts(),
    ).toEqual([
      expect.stringMatching(/^moss:latest\s+954 kB$/) as string,
      expect.stringMatching(/^hf\.co\/cc\/Fern-GGUF:Q8_0\s+974 kB$/) as string,
    ])
    const unreadable = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('checkbox', { name: 'Ollama', disabled: true }) })
    expect(await unreadable.innerText()).toMatch(/service\/models\s+cannot be read\s+This user has no permission/)
    await picture('first-models')
    expect(await engine.call('models.list', {})).toEqual([])
  })

  test('are refused by key or pointer, which is remembered, and counted anew', async () => {
    const jan = page.getByRole('checkbox', { name: 'Jan' })
    await jan.focus()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Add 5 models (4.46 MB)' }).waitFor()
    expect(await jan.getAttribute('aria-describedby').then((id) => page.locator(`[id="${id}"]`).innerText())).toMatch(
      /Jan\/data\/llamacpp\/models\s+2 models, 1\.75 MB/,
    )
    await page.reload()
    await page.getByRole('button', { name: 'Add 5 models (4.46 MB)' }).waitFor()
    expect(await jan.isChecked()).toBe(false)
    await source('GPT4All').getByText('GPT4All', { exact: true }).click()
    await page.getByRole('button', { name: 'Add 4 models (3.48 MB)' }).waitFor()
  })

  test('fit into a narrow window, in which the page scrolls', async () => {
    await page.setViewportSize({ width: 400, height: 450 })
    await picture('first-models-narrow')
    const add = page.getByRole('button', { name: 'Add 4 models (3.48 MB)' })
    await add.scrollIntoViewIfNeeded()
    const box = await add.boundingBox()
    expect(box!.x).toBeGreaterThanOrEqual(0)
    expect(box!.x + box!.width).toBeLessThanOrEqual(400)
    expect(box!.y + box!.height).toBeLessThanOrEqual(450)
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  test('are added at once under the names that the programs use', async () => {
    await page.getByRole('button', { name: 'Add 4 models (3.48 MB)' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add models' })
    await dialog
      .getByText('4 models added, left out: 2 projectors, 2 unfinished downloads, 1 link that leads nowhere.', {
        exact: true,
      })
      .first()
      .waitFor()
    await dialog.getByRole('button', { name: 'Done' }).click()
    for (const name of ['acme/Oak-GGUF/oak-Q8_0', 'oak-tales-Q8_0', 'moss:latest', 'hf.co/cc/Fern-GGUF:Q8_0'])
      await page.getByRole('rowheader', { name, exact: false }).waitFor()
    await picture('library-of-sources')
  })

  test('stand behind "Add models" afterwards, what the library has told apart; a copy is counted once', async () => {
    await page.getByRole('button', { name: 'Add models' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add models' })
    await dialog.getByRole('grid', { name: /^Contents of/ }).waitFor()
    await picture('add-files')
    await dialog.getByRole('tab', { name: 'Other programs' }).click()
    await dialog.getByRole('button', { name: 'Nothing to add' }).waitFor()
    await source('Ollama').getByText('2 models, 1.93 MB, all in the library').waitFor()
    await dialog.getByRole('checkbox', { name: 'GPT4All' }).focus()
    await page.keyboard.press('Space')
    await picture('add-from-programs')
    await dialog.getByRole('button', { name: /^Add 2 models/ }).click()
    await dialog
      .getByText('1 model added, 1 model already in the library, left out: 1 unfinished download.', { exact: true })
      .first()
      .waitFor()
    await dialog
      .getByRole('list', { name: 'Same content' })
      .getByText('moss.gguf has the same content as moss:latest')
      .waitFor()
    await dialog.getByRole('button', { name: 'Done' }).click()
    expect((await engine.call('models.list', {})).map(({ name }) => name)).toHaveLength(5)
  })

  test('found by what comes later, and nothing went wrong on the way', async () => {
    await page.getByRole('button', { name: 'Add models' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add models' })
    await dialog.getByRole('tab', { name: 'Other programs' }).click()
    await source('LM Studio').getByText('1 model, 778 kB, all in the library').waitFor()
    await writeFile(join(home, 'disk2/llms/acme/oak-tales-GGUF/new.gguf'), demoModel('oak-Q4_0'))
    await dialog.getByRole('button', { name: 'Look again' }).click()
    await source('LM Studio').getByText('2 models, 1.03 MB, 1 new').waitFor()
    await page.keyboard.press('Escape')
    expect(await ui.guarded.faults()).toEqual([])
  })
})
