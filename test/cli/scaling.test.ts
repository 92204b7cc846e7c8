import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { absence, benchmarks, fileOf, published } from '../core/scaling/published-results.ts'
import { syntheticModels } from '../core/scaling/synthetic-models.ts'
import { runCli, temporaryFolder, withoutProgress } from './run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const run = (...argumentsGiven: string[]) => runCli(folder.path, 'scaling', ...argumentsGiven)

/** Runs a command that must succeed; its JSON document. */
async function documentOf(...argumentsGiven: string[]) {
  const { code, stdout, stderr } = await run(...argumentsGiven, '--json')
  expect({ code, stderr: withoutProgress(stderr).replaceAll(/^note: .*\n/gm, '') }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

const table = ['--benchmarks', 'models.csv', '--metrics', 'a,b,c,d', '--components', '2']
const target = ['--target-file', 'scores.csv', '--target', 'task, strict']

const after = new Map<string, number>()
const afterOf = (model: string): number => after.get(model)!

beforeAll(() => {
  const models = syntheticModels({ families: 8, sizes: 4, seed: 3, noise: 0.01 })
  const rows = models.map(({ model, family, size, tokens, flops, metrics }) =>
    [model, family, size, tokens, flops, ...metrics].join(','),
  )
  const titles = 'Model,Model Family,Model Size (B),Pretraining Data Size (T),FLOPs (1E21),a,b,c,d'
  writeFileSync(join(folder.path, 'models.csv'), `\ufeff${[titles, ...rows].join('\r\n')}\r\n`)
  writeFileSync(
    join(folder.path, 'twins.csv'),
    [
      'Model,Model Family,FLOPs (1E21),a,twin',
      ...models.map(({ model, family, flops, metrics }) => [model, family, flops, metrics[0], metrics[0]].join(',')),
    ].join('\n'),
  )
  writeFileSync(
    join(folder.path, 'scores.csv'),
    ['Model,"task, strict"', ...models.slice(0, 30).map(({ model, score }) => `${model},${score}`)].join('\n'),
  )
  writeFileSync(
    join(folder.path, 'treated.csv'),
    ['Model,plain,after', ...models.map(({ model, score }) => `${model},${score * score},${score}`)].join('\n'),
  )
  for (const { model, score } of models) after.set(model, score)
  writeFileSync(join(folder.path, 'broken.csv'), 'Model,Model Family,a\nx,X,0.1\ny,Y\n')
})

describe('scaling fit', () => {
  test('prints errors, law, forecasts and coverage as one document, and opens no database', async () => {
    const document = await documentOf(
      'fit',
      ...table,
      ...target,
      '--hold-out',
      'random:0.3',
      '--reference-family',
      'f0',
    )
    expect(document.train.n + document.test.n).toBe(30)
    expect(document.test.n).toBe(9)
    expect(document.test.mse).toBeLessThan(document.baseline.test.mse)
    expect(document.beta).toHaveLength(2)
    expect(document.floor).toBe(0)
    expect(document.explained[0]).toBeGreaterThan(document.explained[1])
    expect(Object.keys(document.metricWeights)).toEqual(['a', 'b', 'c', 'd'])
    expect(document.equivalent).toMatchObject({
      family: 'f0',
      slope: expect.any(Number),
      intercept: expect.any(Number),
    })
    const held = document.predictions.filter(({ split }: { split: string }) => split === 'test')
    const squares = held.map(
      ({ observed, predicted }: { observed: number; predicted: number }) => (observed - predicted) ** 2,
    )
    expect(squares.reduce((sum: number, square: number) => sum + square, 0) / 9).toBeCloseTo(document.test.mse, 12)
    for (const { lower, predicted, upper } of document.predictions)
      expect(lower <= predicted && predicted <= upper).toBe(true)
    const covered = held.filter(
      ({ observed, lower, upper }: { observed: number; lower: number; upper: number }) =>
        lower <= observed && observed <= upper,
    )
    expect(document.interval.coverage.test).toBeCloseTo(covered.length / 9, 12)
    expect(existsSync(join(folder.path, 'cladescope.sqlite'))).toBe(false)
  })

  test('takes cutoff, link, loss, baseline and models never trained on', async () => {
    const document = await documentOf(
      'fit',
      ...table,
      ...target,
      '--cutoff',
      '10',
      '--link',
      'floor',
      '--loss',
      'huber',
      '--baseline',
      'size',
      '--test-only',
      'f1,f2-0',
      '--bootstrap',
      '0',
    )
    const split = (name: string): string =>
      document.predictions.find(({ model }: { model: string }) => model === name).split
    expect([split('f0-0'), split('f1-0'), split('f2-0')]).toEqual(['train', 'test', 'test'])
    expect(document.predictions[0]).toMatchObject({ lower: null, upper: null })
    expect(document.settings).toMatchObject({
      link: 'floor',
      loss: 'huber',
      baseline: 'size',
      split: { by: 'cutoff', flops: 10 },
    })
    expect(document.equivalent).toBeNull()
  })

  test('with nothing left to train on is refused', async () => {
    const { code, stderr } = await run('fit', ...table, ...target, '--only', 'f1', '--test-only', 'f1')
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /expected models to train on, found none: --test-only names all \d+ models that are wanted\n$/,
    )
  })

  test('prints a table for readers', async () => {
    const { code, stdout, stderr } = await run(
      'fit',
      ...table,
      ...target,
      '--hold-out',
      'top:0.2',
      '--reference-family',
      'f0',
    )
    expect(code).toBe(0)
    expect(stdout).toContain('ln flops alone')
    expect(stdout).toMatch(/90 % intervals hold \d+ % of 6 held-out scores/)
    expect(withoutProgress(stderr)).toBe('note: left out: 2 models without a score\n')
  })

  test('takes a score from the same file and no metric from it', async () => {
    const document = await documentOf(
      'fit',
      '--benchmarks',
      'models.csv',
      '--components',
      '2',
      '--target-file',
      'models.csv',
      '--target',
      'd',
      '--bootstrap',
      '0',
    )
    expect(document.settings.metrics).toEqual(['a', 'b', 'c'])
    expect(document.test).toEqual({ n: 0, mse: null })
  })

  test('columns that tell of a model are no measures, and percent needs its top', async () => {
    const models = syntheticModels({ families: 8, sizes: 4, seed: 3, noise: 0.01 })
    const rows = models.map(({ model, family, size, flops, metrics, score }, index) =>
      [model, family, size, `${flops}e21`, 2020 + (index % 5), ...metrics, 100 * score].join(','),
    )
    writeFileSync(
      join(folder.path, 'epoch.csv'),
      ['Model,Family,#Params (B),Training compute (FLOP),Year,a,b,c,d,T', ...rows].join('\n'),
    )
    const command = [
      'fit',
      '--benchmarks',
      'epoch.csv',
      '--components',
      '2',
      '--target-file',
      'epoch.csv',
      '--target',
      'T',
      '--hold-out',
      'random:0.3',
      '--reference-family',
      'f0',
    ]
    const refused = await run(...command)
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(
      /Target "T": expected scores from chance 0 to top 1, found .* They look like percent: set top to 100 and chance to 0 \(--top 100 --chance 0\)/,
    )
    // The hint is followed to the letter.
    const [, options] = /\((--top .*?)\)/.exec(refused.stderr)!
    const document = await documentOf(...command, ...options!.split(' '))
    const refusedAboveChance = await run(...command, '--chance', '0.25')
    expect(refusedAboveChance.stderr).toContain('(--top 100 --chance 25)')
    expect(document.settings.metrics).toEqual(['a', 'b', 'c', 'd'])
    expect(document.notes).toContain("columns left out, unless --metrics names them: 'Year' tells of the model")
    expect(document.baseline.test.n).toBe(document.test.n)
    expect(document.comparison).toMatchObject({
      n: document.test.n,
      difference: expect.closeTo(document.test.mse - document.baseline.test.mse, 12) as number,
    })
    const { stdout } = await run(...command, '--top', '100')
    expect(stdout).toContain('held-out models that both predict: law ')
  })

  test('metrics that can be read in several ways are refused with each reading, until one is chosen', async () => {
    const models = syntheticModels({ families: 8, sizes: 4, seed: 3, noise: 0.01 })
    const written = (name: string, scaled: (value: number, column: number) => number) => {
      const rows = models.map(({ model, family, metrics, score }) =>
        [model, family, ...metrics.map((value, column) => scaled(value!, column)), score].join(','),
      )
      writeFileSync(join(folder.path, name), ['Model,Family,a,b,c,d,T', ...rows].join('\n'))
    }
    written('fractions.csv', (value) => value)
    written('mixed.csv', (value, column) => (column < 2 ? 100 * value : value))
    const command = (file: string, ...options: string[]) => [
      'fit',
      '--benchmarks',
      file,
      '--components',
      '2',
      '--target-file',
      file,
      '--target',
      'T',
      '--bootstrap',
      '0',
      ...options,
    ]
    const refused = await run(...command('mixed.csv'))
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(
      /mixed\.csv: the scale of the scores is not clear\. --scale percent: all percent: .*--scale by-column: columns from 0 to 1 hold fractions, the others percent: .*For some columns only: --metrics\./,
    )
    const chosen = await documentOf(...command('mixed.csv', '--scale', 'by-column'))
    const expected = await documentOf(...command('fractions.csv'))
    expect(chosen.train.mse).toBeCloseTo(expected.train.mse, 9)
    expect(chosen.notes).toContain('read as percent, divided by 100: a, b')
    const percent = await documentOf(...command('mixed.csv', '--scale', 'percent'))
    expect(percent.notes).toContain('read as percent, divided by 100: a, b, c, d')
    expect((await run(...command('mixed.csv', '--metrics', 'a,b', '--scale', 'fraction'))).stderr).toMatch(
      /expected a fraction, at most 1 in column "a"/,
    )
  })

  test('models are joined in spite of another spelling, with a note; none in common is an error with examples of both sides', async () => {
    const models = syntheticModels({ families: 8, sizes: 4, seed: 3, noise: 0.01 })
    const table = (name: (index: number) => string) =>
      ['Model,T', ...models.map(({ score }, index) => `${name(index)},${score}`)].join('\n')
    const rows = models.map(({ family, metrics }, index) => [`Lab/Llama-2-${index}B`, family, ...metrics].join(','))
    writeFileSync(join(folder.path, 'named.csv'), ['Model,Family,a,b,c,d', ...rows].join('\n'))
    writeFileSync(
      join(folder.path, 'respelled.csv'),
      table((index) => (index < 2 ? `lab/llama 2 ${index}b` : `Lab/Llama-2-${index}B`)),
    )
    writeFileSync(
      join(folder.path, 'others.csv'),
      table((index) => `other-${index}`),
    )
    const command = (file: string) => [
      'fit',
      '--benchmarks',
      'named.csv',
      '--components',
      '2',
      '--target-file',
      file,
      '--target',
      'T',
      '--bootstrap',
      '0',
    ]
    const document = await documentOf(...command('respelled.csv'))
    expect(document.train.n).toBe(models.length)
    expect(document.notes).toContain(
      'models in another spelling: "lab/llama 2 0b" is "Lab/Llama-2-0B", "lab/llama 2 1b" is "Lab/Llama-2-1B"',
    )
    const { code, stderr } = await run(...command('others.csv'))
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `cladescope: expected models of named.csv with a score in 'T' of others.csv, found none by the same name: "Lab/Llama-2-0B", "Lab/Llama-2-1B", "Lab/Llama-2-2B" and 29 more in named.csv, "other-0", "other-1", "other-2" and 29 more in others.csv\n`,
    })
  })

  test('refuses a reference family whose models the fit leaves out', async () => {
    const models = syntheticModels({ families: 8, sizes: 4, seed: 3, noise: 0.01 })
    const rows = models.map(({ model, family, size, tokens, metrics: [a, ...others] }) =>
      [model, family, size! * 1e9, tokens! * 1e12, family === 'f1' ? '' : a, ...others].join(','),
    )
    writeFileSync(join(folder.path, 'bare.csv'), ['Model,Model Family,parameters,tokens,a,b,c,d', ...rows].join('\n'))
    const command = ['fit', '--benchmarks', 'bare.csv', '--metrics', 'a,b,c,d', '--bootstrap', '0', ...target]
    const { code, stderr } = await run(...command, '--missing', 'leave-out', '--reference-family', 'f1')
    expect(code).toBe(1)
    expect(stderr).toContain("--reference-family 'f1': expected two of its models")
    expect(stderr).toContain('found fewer that can be used')
  })

  test.each([
    ['cutoff and share', ['--cutoff', '5', '--hold-out', 'top:0.2'], 2, 'cannot be used with'],
    ['share of one', ['--hold-out', 'random:1'], 2, 'Expected top:F, random:F or best:F'],
    ['unknown link', ['--link', 'probit'], 2, 'sigmoid, floor'],
    ['reference that is not there', ['--reference-family', 'g'], 1, "--reference-family 'g': expected two"],
    ['name that is not there', ['--without', 'f99'], 1, "no family or model 'f99'; close matches"],
    ['top below chance', ['--chance', '0.5', '--top', '0.2'], 2, '--top: expected a score above chance 0.5, found 0.2'],
    ['too many components', ['--components', '5'], 1, 'Components: expected 1 to 4'],
    ['cutoff that leaves none', ['--cutoff', '0.0001'], 1, 'Cutoff 0.0001: expected models of at most so much compute'],
  ])('refuses %s', async (_, options, status, words) => {
    const { code, stdout, stderr } = await run('fit', ...table, ...target, ...options)
    expect(stderr.split('\n').at(-2)).toContain(words)
    expect({ code, stdout }).toEqual({ code: status, stdout: '' })
  })

  test.each([
    ['missing file', 'nowhere.csv', "no file 'nowhere.csv'"],
    ['broken row', 'broken.csv', 'broken.csv: CSV, line 3: expected 3 cells, one per column, found 2'],
    ['missing column', 'scores.csv', 'expected a column "a"'],
  ])('refuses a %s', async (_, file, words) => {
    const { code, stdout, stderr } = await run('pca', '--benchmarks', file, '--metrics', 'a')
    expect(stderr).toMatch(/^cladescope: [^\n]+\n$/)
    expect(stderr).toContain(words)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  })
})

