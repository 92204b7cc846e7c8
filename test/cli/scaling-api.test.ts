import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openEngine } from '../../engine/engine.ts'
import { importScores } from '../engine/scaling/import-models.ts'
import { syntheticModels } from '../core/scaling/synthetic-models.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

test('a fit is the same from a file on the command line and from the table of scores over the Api', async () => {
  const models = syntheticModels({ families: 8, sizes: 4, seed: 3, noise: 0.01 })
  const rows = models.map(({ model, family, size, tokens, metrics, score }) =>
    [model, family, size! * 1e9, tokens! * 1e12, ...metrics, score].join(','),
  )
  const text = ['model,family,parameters,tokens,a,b,c,d,task', ...rows].join('\n')
  writeFileSync(join(folder.path, 'models.csv'), text)
  const { code, stdout } = await runCli(
    folder.path,
    ...['scaling', 'fit', '--json', '--benchmarks', 'models.csv', '--target-file', 'models.csv', '--target', 'task'],
    ...['--components', '2', '--cutoff', '10', '--test-only', 'f1,f2-0', '--reference-family', 'f0'],
    ...['--bootstrap', '60', '--scale', 'raw'],
  )
  expect(code).toBe(0)
  const document = JSON.parse(stdout)

  const engine = await openEngine({
    databaseFile: ':memory:',
    surroundings: { home: '/nowhere', platform: 'linux', variables: {} },
  })
  await importScores(engine, text)
  const table = await engine.call('scores.table', {})
  const columnOf = (title: string) => {
    const { benchmark, metric, shots } = table.scores.find((score) => score.benchmark === title)!
    return { benchmark, metric, shots }
  }
  const fit = await engine.call('scaling.fit', {
    metrics: ['a', 'b', 'c', 'd'].map(columnOf),
    target: columnOf('task'),
    components: 2,
    split: { by: 'cutoff', flops: 10 },
    testOnly: table.models.filter(({ name, family }) => family === 'f1' || name === 'f2-0').map(({ id }) => id),
    referenceFamily: 'f0',
    replicates: 60,
  })
  await engine.close()

  expect(document.train.n).toBe(fit.train.n)
  const close = (value: number | null) => (value === null ? null : expect.closeTo(value, 9))
  expect([document.train.mse, document.test.mse, document.alpha, ...document.beta]).toEqual(
    [fit.train.mse, fit.test.mse, fit.law.alpha, ...fit.law.beta].map(close),
  )
  const byModel = new Map(fit.predictions.map((forecast) => [forecast.model, forecast]))
  for (const forecast of document.predictions) {
    const { split, predicted, lower, upper, equivalentFlops } = byModel.get(forecast.model)!
    expect(forecast).toMatchObject({
      split,
      predicted: close(predicted),
      lower: close(lower),
      upper: close(upper),
      equivalentFlops: close(equivalentFlops),
    })
  }
})
