import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { openEngine, type Engine, type EngineOptions } from '../../../engine/engine.ts'
import { openUi, type OpenUi } from '../open-ui.ts'

/** A page over a real engine and real model files, as somebody has them who opens the program. */
export interface Journey {
  /** Where the model files lie; the folder `models` of the home. */
  readonly models: string
  readonly engine: Engine
  readonly ui: OpenUi
  readonly page: Page
  /** Keeps a picture of the page where the variable SCREENSHOTS names a folder. */
  picture(name: string): Promise<void>
  close(): Promise<void>
}

/** A genome that every journey has, for what is not about the numbers. */
export const fewGenes = { name: 'few', count: 24 } as const

export const demoFile = (name: string): string =>
  fileURLToPath(new URL(`../../../models/demo/${name}.gguf`, import.meta.url))

/**
 * @param files paths of model files, which are copied into the folder `models`
 * @param options of the engine; the database is a file of its own unless one is named
 */
export async function openJourney(
  browser: Browser,
  files: readonly string[],
  options: Partial<EngineOptions> = {},
): Promise<Journey> {
  const folder = await mkdtemp(join(tmpdir(), 'cladescope-journey-'))
  const models = join(folder, 'models')
  await mkdir(models)
  for (const file of files) await copyFile(file, join(models, basename(file)))
  const engine = await openEngine({
    databaseFile: join(folder, 'journey.sqlite'),
    surroundings: { home: folder, platform: process.platform, variables: {} },
    ...options,
  })
  const nursery = (await engine.call('genomes.list', {})).find(({ name }) => name === 'nursery')!
  const { texts } = await engine.call('genomes.get', { genomeId: nursery.id })
  await engine.call('genomes.add', { name: fewGenes.name, genes: texts.slice(0, fewGenes.count) })
  const ui = await openUi(browser, engine)
  return {
    models,
    engine,
    ui,
    page: ui.page,
    picture: async (name) => {
      const pictures = process.env['SCREENSHOTS']
      if (pictures !== undefined) await ui.page.screenshot({ path: join(pictures, `journey-${name}.png`) })
    },
    close: async () => {
      await ui.close()
      await engine.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Adds the folder `models` by the dialog of the library; answers what the dialog says of it. */
export async function addFolder(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Add models' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Add models' })
  await dialog.getByRole('row', { name: 'models' }).dblclick()
  await dialog.getByRole('button', { name: 'Add this folder' }).click()
  const said = dialog.getByText(/\d models? added/).first()
  await said.waitFor()
  const refused = await dialog.getByRole('list', { name: 'Files left out' }).getByRole('listitem').allInnerTexts()
  const text = [await said.innerText(), ...refused].join('\n')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await dialog.waitFor({ state: 'detached' })
  return text
}

/** Chooses all models and a genome in the form of the view Probe, with the coarsest tolerance. */
export async function fillProbeForm(page: Page, genome: string = fewGenes.name): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Probe', exact: true }).click()
  await page.getByRole('button', { name: /^Choose all/ }).click()
  await page.getByRole('button', { name: /Genome$/ }).click()
  await page.getByRole('option', { name: new RegExp(`^${genome}`) }).click()
  await page.getByRole('radio', { name: 'Quick', exact: true }).check({ force: true })
}

/** Until every job of the queue that the view shows has ended well. */
export async function allFinished(page: Page, timeout = 180_000): Promise<void> {
  await expect.poll(() => page.getByText('All finished', { exact: true }).count(), { timeout }).toBe(1)
}