test('scaling pca gives components, capabilities and trends per family', async () => {
  const document = await documentOf('pca', ...table)
  // The synthetic metrics have two dimensions exactly.
  expect(document.explained[0] + document.explained[1]).toBeCloseTo(1, 9)
  expect(document.models).toHaveLength(32)
  for (const { capabilities } of document.models) expect(capabilities).toHaveLength(2)
  const weights = document.loadings.map(({ weights }: { weights: Record<string, number> }) => Object.values(weights))
  for (const loading of weights)
    expect(loading.reduce((sum: number, weight: number) => sum + weight ** 2, 0)).toBeCloseTo(1, 9)
  expect(document.compute.filter(({ component }: { component: string }) => component === 'PC-1')).toHaveLength(8)
})

test('scaling pca leaves out models without any metric, on request those that lack one, and touches no database', async () => {
  const models = syntheticModels({ families: 4, sizes: 4, seed: 3 })
  const rows = models.map(({ model, family, metrics }, index) =>
    [model, family, ...metrics.map((value, j) => (index === 5 || (index === 6 && j === 1) ? '' : value))].join(','),
  )
  writeFileSync(join(folder.path, 'gaps.csv'), ['Model,Family,a,b,c,d', ...rows].join('\n'))
  const command = ['pca', '--benchmarks', 'gaps.csv', '--components', '2', '--scale', 'raw']
  const { code, stdout, stderr } = await run(...command, '--json', '--db', 'none.sqlite')
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringContaining('note: left out: 1 model without any metric\n') as string,
  })
  const document = JSON.parse(stdout)
  expect(document.n).toBe(15)
  expect(stderr).toBe(document.notes.map((note: string) => `note: ${note}\n`).join(''))
  expect(document.models[5]).toMatchObject({ model: models[6]!.model, imputed: ['b'] })
  expect((await documentOf(...command, '--missing', 'leave-out')).n).toBe(14)
  expect(existsSync(join(folder.path, 'none.sqlite'))).toBe(false)
})

