import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forecastMethodNames } from '../../core/forecast/forecast-scores.ts'
import type { ForecastModel, MethodResult } from '../../engine/api/forecast-contract.ts'
import { importForecastScores, probedFamilies } from '../engine/forecast/probed-families.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

interface Document {
  readonly method: string
  readonly forecasts: readonly (ForecastModel & { readonly forecast: MethodResult['forecasts'][number] })[]
  readonly methods: readonly Pick<MethodResult, 'method' | 'isBaseline' | 'errors' | 'reason'>[]
}

const run = (...argumentsGiven: string[]) =>
  runCli(folder.path, 'forecast', '--genome', 'numbers', '--components', '3', '--epochs', '100', ...argumentsGiven)
async function documentOf(...argumentsGiven: string[]): Promise<Document> {
  const { code, stdout, stderr } = await run('--benchmark', 'arc', ...argumentsGiven, '--json')
  expect({ code, stderr: stderr.replaceAll(/^(?:note|forecasts): .*\n/gm, '') }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

beforeAll(async () => {
  const models = join(folder.path, 'models')
  mkdirSync(models)
  const probed = await probedFamilies(models, 4, { databaseFile: join(folder.path, 'cladescope.sqlite') })
  await importForecastScores(probed, probed.names.slice(0, 11))
  await probed.engine.close()
})

describe('forecast', () => {
  test('a family that is left out is forecast from the others, beside baselines', async () => {
    const { forecasts, methods, method } = await documentOf('--leave-out', 'f1')
    expect(method).toBe('gp')
    expect(forecasts.map(({ name, role }) => [name, role])).toEqual([
      ['f1-0', 'set-aside'],
      ['f1-1', 'set-aside'],
      ['f1-2', 'set-aside'],
      ['f3-2', 'unscored'],
    ])
    for (const { forecast, truth, neighbours } of forecasts) {
      expect(neighbours).not.toHaveLength(0)
      expect(neighbours.every((neighbour) => !(neighbour as unknown as { name: string }).name.startsWith('f1'))).toBe(
        true,
      )
      if (truth !== null) expect(Math.abs(forecast!.score - truth)).toBeLessThan(0.1)
    }
    expect(methods.map((one) => one.method)).toEqual(forecastMethodNames)
    expect(methods.map(({ errors }) => errors?.n ?? 0)).toEqual([8, 8, 8, 8, 8, 8, 0, 8])
    expect(methods.find((one) => one.method === 'family-mean')!.reason).toBe('a family that is left out has no mean')
  })

  test.each([
    ['truth', 'Forecast and truth'],
    ['residuals', 'Residuals by family'],
  ])('prints the chart %s as SVG', async (chart, title) => {
    const { code, stdout } = await run('--benchmark', 'arc', '--chart', chart)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^<\?xml [^]*<\/svg>\n$/)
    expect(stdout).toContain(`>${title}</text>`)
    expect(stdout.match(/<title>f\d-\d\nFamily: f\d\n/g)).toHaveLength(11)
  })

  test('prints scores in points, one model where asked', async () => {
    const { code, stdout } = await run('--benchmark', 'arc', '--model', 'f3-2', '--leave', 'model', '--level', '0.8')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^arc, score: Gaussian process on similarity\n/)
    expect(stdout).toMatch(/\nf3-2 +f3? +\d+(\.\d)? +\d+(\.\d)? +\d+(\.\d)? +- /)
    expect(stdout).toMatch(/\nbaseline: mean of the scored models +11 /)
    expect(stdout).toContain('held out by model')
    expect(stdout).toMatch(/intervals to hold 80 % of the true scores/)
    expect(stdout).toMatch(/\nGaussian process on similarity +11 .* \d+ % of 11 +\d/)
  })

  test.each([
    ['an unknown benchmark', ['--benchmark', 'ark'], 1, "no scores on benchmark 'ark'; close matches: arc"],
    ['an unknown metric', ['--benchmark', 'arc', '--metric', 'acc'], 1, 'there are scores by: score'],
    [
      'too few scores',
      ['--benchmark', 'arc', '--leave-out', 'f0', '--leave-out', 'f1', '--leave-out', 'f2'],
      1,
      'needs at least 3 compared models',
    ],
    ['an unknown method', ['--benchmark', 'arc', '--method', 'guess'], 2, 'gp-loglik'],
  ])('refuses %s', async (_, options, status, words) => {
    const { code, stdout, stderr } = await run(...options)
    expect(stderr).toContain(words)
    expect({ code, stdout }).toEqual({ code: status, stdout: '' })
  })
})
