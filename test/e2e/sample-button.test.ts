import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openProjects, type ProjectHost } from '../../engine/projects/project-host.ts'
import { browserFor, openUi, type OpenUi } from './open-ui.ts'

const browser = await browserFor('the button that opens the sample project')

describe.skipIf(browser === undefined)('the button that opens the sample project', () => {
  let folder: string
  let host: ProjectHost
  let ui: OpenUi

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-sample-button-'))
    host = await openProjects({
      databaseFile: join(folder, 'mine.sqlite'),
      projectsFolder: join(folder, 'projects'),
      configFolder: join(folder, 'config'),
      surroundings: { home: folder, platform: process.platform, variables: {} },
    })
    ui = await openUi(browser!, host)
  })

  afterAll(async () => {
    await ui?.close()
    await host?.close()
    await browser?.close()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  test('shows its models in the place of an empty library, and the project is named', async () => {
    const { page, guarded } = ui
    await page.getByRole('button', { name: 'Look at a sample project' }).first().click()
    await page.locator('[role=row]:has-text("oak-hybrid")').first().waitFor()
    await page.getByRole('button', { name: 'Project: sample' }).waitFor()
    expect((await host.call('projects.state', {})).open?.name).toBe('sample')
    expect(await host.call('models.list', {})).toHaveLength(15)
    expect(await guarded.faults()).toEqual([])
  })
})