test('scaling select keeps to the budget and to forced families', async () => {
  const document = await documentOf('select', ...table, '--budget', '12', '--force', 'f3')
  expect(document.families).toContain('f3')
  expect(document).toMatchObject({ n: 12, budget: 12, exact: true, candidates: 32 })
  expect(document.models).toHaveLength(12)
  const { code, stderr } = await run('select', ...table, '--budget', '3')
  expect(code).toBe(1)
  expect(stderr).toBe(
    'cladescope: --budget: expected room for whole families with at least 2 models between them, found 3\n',
  )
  expect((await run('select', ...table, '--budget', '12', '--force', 'f33')).stderr).toBe(
    "cladescope: --force: expected a family of the models, found 'f33'; close matches: f3, f0, f1\n",
  )
  expect(document.notes).toEqual([])
})

test('scaling gain predicts the difference of two scores, and holds out the best', async () => {
  const document = await documentOf(
    'gain',
    ...table,
    '--target-file',
    'treated.csv',
    '--target',
    'after',
    '--before',
    'plain',
    '--hold-out',
    'best:0.25',
    '--reference-family',
    'f0',
    '--bootstrap',
    '60',
  )
  expect(document.train.n + document.test.n).toBe(32)
  expect(document.test.n).toBe(8)
  expect(document.before.column).toBe('plain')
  const held = document.predictions.filter(({ split }: { split: string }) => split === 'test')
  const least = Math.min(...held.map(({ model }: { model: string }) => afterOf(model)))
  for (const { model, split } of document.predictions)
    if (split === 'train') expect(afterOf(model)).toBeLessThanOrEqual(least)
  const squares = held.map(
    ({ observed, predicted }: { observed: number; predicted: number }) => (observed - predicted) ** 2,
  )
  expect(squares.reduce((sum: number, square: number) => sum + square, 0) / 8).toBeCloseTo(document.test.mse, 12)
  for (const { lower, predicted, upper } of document.predictions)
    expect(lower <= predicted && predicted <= upper).toBe(true)
  expect(document.interval.coverage.test).not.toBeNull()
  const { code, stdout } = await run(
    'gain',
    ...table,
    '--target-file',
    'treated.csv',
    '--target',
    'after',
    '--before',
    'plain',
    '--bootstrap',
    '0',
  )
  expect(code).toBe(0)
  expect(stdout).toContain("from 'plain' to 'after'")
  expect(stdout).toMatch(/^2 components /m)
  const missing = await run(
    'gain',
    ...table,
    '--target-file',
    'treated.csv',
    '--target',
    'after',
    '--before',
    'nothing',
  )
  expect(missing.code).toBe(1)
  expect(missing.stderr).toContain('expected a column "nothing"')
})

