import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { lateRise } from '../core/emergence/late-rise.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/emergence/${name}`, import.meta.url))
const checkpoints = fixture('checkpoints.csv')
const frozen = JSON.parse(readFileSync(fixture('scipy-fit.json'), 'utf8')) as Record<
  string,
  { emergence: number; law: Record<string, number> }
>
const run = (...argumentsGiven: string[]) => runCli(folder.path, 'emergence', ...argumentsGiven)
const json = async (...argumentsGiven: string[]): Promise<Record<string, unknown>> => {
  const { code, stdout, stderr } = await run(...argumentsGiven, '--json')
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout) as Record<string, unknown>
}

describe('emergence fit', () => {
  test('one JSON document with the law that scipy finds, the interval, the CDF and the diagnostics', async () => {
    const document = await json(
      'fit',
      '--checkpoints',
      checkpoints,
      '--few-shot',
      '5',
      '--bootstrap',
      '50',
      '--seed',
      '3',
    )
    expect(document).toMatchObject({
      fewShot: 5,
      lossScale: 'nats',
      leastLoss: null,
      rows: 40,
      seed: 3,
      horizon: null,
      observed: null,
      law: { form: 'log-power', slope: expect.closeTo(frozen['log-power']!.law['slope']!, 2) as number },
      emergence: { mostLikely: expect.closeTo(frozen['log-power']!.emergence, 3) as number },
      diagnostics: { draws: 8000, trustworthy: true },
    })
    const { cdf, published, emergence } = document as {
      cdf: { loss: number; posterior: number; bootstrap: number }[]
      published: unknown[]
      emergence: Record<'posterior' | 'bootstrap', { lower: number; median: number; upper: number }>
    }
    expect(cdf).toHaveLength(101)
    expect(cdf.at(-1)).toMatchObject({
      posterior: expect.closeTo(1, 1) as number,
      bootstrap: expect.closeTo(1, 1) as number,
    })
    for (const { lower, median, upper } of [emergence.posterior, emergence.bootstrap])
      expect(lower < median && median < upper).toBe(true)
    expect(published).toHaveLength(6)
  })

  test('the same seed gives the same document, another seed other draws of the same law', async () => {
    const command = ['fit', '--checkpoints', checkpoints, '--few-shot', '5', '--bootstrap', '0', '--law', 'power']
    const [first, again, other] = [
      await json(...command),
      await json(...command),
      await json(...command, '--seed', '2'),
    ]
    expect(again).toEqual(first)
    expect(other['cdf']).not.toEqual(first['cdf'])
    const point = (document: Record<string, unknown>): number =>
      (document['emergence'] as { mostLikely: number }).mostLikely
    expect(point(other)).toBeCloseTo(point(first), 4)
    expect(point(first)).toBeCloseTo(frozen['power']!.emergence, 3)
  })

  test('columns by other names, weaker checkpoints only, compute and the observed emergence', async () => {
    const lines = readFileSync(checkpoints, 'utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(','))
    const rows = lines.map(([name, loss, examples, score]) =>
      [name, examples, loss, score, (40 / Number(loss)) ** 20].join(';').replaceAll(';', ','),
    )
    const unfinetuned = [1.8, 1.85, 1.9, 1.95, 2.1, 2.2].map(
      (loss) => `late,0,${loss},${0.05 + 0.8 * Math.max(2 - loss, 0)},${(40 / loss) ** 20}`,
    )
    const file = join(folder.path, 'renamed.csv')
    writeFileSync(file, ['run,n,nats,acc,compute', ...rows, ...unfinetuned].join('\n'))
    const columns = [
      '--checkpoint-column',
      'run',
      '--loss-column',
      'nats',
      '--examples-column',
      'n',
      '--score-column',
      'acc',
      '--flops-column',
      'compute',
    ]
    const document = await json(
      'fit',
      '--checkpoints',
      file,
      '--few-shot',
      '5',
      '--bootstrap',
      '0',
      '--least-loss',
      '2.05',
      ...columns,
    )
    expect(document).toMatchObject({
      rows: 36,
      strongest: 2.06,
      leastLoss: 2.05,
      observed: { elbow: expect.closeTo(2, 3) as number, rows: 6 },
    })
    const { horizon, emergence } = document as unknown as {
      horizon: { mostLikely: number }
      emergence: { mostLikely: number }
    }
    expect(horizon.mostLikely).toBeCloseTo((2.06 / emergence.mostLikely) ** 20, 4)
  })

  test('comparison of two pretraining sets', async () => {
    const file = join(folder.path, 'later.csv')
    const simulated = await run(
      'simulate',
      '--offset',
      '1.7',
      '--losses',
      '1.8,1.84,1.9,1.95,2,2.05,2.1,2.2',
      '--seed',
      '5',
    )
    writeFileSync(file, simulated.stdout)
    const document = await json(
      'fit',
      '--checkpoints',
      checkpoints,
      '--compare',
      file,
      '--few-shot',
      '5',
      '--bootstrap',
      '0',
    )
    const { comparison, second } = document as {
      comparison: { firstEmergesEarlier: number }
      second: Record<string, unknown>
    }
    expect(comparison.firstEmergesEarlier).toBeGreaterThan(0.95)
    expect(second).toMatchObject({ checkpoints: file, rows: 64 })
    const { code, stdout } = await run(
      'fit',
      '--checkpoints',
      checkpoints,
      '--compare',
      file,
      '--few-shot',
      '5',
      '--bootstrap',
      '0',
    )
    expect(code).toBe(0)
    expect(stdout).toContain('E = 0.0183 * (ln D)^1.29 + 1.988')
    expect(stdout).toContain('first minus second: ')
  })

  test('a range where any elbow fits, the observed emergence and whether the law fits, in words and in the document', async () => {
    const file = join(folder.path, 'late.csv')
    const unfinetuned = [1.8, 1.85, 1.9, 1.95, 2.1, 2.2].map((loss) => ({
      checkpoint: 'x',
      loss,
      examples: 0,
      score: 0.05 + Math.max(2 - loss, 0),
    }))
    const rows = [...lateRise(3), ...unfinetuned].map((row) =>
      [row.checkpoint, row.loss, row.examples, row.score].join(','),
    )
    writeFileSync(file, ['checkpoint,loss,examples,score', ...rows].join('\n'))
    const command = ['fit', '--checkpoints', file, '--few-shot', '5', '--bootstrap', '0']
    expect(await json(...command)).toMatchObject({
      emergence: {
        equallyLikely: { lower: expect.closeTo(2.0095, 2) as number, upper: expect.closeTo(2.2, 2) as number },
        boundError: { lower: expect.any(Number) as number, upper: expect.any(Number) as number },
      },
      goodness: { misfits: false, explained: expect.closeTo(1, 2) as number },
      observed: { elbow: expect.closeTo(2, 3) as number, position: 'outside', profile: { isPlateau: false } },
    })
    const { stdout, stderr } = await run(...command)
    expect(stdout).toMatch(/any in the range fits +2\.0\d* +2\.\d+/)
    expect(stdout).toContain('No sign that the law misfits')
    expect(stdout).toContain('observed outside 5 to 95 %')
    expect(stderr).toContain('fits about equally well')
  })

  test.each([
    ['no file', ['--checkpoints', 'nowhere.csv', '--few-shot', '5'], 1, "no file 'nowhere.csv'"],
    ['no few-shot limit', ['--checkpoints', checkpoints], 2, "required option '--few-shot <number>' not specified"],
    ['few-shot limit of zero', ['--checkpoints', checkpoints, '--few-shot', '0'], 2, 'from 1 to'],
    ['few-shot limit beyond the data', ['--checkpoints', checkpoints, '--few-shot', '5000'], 1, 'below 2048'],
    ['unknown law', ['--checkpoints', checkpoints, '--few-shot', '5', '--law', 'linear'], 2, 'log-power, power'],
    [
      'unknown column',
      ['--checkpoints', checkpoints, '--few-shot', '5', '--score-column', 'accuracy'],
      1,
      'checkpoints.csv: CSV, line 1: expected a column "accuracy"',
    ],
    ['nothing left to fit', ['--checkpoints', checkpoints, '--few-shot', '5', '--least-loss', '3'], 1, 'found 0 rows'],
  ])('%s', async (_, argumentsGiven, expected, words) => {
    const { code, stdout, stderr } = await run('fit', ...argumentsGiven)
    expect(stderr).toContain(words)
    expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({
      code: expected,
      stdout: '',
      lines: 1,
    })
  })

  test('opens no database', () => {
    expect(existsSync(join(folder.path, 'cladescope.sqlite'))).toBe(false)
  })
})

describe('emergence simulate', () => {
  test('prints checkpoints with a known law, as CSV and as JSON', async () => {
    const command = [
      'simulate',
      '--noise',
      '0',
      '--losses',
      '1.9,2.1',
      '--examples',
      '8,64',
      '--factor',
      '0.1',
      '--offset',
      '1.8',
      '--slope',
      '2',
      '--base',
      '0.1',
    ]
    const { stdout, code } = await run(...command)
    expect(code).toBe(0)
    const score = (loss: number, examples: number): number =>
      0.1 + 2 * Math.max(1.8 + 0.1 * Math.log(examples) - loss, 0)
    const lines = stdout.trim().split('\r\n')
    expect(lines[0]).toBe('checkpoint,loss,examples,score')
    for (const line of lines.slice(1)) {
      const [, loss, examples, found] = line.split(',').map(Number)
      expect(found).toBeCloseTo(score(loss!, examples!), 12)
    }
    const document = await json(...command)
    expect(document['checkpoints']).toHaveLength(4)
    expect(document['emergence']).toBeCloseTo(1.8 + 0.1 * Math.log(5), 12)
  })

  test('counts how often the intervals hold the truth', async () => {
    const document = await json('simulate', '--coverage', '12', '--seed', '4')
    expect(document).toMatchObject({ simulations: 12, stated: 0.9, laws: 'given' })
    expect(document['posterior']).toBeGreaterThanOrEqual(0.5)
    expect(document['bootstrap']).toBeUndefined()
  })

  test.each([
    ['a loss twice', ['--losses', '2,2'], 'different numbers'],
    ['no loss', ['--losses', '2,x'], 'Expected a number'],
    ['examples below 1', ['--examples', '0,5'], 'from 1 to'],
    [
      'random laws of the power form',
      ['--coverage', '2', '--laws', 'random', '--law', 'power'],
      'expected --law log-power',
    ],
    ['no simulations', ['--coverage', '0'], 'from 1 to'],
  ])('%s is wrong usage', async (_, argumentsGiven, words) => {
    const { code, stderr } = await run('simulate', ...argumentsGiven)
    expect(stderr).toContain(words)
    expect(code).toBe(2)
  })
})

test('a law whose scores no number can hold is refused, and nothing is printed', async () => {
  const { code, stdout, stderr } = await run('simulate', '--exponent', '1000', '--factor', '1000')
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('Law: expected finite scores, found Infinity at loss')
})
