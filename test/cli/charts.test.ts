import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emergenceChartIds } from '../../engine/analyses/emergence-charts.ts'
import { scalingLawChartIds } from '../../engine/analyses/scaling-law-charts.ts'
import { scalingSpaceChartIds } from '../../engine/analyses/scaling-space-charts.ts'
import { syntheticTable } from '../engine/scaling/import-models.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())
beforeAll(() => writeFileSync(join(folder.path, 'models.csv'), syntheticTable(4, 4)))

const models = ['--benchmarks', 'models.csv', '--scale', 'raw', '--components', '2']
const target = ['--target-file', 'models.csv', '--target', 'task', '--cutoff', '5', '--reference-family', 'f0']
const checkpoints = fileURLToPath(new URL('../fixtures/emergence/checkpoints.csv', import.meta.url))

describe('charts of an analysis as SVG', () => {
  test.each([
    [
      ['scaling', 'fit', ...models, ...target, '--bootstrap', '0'],
      scalingLawChartIds,
      ['Law: 2 components', 'Baseline: compute alone', 'Weights of the metrics'],
    ],
    [
      ['scaling', 'pca', ...models, '--metrics', 'a,b,c,d'],
      scalingSpaceChartIds,
      ['Capability space', 'PC-1 and compute'],
    ],
    [
      ['emergence', 'fit', '--checkpoints', checkpoints, '--few-shot', '5', '--bootstrap', '0'],
      emergenceChartIds,
      ['Scores over loss', 'Residuals', 'Emergence law', 'Few-shot emergence'],
    ],
  ])('of %j', async (command, ids, titles) => {
    for (const [index, id] of ids.entries()) {
      const { code, stdout } = await runCli(folder.path, ...command, '--chart', id)
      expect(code).toBe(0)
      expect(stdout).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<svg [^]*<\/svg>\n$/)
      expect(stdout).toContain(`font-weight="600">${titles[index]!}</text>`)
    }
  })

  test('one that there is none of is refused before anything is computed', async () => {
    const { code, stdout, stderr } = await runCli(folder.path, 'scaling', 'pca', ...models, '--chart', 'pie')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain("option '--chart <name>' argument 'pie' is invalid. Allowed choices are space, compute.")
  })

  test.each([
    ['scaling', 'fit', ...models, ...target, '--chart', 'law'],
    ['scaling', 'pca', ...models, '--chart', 'space'],
    ['emergence', 'fit', '--checkpoints', checkpoints, '--few-shot', '5', '--chart', 'law'],
    ['forecast', '--genome', 'any', '--benchmark', 'any', '--chart', 'truth'],
  ])('is refused beside --json: %s %s', async (...command) => {
    const { code, stdout } = await runCli(folder.path, ...command, '--json')
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'usage', message: '--chart and --json: expected one of them, found both' },
    })
  })

  test('the cutoff stands above the baseline', async () => {
    const { stdout } = await runCli(folder.path, 'scaling', 'fit', ...models, ...target, '--chart', 'baseline')
    expect(stdout).toContain('>cutoff 5e21</text>')
  })
})
