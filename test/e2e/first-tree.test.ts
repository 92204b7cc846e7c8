import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWebShell } from '../../cli/serve/web-shell.ts'
import { openEngine } from '../../engine/engine.ts'
import { onlyHome } from '../engine/fixtures/other-programs.ts'
import { openBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'
import { openGuardedPage } from './guarded-page.ts'

const demoFolder = fileURLToPath(new URL('../../models/demo/', import.meta.url))
const { browser, why } = await openBrowser()
if (browser === undefined) console.log(`skipped: the first tree: ${why}`)

describe.skipIf(browser === undefined || process.platform !== 'linux')('the first tree from an empty database', () => {
  let folder: string
  let pageFolder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-first-'))
    pageFolder = await buildPage()
  })

  afterAll(async () => {
    await browser?.close()
    for (const path of [folder, pageFolder]) if (path !== undefined) await rm(path, { recursive: true, force: true })
  })

  /** Clicks buttons by their names, in order, on the page of an empty database; then waits for a tree. */
  async function treeAfter(home: string, clicks: readonly RegExp[]): Promise<number> {
    const engine = await openEngine({
      databaseFile: ':memory:',
      surroundings: onlyHome(home, join(home, 'service/models')),
    })
    const shell = await startWebShell({ api: engine, pageFolder, host: '127.0.0.1', port: 0 })
    const guarded = await openGuardedPage(browser as Browser, shell.url)
    const page: Page = guarded.page
    try {
      for (const name of clicks) await page.getByRole('button', { name }).click()
      await page.locator('svg[data-tree]').waitFor({ timeout: 120_000 })
      expect(await guarded.faults()).toEqual([])
      return (await engine.call('models.list', {})).length
    } finally {
      await guarded.close()
      await shell.close()
      await engine.close()
    }
  }

  test('takes two clicks where another program has models', { timeout: 180_000 }, async () => {
    const home = join(folder, 'home')
    const models = join(home, '.local/share/nomic.ai/GPT4All')
    await mkdir(models, { recursive: true })
    for (const name of ['oak', 'oak-tales', 'fern'])
      await writeFile(join(models, `${name}.gguf`), readFileSync(join(demoFolder, `${name}.gguf`)))
    expect(await treeAfter(home, [/^Add 3 models/, /^Quick tree$/])).toBe(3)
  })
})
