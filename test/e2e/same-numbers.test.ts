import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shownAnalyses } from '../../engine/analyses/all.ts'
import { readCsv } from '../../engine/tables/read-csv.ts'
import { runCli } from '../cli/run-cli.ts'
import { importForecastScores, probedFamilies, type ProbedFamilies } from '../engine/forecast/probed-families.ts'
import { readPage } from '../engine/report/well-formed.ts'
import { browserFor, openUi, type OpenUi } from './open-ui.ts'

const browser = await browserFor('the same numbers everywhere')

describe.skipIf(browser === undefined)('command line, page and report give the same numbers', () => {
  let folder: string
  let probed: ProbedFamilies
  let ui: OpenUi
  let page: Page
  /** Texts of the report, as the command line writes it. */
  let report: readonly string[]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-numbers-'))
    probed = await probedFamilies(folder, 4, {
      databaseFile: join(folder, 'cladescope.sqlite'),
      surroundings: { home: folder, platform: process.platform, variables: {} },
    })
    await importForecastScores(probed, probed.names.slice(0, 11))
    ui = await openUi(browser as Browser, probed.engine)
    page = ui.page
    expect((await run('report', '--genome', 'numbers', '--out', 'report.html')).stderr).not.toContain('cladescope:')
    const { texts } = readPage(await readFile(join(folder, 'report.html'), 'utf8'))
    report = texts.map((text) => text.trim())
  })

  afterAll(async () => {
    await ui?.close()
    await probed?.engine.close()
    await browser?.close()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  const run = (...argumentsGiven: string[]) => runCli(folder, ...argumentsGiven)
  const ofCli = async (...argumentsGiven: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...argumentsGiven, '--genome', 'numbers')
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
    return stdout.trim()
  }
  const goTo = (fragment: string) => page.evaluate(`window.location.hash = ${JSON.stringify(fragment)}`)
  const ofPage = async (fragment: string, figure: RegExp, entry: string): Promise<string> => {
    await goTo(fragment)
    await page.getByRole('figure', { name: figure }).getByRole('button', { name: 'Export', exact: true }).click()
    const coming = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: entry }).first().click()
    return (await readFile(await (await coming).path(), 'utf8')).trim()
  }

  test.each(shownAnalyses.map(({ shown }) => shown))('$title', async ({ id, title }) => {
    const expected = await ofCli(id, '--format', 'csv')
    expect(expected.split('\n')).toHaveLength(13)
    expect(await ofPage(`#/${id}`, new RegExp(`^${title} of 12 models`), 'CSV')).toBe(expected)
    expect(report).toContain(expected)
  })

  test('Tree', async () => {
    const expected = await ofCli('tree', '--root', 'midpoint', '--format', 'newick')
    expect(expected).toMatch(/\)\d/)
    expect(await ofPage('#/tree?layout=phylogram', /^12 models, genome numbers/, 'Newick')).toBe(expected)
    expect(report).toContain(expected)
  })

  test('Matrix', async () => {
    const { models, distance } = JSON.parse(await ofCli('distances', '--json')) as {
      models: string[]
      distance: number[][]
    }
    const matrix = readCsv(
      await ofPage('#/matrix?show=distance', /^Distance of 12 models/, 'CSV matrix of the distance'),
    )
    const pairs = readCsv(report.find((text) => text.startsWith('model,model id,other'))!)
    const column = pairs.columns.indexOf('distance')
    for (const { cells } of pairs.rows) {
      const [one, other] = [models.indexOf(cells[0]!), models.indexOf(cells[2]!)]
      expect(Number(cells[column])).toBe(distance[one]![other])
      const row = matrix.rows.find((found) => found.cells[0] === cells[0])!
      expect(Number(row.cells[matrix.columns.indexOf(cells[2]!)])).toBe(distance[one]![other])
    }
    expect(pairs.rows).toHaveLength(66)
  })

  test('Forecast', async () => {
    const { forecasts } = JSON.parse(await ofCli('forecast', '--benchmark', 'arc', '--json')) as {
      forecasts: { name: string; forecast: { score: number; lower: number | null; upper: number | null } }[]
    }
    const inReport = readCsv(report.find((text) => text.startsWith('method,model,'))!)
    await goTo('#/forecast')
    await page.getByRole('tab', { name: 'Forecasts' }).click()
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save all as CSV' }).click()
    const inPage = readCsv(await readFile(await (await coming).path(), 'utf8'))
    for (const { name, forecast } of forecasts) {
      for (const { rows, columns } of [inReport, inPage]) {
        const row = rows.find(
          ({ cells }) => cells[columns.indexOf('model')] === name && cells[columns.indexOf('method')] !== 'mean',
        )!
        const cell = (title: string) => Number(row.cells[columns.indexOf(title)])
        expect([cell('forecast'), cell('lower'), cell('upper')]).toEqual([
          forecast.score,
          forecast.lower,
          forecast.upper,
        ])
      }
    }
    expect(forecasts).toHaveLength(1)
  })
})
