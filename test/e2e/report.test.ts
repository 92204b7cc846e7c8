import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { printable } from '../../core/format/printable.ts'
import { startWebShell, type WebShell } from '../../cli/serve/web-shell.ts'
import { reportPage } from '../../engine/report/report-page.ts'
import { sampleContent } from '../engine/report/sample-content.ts'
import { buildPage } from './built-page.ts'
import { openGuardedPage, type GuardedPage } from './guarded-page.ts'
import { browserFor } from './open-ui.ts'
import { script, scriptedApi, type Script, type ScriptedApi } from './scripted-api.ts'

const browser = await browserFor('reports in a browser')

const hostile = [
  '<img src="https://elsewhere.example/a.png" onerror="document.title=1">',
  '</svg><script>document.title=2</script>',
  '"><style>@import url(//elsewhere.example/b.css)</style>',
  '\u202egnp.moss',
]

describe.skipIf(browser === undefined)('a report in a browser', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-report-'))
  })
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  async function opened(
    html: string,
    scheme: 'light' | 'dark',
  ): Promise<{ page: Page; requests: string[]; guarded: GuardedPage }> {
    const file = join(folder, 'report.html')
    await writeFile(file, html)
    const guarded = await openGuardedPage(browser as Browser, 'about:blank', { colorScheme: scheme })
    const requests: string[] = []
    guarded.page.on('request', (request) => requests.push(request.url()))
    await guarded.page.goto(pathToFileURL(file).href, { waitUntil: 'networkidle' })
    return { page: guarded.page, requests: requests.filter((url) => url !== pathToFileURL(file).href), guarded }
  }

  test.each(['light', 'dark'] as const)('asks for nothing, runs nothing and can be read (%s)', async (scheme) => {
    const html = reportPage(sampleContent(hostile, { title: hostile[1]! }))
    const { page, requests, guarded } = await opened(html, scheme)
    expect(requests).toEqual([])
    expect(await guarded.faults()).toEqual([])
    expect(await page.title()).toBe(printable(hostile[1]!))
    expect(await page.evaluate('document.querySelectorAll("script, img, link, iframe").length')).toBe(0)
    // What cannot be seen in a name stands there as an escape.
    for (const name of hostile)
      expect(await page.getByRole('rowheader', { name: printable(name), exact: true }).count()).toBeGreaterThan(0)
    // The same text is well-formed XML.
    expect(
      await page.evaluate(
        `new DOMParser().parseFromString(${JSON.stringify(html.replace(/^<!doctype html>/, ''))}, 'application/xml').querySelector('parsererror')?.textContent ?? null`,
      ),
    ).toBeNull()
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
      scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(23, 27, 30)',
    )
    // No part is wider than the page on a small screen.
    await page.setViewportSize({ width: 390, height: 800 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    await guarded.close()
  })

  test('is always light on paper', async () => {
    const { page, guarded } = await opened(reportPage(sampleContent(['a', 'b', 'c'])), 'dark')
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
    expect(await page.locator('details').first().isVisible()).toBe(false)
    await guarded.close()
  })
})