test('scaling gain refuses a reference family of no use where one is named, and notes it where none is', async () => {
  const gain = ['gain', ...table, '--target-file', 'treated.csv', '--target', 'after', '--before', 'plain']
  const refused = await run(...gain, '--bootstrap', '0', '--reference-family', 'Nope')
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toBe(
    "cladescope: --reference-family 'Nope': expected two of its models with different FLOPs and a score, found none\n",
  )
  const document = await documentOf(...gain, '--bootstrap', '0')
  expect(document.before.equivalent).toBeNull()
  expect(document.notes).toContain(
    "no equivalent compute: family 'Llama-2' has fewer than two models with different FLOPs and a score",
  )
})

test('fit and gain note the same, to readers and in the document, and write their documents alike', async () => {
  // One score is missing, and one model's compute, from which the baseline predicts.
  const lines = readFileSync(join(folder.path, 'treated.csv'), 'utf8').split('\n')
  writeFileSync(join(folder.path, 'fewer.csv'), lines.slice(0, -1).join('\n'))
  const models = readFileSync(join(folder.path, 'models.csv'), 'utf8').split('\r\n')
  const [, ...rows] = models.map((line) => line.split(','))
  const bare = rows.map((row) =>
    (row[0] === 'f3-3' ? [...row.slice(0, 2), '', '', '', ...row.slice(5)] : row).join(','),
  )
  writeFileSync(join(folder.path, 'bare-compute.csv'), [models[0], ...bare].join('\n'))
  const given = ['--benchmarks', 'bare-compute.csv', '--metrics', 'a,b,c,d', '--components', '2']
  const options = ['--target-file', 'fewer.csv', '--target', 'after', '--test-only', 'f3', '--reference-family', 'f0']
  const counts = ['--bootstrap', '20']
  const commands = [
    ['fit', ...given, ...options, ...counts],
    ['gain', ...given, ...options, ...counts, '--before', 'plain'],
  ] as const
  const documents = []
  for (const command of commands) {
    const { stdout, stderr } = await run(...command, '--json')
    const document = JSON.parse(stdout)
    expect(withoutProgress(stderr)).toBe(document.notes.map((note: string) => `note: ${note}\n`).join(''))
    documents.push(document)
  }
  const [fit, gain] = documents
  expect(fit.notes).toEqual([
    'left out: 1 model without a score',
    'the baseline is tested on 3 of 4 models; the others lack its predictor',
  ])
  expect(gain.notes).toEqual([
    'left out: 1 model without both scores',
    'the baseline is tested on 3 of 4 models; the others lack its predictor',
  ])
  expect(gain.interval).toMatchObject({ level: 0.9, resampled: 'families', seed: 1 })
  expect(Object.keys(gain.interval)).toEqual(Object.keys(fit.interval))
  const { before, ...settings } = gain.settings
  expect(before).toBe('plain')
  expect(settings).toEqual(fit.settings)
  const { alpha, beta, floor, converged, metricWeights, equivalent } = fit
  expect(gain.after).toMatchObject({ alpha, beta, floor, converged, metricWeights, equivalent })
  const { level, ...prediction } = fit.predictions[0]
  expect(level).toBeCloseTo(Math.log(prediction.predicted / (1 - prediction.predicted)), 9)
  expect(Object.keys(gain.predictions[0])).toEqual(Object.keys(prediction))
})

