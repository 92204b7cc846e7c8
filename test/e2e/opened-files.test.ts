import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startWebShell, type WebShell } from '../../cli/serve/web-shell.ts'
import { probedFamilies, type ProbedFamilies } from '../engine/forecast/probed-families.ts'
import { buildPage } from './built-page.ts'
import { openGuardedPage, type GuardedPage } from './guarded-page.ts'
import { browserFor } from './open-ui.ts'

const browser = await browserFor('files that are opened with the app')

describe.skipIf(browser === undefined)('files that are dropped on the page', () => {
  let folder: string
  let pageFolder: string
  let probed: ProbedFamilies
  let shell: WebShell
  let guarded: GuardedPage
  let page: Page
  const requests: string[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-opened-'))
    probed = await probedFamilies(folder, 4, {
      surroundings: { home: folder, platform: process.platform, variables: {} },
    })
    pageFolder = await buildPage()
    shell = await startWebShell({ api: probed.engine, pageFolder, host: '127.0.0.1', port: 0 })
    guarded = await openGuardedPage(browser as Browser, shell.url)
    page = guarded.page
    page.on('request', (request) => requests.push(request.url()))
    page.on('websocket', (socket) => requests.push(socket.url()))
    await page.getByRole('heading', { level: 1 }).waitFor()
  })

  afterEach(async () => expect(await guarded.faults()).toEqual([]))

  afterAll(async () => {
    await guarded?.close()
    await shell?.close()
    await probed?.engine.close()
    await browser?.close()
    for (const path of [folder, pageFolder]) if (path !== undefined) await rm(path, { recursive: true, force: true })
  })

  /** Holds files over the page and, where asked for, lets them fall. */
  async function drag(files: Readonly<Record<string, string>>, until: 'over' | 'dropped' = 'dropped'): Promise<void> {
    const types = until === 'over' ? ['dragover'] : ['dragover', 'drop']
    await page.evaluate(`
      const dataTransfer = new DataTransfer()
      for (const [name, text] of Object.entries(${JSON.stringify(files)})) dataTransfer.items.add(new File([text], name))
      for (const type of ${JSON.stringify(types)})
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
    `)
  }

  const dialog = (name: string) => page.getByRole('dialog', { name })
  const picture = async (name: string): Promise<void> => {
    const pictures = process.env['SCREENSHOTS']
    if (pictures === undefined) return
    await mkdir(pictures, { recursive: true })
    for (const colorScheme of ['light', 'dark'] as const)
      for (const [width, height] of [
        [1440, 900],
        [900, 600],
      ] as const) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height })
        await page.waitForTimeout(300)
        await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`) })
      }
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 1440, height: 900 })
  }

  test('the page says what becomes of each kind while files are held over it', async () => {
    await drag({ 'a.csv': '' }, 'over')
    const area = page.getByText('Drop files to open them')
    await area.waitFor()
    await page.getByText('Projects and profiles (.cladescope)').waitFor()
    expect(await page.getByText('the page says how to open them').count()).toBe(2)
    await picture('drop')
    await page.evaluate(`window.dispatchEvent(new DragEvent('dragleave'))`)
    await area.waitFor({ state: 'detached' })
  })

  test('a table leads to its import, a benchmark to its task, one after the other', async () => {
    await drag({
      'scores.csv': 'model,addition\nalpha,0.5\nbeta,0.25\n',
      'sums.jsonl': '{"context": "2 + 2 =", "choices": [" 4", " 5"], "gold": 0}\n',
    })
    await dialog('Import scores').getByRole('button', { name: 'Import 2 scores' }).waitFor()
    expect(new URL(page.url()).hash).toContain('scores')
    await dialog('Import scores').getByRole('button', { name: 'Import 2 scores' }).click()
    await dialog('Import scores').getByRole('button', { name: 'Done' }).click()
    await dialog('Add a benchmark').waitFor()
    expect(await dialog('Add a benchmark').getByLabel('Name').inputValue()).toBe('sums')
    await dialog('Add a benchmark').getByRole('button', { name: 'Cancel' }).click()
  })

  test('what is opened while a dialog is shown waits, and leaves what was typed into it', async () => {
    await drag({ 'sums.jsonl': '{"context": "2 + 2 =", "choices": [" 4", " 5"], "gold": 0}\n' })
    await dialog('Add a benchmark').getByLabel('Name').fill('Sums of two')
    await drag({ 'notes.txt': '' })
    await dialog('Add a benchmark').getByRole('button', { name: 'Cancel' }).waitFor()
    expect(await dialog('Add a benchmark').getByLabel('Name').inputValue()).toBe('Sums of two')
    await dialog('Add a benchmark').getByRole('button', { name: 'Cancel' }).click()
    await dialog('Not opened').waitFor()
    await page.keyboard.press('Escape')
    await dialog('Not opened').waitFor({ state: 'detached' })
  })

  test('of a model and a project it says how they are opened, and of others what it expects', async () => {
    await drag({ 'oak.gguf': 'GGUF', 'notes.txt': '', 'mine.cladescope': '' })
    const refused = dialog('Not opened')
    await refused.getByText('Add models, Files and folders').waitFor()
    await refused.getByText('Open another file').waitFor()
    await refused.getByText('Expected a name that ends in').waitFor()
    await picture('not-opened')
    await page.keyboard.press('Escape')
    await refused.waitFor({ state: 'detached' })
  })

  test('a tree is set beside the one shown', async () => {
    const [first, second, third, fourth, ...rest] = probed.names as [string, string, string, string, ...string[]]
    const newick = `((${first},${second})0.9,(${third},${fourth})0.8,${[...rest, 'other'].join(',')});`
    await drag({ 'known.nwk': newick })
    const against = dialog('Tree against known.nwk')
    await against.getByText('Robinson-Foulds distance').waitFor()
    await against.getByText('Only in the file: other.').waitFor()
    expect(await against.getByRole('row').count()).toBeGreaterThan(1)
    await picture('reference-tree')
    await page.keyboard.press('Escape')
    await drag({ 'broken.nwk': '((a,b' })
    await dialog('Tree against broken.nwk')
      .getByText(/expected/i)
      .first()
      .waitFor()
    await page.keyboard.press('Escape')
  })

  test('in every view all requests of the page are to its own origin', async () => {
    for (const address of await page
      .locator('nav a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')!))) {
      await page.evaluate(`window.location.hash = ${JSON.stringify(address)}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForTimeout(200)
    }
    await page.reload()
    await page.getByRole('heading', { level: 1 }).waitFor()
    const { host } = new URL(shell.url)
    expect(requests.length).toBeGreaterThan(3)
    expect(requests.filter((address) => !/^(data|blob):/.test(address) && new URL(address).host !== host)).toEqual([])
  })

  test('the page after a crash shows what has ended, and its buttons do what they say', async () => {
    const context = await (browser as Browser).newContext({ viewport: { width: 900, height: 600 } })
    const stopped = await context.newPage()
    const faults: string[] = []
    stopped.on('console', (message) => faults.push(message.text()))
    stopped.on('pageerror', (error) => faults.push(error.message))
    await stopped.addInitScript(`
      window.called = []
      window.cladescope = {
        stopReport: async () => ({
          what: 'The process that draws the window has ended.',
          reason: 'Reason: oom, exit code 9.',
          log: Array.from({ length: 60 }, (_, line) => '2026-01-02T03:04:05.678Z engine: line ' + line).join('\\n'),
          logFile: '/home/someone/.config/Cladescope/logs/cladescope.log',
        }),
        reload: async () => void window.called.push('reload'),
        openLogs: async () => void window.called.push('logs'),
        copyReport: async () => void window.called.push('copy'),
      }
    `)
    await stopped.goto(new URL('/stopped.html', shell.url).href)
    await stopped.getByRole('heading', { name: 'The process that draws the window has ended.' }).waitFor()
    await stopped.getByText('Reason: oom, exit code 9.').waitFor()
    expect(await stopped.getByRole('region', { name: /Last lines of/ }).textContent()).toContain('line 59')
    await stopped.keyboard.press('Enter')
    await stopped.getByRole('button', { name: 'Open the logs folder' }).click()
    await stopped.getByRole('button', { name: 'Copy the report' }).click()
    await stopped.getByText('The report has been copied.').waitFor()
    expect(await stopped.evaluate('window.called')).toEqual(['reload', 'logs', 'copy'])
    const pictures = process.env['SCREENSHOTS']
    if (pictures !== undefined)
      for (const colorScheme of ['light', 'dark'] as const) {
        await stopped.emulateMedia({ colorScheme })
        await stopped.screenshot({ path: join(pictures, `stopped-${colorScheme}.png`) })
      }
    expect(faults).toEqual([])
    await context.close()
  })
})