describe.skipIf(browser === undefined)('the view Report, and the tree while it is computed', () => {
  let pageFolder: string

  beforeAll(async () => {
    pageFolder = await buildPage()
  })
  afterAll(async () => {
    await browser?.close()
    if (pageFolder !== undefined) await rm(pageFolder, { recursive: true, force: true })
  })

  async function played(
    changes: Partial<Script>,
    route: string,
    work: (page: Page, api: ScriptedApi) => Promise<void>,
  ): Promise<void> {
    const api = scriptedApi(script(changes))
    const shell: WebShell = await startWebShell({ api, pageFolder, host: '127.0.0.1', port: 0 })
    const guarded = await openGuardedPage(browser as Browser, shell.url)
    try {
      await guarded.page.getByRole('heading', { level: 1 }).waitFor()
      await guarded.page.evaluate(`window.location.hash = ${JSON.stringify(route)}`)
      await work(guarded.page, api)
      expect(await guarded.faults()).toEqual([])
    } finally {
      await guarded.close()
      await shell.close()
    }
  }
  const operationOf = (api: ScriptedApi, name: string): string | undefined =>
    (api.asked.findLast((call) => call.name === name)?.input as { operation?: string } | undefined)?.operation

  test('asks for what was chosen and hands the file to the download', async () => {
    await played({}, '#/report', async (page, api) => {
      await page.getByRole('heading', { name: 'Report', level: 1 }).waitFor()
      await page.getByLabel('Title').fill('Oaks and others')
      await page.getByRole('checkbox', { name: 'Methods' }).click({ force: true })
      const coming = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Save the report' }).click()
      const download = await coming
      expect(download.suggestedFilename()).toBe('report-general.html')
      expect(await readFile(await download.path(), 'utf8')).toContain('<title>Oaks and others</title>')
      await page.getByRole('button', { name: '1 remark' }).click()
      await page.getByText('Tolerances differ: 0.001, 0.01.').waitFor()
      await page.keyboard.press('Escape')
      const { sections, root, replicates } = api.asked.findLast((call) => call.name === 'report.html')!.input as {
        sections: string[]
        root: string
        replicates: number
      }
      expect({ sections, root, replicates }).toEqual({
        sections: ['tree', 'lineage', 'matrix', 'map', 'models', 'scores', 'forecasts', 'settings', 'versions'],
        root: 'midpoint',
        replicates: 100,
      })
    })
  })

  test('shows how far a report is and cancels it', async () => {
    await played({ silent: new Set(['report.html']) }, '#/report', async (page, api) => {
      await page.getByRole('button', { name: 'Save the report' }).click()
      await expect.poll(() => operationOf(api, 'report.html')).toBeDefined()
      const operation = operationOf(api, 'report.html')!
      api.events.emit('operation', { operation, item: 'Bootstrap', done: 30, total: 100, unit: 'steps' })
      await page.getByText('Making the report: bootstrap').waitFor()
      await page.getByText(/30 of 100 steps/).waitFor()
      await page.getByRole('button', { name: 'Cancel' }).click()
      await expect.poll(() => operationOf(api, 'operations.cancel')).toBe(operation)
    })
  })

  test('a tree is drawn at once, and its supports follow with a count and can be cancelled', async () => {
    const isSilent = (name: string, input: unknown): boolean =>
      name === 'analysis.tree' && (input as { replicates: number }).replicates > 0
    await played({ isSilent }, '#/tree?layout=phylogram', async (page, api) => {
      const drawing = page.locator('svg[data-tree="phylogram"]')
      await drawing.waitFor()
      await page.getByText(/without supports so far/).waitFor()
      // Selected before the supports are there, and after.
      await drawing.getByText('oak', { exact: true }).click({ force: true })
      await page.getByRole('button', { name: 'Clear the selection' }).waitFor()
      const operation = operationOf(api, 'analysis.tree')!
      await page.waitForTimeout(700)
      api.events.emit('operation', { operation, item: 'Bootstrap', done: 25, total: 100, unit: 'replicates' })
      await page.getByText(/25 of 100 replicates, about .* left/).waitFor()
      await page.getByRole('button', { name: 'Cancel' }).click()
      await expect.poll(() => operationOf(api, 'operations.cancel')).toBe(operation)
      await page.getByText('The tree is shown without the supports that were asked for').waitFor()
      expect(await drawing.isVisible()).toBe(true)
      api.played.isSilent = () => false
      await page.getByRole('button', { name: 'Compute them' }).click()
      await page.getByText(/support in % of 100 replicates/).waitFor()
      expect(await page.getByRole('button', { name: 'Clear the selection' }).isVisible()).toBe(true)
    })
  })

  test('a bootstrap tells how far it is, and a cancelled tree can be computed after all', async () => {
    await played({ silent: new Set(['analysis.tree']) }, '#/tree', async (page, api) => {
      await expect.poll(() => operationOf(api, 'analysis.tree')).toBeDefined()
      const operation = operationOf(api, 'analysis.tree')!
      // A short computation shows no estimate, so that nothing flickers.
      await page.waitForTimeout(700)
      api.events.emit('operation', { operation, item: 'Bootstrap', done: 25, total: 100, unit: 'replicates' })
      await page.getByText(/25 of 100 replicates, about .* left/).waitFor()
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('heading', { name: 'Cancelled' }).waitFor()
      await expect.poll(() => operationOf(api, 'operations.cancel')).toBe(operation)
      api.played.silent.clear()
      await page.getByRole('button', { name: 'Without a bootstrap' }).click()
      await page.locator('svg[data-tree="unrooted"]').waitFor()
      expect(
        (api.asked.findLast((call) => call.name === 'analysis.tree')!.input as { replicates: number }).replicates,
      ).toBe(0)
    })
  })
})