test('scaling gain says how many components were used where the metrics vary along fewer', async () => {
  const { code, stdout, stderr } = await run(
    'gain',
    ...['--benchmarks', 'twins.csv', '--metrics', 'a,twin', '--components', '2'],
    ...['--target-file', 'treated.csv', '--target', 'after', '--before', 'plain', '--bootstrap', '5'],
  )
  expect(code).toBe(0)
  expect(stdout).toMatch(/^1 component /m)
  expect(stderr).toContain('vary along 1 direction only')
  expect(stderr).toContain('no intervals: expected at least 20 replicates, found 5')
})

test('scaling hypothetical forecasts metrics and score of a model that does not exist', async () => {
  const document = await documentOf(
    'hypothetical',
    ...table,
    ...target,
    '--family',
    'f2',
    '--size',
    '30',
    '--tokens',
    '2',
    '--bootstrap',
    '40',
  )
  expect(document.flops).toBeCloseTo(360, 9)
  expect(document.capabilities).toHaveLength(2)
  expect(document.metrics.map(({ metric }: { metric: string }) => metric)).toEqual(['a', 'b', 'c', 'd'])
  expect(document.target.lower).toBeLessThanOrEqual(document.target.predicted)
  expect(document.interval).toEqual({ level: 0.9, replicates: 40, resampled: 'families', seed: 1 })
  expect(document.heldOut.models).toHaveLength(8)
  expect(document.heldOut).toMatchObject({ metricIntervals: 8 * 4, scoreIntervals: 7 })
  const { code, stderr } = await run(
    'hypothetical',
    ...table,
    '--target',
    'x',
    '--family',
    'f2',
    '--size',
    '30',
    '--tokens',
    '2',
  )
  expect(code).toBe(2)
  expect(stderr).toContain('expected both or neither')
  const unknown = ['hypothetical', ...table, '--family', 'f22', '--size', '30', '--tokens', '2']
  expect((await run(...unknown)).stderr).toBe(
    "cladescope: --family: expected a family with models of known size and tokens, found 'f22'; close matches: f2, f0, f1\n",
  )
})

test('scaling hypothetical says out of how many metrics and scores its coverage is', async () => {
  const forecast = (replicates: string) =>
    run(
      'hypothetical',
      ...table,
      ...target,
      ...['--family', 'f2', '--size', '30', '--tokens', '2', '--bootstrap', replicates],
    )
  expect((await forecast('40')).stdout).toMatch(
    /largest models of 8 families held out: mean error [\d.e−]+; 90 % intervals from the errors on the other families hold \d+ % of 32 metrics and \d+ % of 7 scores\n$/,
  )
  // Without resampling nothing has an interval, so none is counted.
  expect((await forecast('0')).stdout).toMatch(/held out: mean error [\d.e−]+; no intervals\n$/)
})

describe.skipIf(!published)(`published tables${absence}`, () => {
  test('load as they are, and give the published numbers', async () => {
    const document = await documentOf(
      'fit',
      '--benchmarks',
      fileOf('base_llm_benchmark_eval.csv'),
      '--metrics',
      benchmarks.join(','),
      '--bootstrap',
      '0',
      '--target-file',
      fileOf('base_llm_emergent_capability_eval.csv'),
      '--target',
      'word_unscrambling_2_exact_match',
      '--cutoff',
      '84',
      '--loss',
      'huber',
      '--without',
      'Mistral,Mixtral,Qwen2',
    )
    expect(document.train).toMatchObject({ n: 44 })
    expect(document.train.mse.toExponential(3)).toBe('1.304e-4')
    expect(document.baseline.test.mse.toExponential(2)).toBe('1.33e-2')
  })

  test.each([
    [
      'base_llm_benchmark_eval.csv',
      'base_llm_post_training_eval.csv',
      'bbh_cot_fewshot_overall_3_exact_match,flexible-extract,norm',
      ['--cutoff', '84'],
    ],
    [
      'base_llm_benchmark_eval_sub_10b.csv',
      'base_llm_leaderboard_v2_eval.csv',
      'leaderboard_mmlu_pro',
      ['--cutoff', '84', '--chance', '0.1'],
    ],
    [
      'instruct_llm_benchmark_eval.csv',
      'instruct_llm_agent_eval.csv',
      'ABoard-Avg_PR',
      ['--top', '100', '--hold-out', 'best:0.1'],
    ],
  ])('%s with %s', async (models, scores, column, options) => {
    const document = await documentOf(
      'fit',
      '--benchmarks',
      fileOf(models),
      '--target-file',
      fileOf(scores),
      '--target',
      column,
      '--bootstrap',
      '0',
      ...options,
    )
    expect(document.train.n).toBeGreaterThanOrEqual(10)
    expect(document.test.n).toBeGreaterThanOrEqual(1)
    for (const { predicted } of document.predictions) expect(Number.isFinite(predicted)).toBe(true)
  })
})
