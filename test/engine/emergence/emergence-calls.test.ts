import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEngine, type Engine } from '../../../engine/engine.ts'

const text = readFileSync(new URL('../../fixtures/emergence/checkpoints.csv', import.meta.url), 'utf8')
const frozen = JSON.parse(
  readFileSync(new URL('../../fixtures/emergence/scipy-fit.json', import.meta.url), 'utf8'),
) as Record<string, { emergence: number }>

let engine: Engine
beforeAll(async () => {
  engine = await openEngine({
    databaseFile: ':memory:',
    surroundings: { home: '/nowhere', platform: 'linux', variables: {} },
  })
})
afterAll(() => engine.close())

const settings = {
  compareWith: null,
  law: 'log-power',
  lossScale: 'nats',
  fewShot: 5,
  leastLoss: null,
  bootstrap: 30,
  seed: 3,
} as const

describe('emergence laws over imported tables', () => {
  test('a table is imported as a whole, listed, read back and removed', async () => {
    let changes = 0
    const end = engine.on('emergence.changed', () => (changes += 1))
    const table = await engine.call('emergence.import', { name: 'study', text })
    expect(table).toMatchObject({ name: 'study', rows: 40, finetuned: 40, hasCompute: false })
    expect(await engine.call('emergence.tables', {})).toEqual([table])
    const { rows } = await engine.call('emergence.table', { tableId: table.id })
    const lines = text.trim().split('\n').slice(1)
    expect(rows.map(({ checkpoint, loss, examples, score }) => [checkpoint, loss, examples, score])).toEqual(
      lines.map((line) =>
        line
          .split(',')
          .slice(0, 4)
          .map((cell, index) => (index === 0 ? cell : Number(cell))),
      ),
    )
    await expect(engine.call('emergence.import', { name: 'study', text })).rejects.toMatchObject({ code: 'conflict' })
    expect(await engine.call('emergence.remove', { tableId: table.id })).toMatchObject({ removed: true })
    expect(await engine.call('emergence.tables', {})).toEqual([])
    expect(changes).toBe(2)
    end()
  })

  test.each([
    ['no table', 'not a table', 'expected a column'],
    ['a loss below 0', 'checkpoint,loss,examples,score\na,-1,0,0.5\n', 'a loss above 0'],
    ['a score that is no number', 'checkpoint,loss,examples,score\na,1,0,good\n', 'CSV, line 2'],
    ['no rows', 'checkpoint,loss,examples,score\n', 'found none'],
  ])('refuses %s and stores nothing', async (_, broken, words) => {
    await expect(engine.call('emergence.import', { name: 'broken', text: broken })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining(words) as string,
    })
    expect(await engine.call('emergence.tables', {})).toEqual([])
  })

  test('scores that can be read in several ways are refused with both readings, until one is chosen', async () => {
    const mixed = 'checkpoint,loss,examples,score\na,2,0,0.25\nb,1.5,0,45.5\n'
    await expect(engine.call('emergence.import', { name: 'mixed', text: mixed })).rejects.toThrow(
      'The scale of the scores is not clear. Scale percent: all percent: 0.25 in "score", line 2, is 0.25 %. Scale fraction: all fractions: 0.25 in "score", line 2, is 25 %; 45.5 in "score", line 3, cannot be. Scale raw: no shares at all: 45.5 in "score", line 3, is 45.5. Nothing was imported.',
    )
    await expect(engine.call('emergence.import', { name: 'mixed', text: mixed, scale: 'fraction' })).rejects.toThrow(
      'line 3: expected a fraction, at most 1 in column "score", found "45.5"',
    )
    expect(await engine.call('emergence.tables', {})).toEqual([])
    const { id, notes } = await engine.call('emergence.import', { name: 'mixed', text: mixed, scale: 'percent' })
    expect(notes).toEqual(['Scores read as percent, divided by 100: score.'])
    expect((await engine.call('emergence.table', { tableId: id })).rows.map(({ score }) => score)).toEqual([
      0.0025, 0.455,
    ])
    await engine.call('emergence.remove', { tableId: id })
  })

  test('columns of other titles can be named', async () => {
    const other = 'run,nll,shots,acc\na,1.5,0,0.25\n'
    const table = await engine.call('emergence.import', {
      name: 'titles',
      text: other,
      columns: { checkpoint: 'run', loss: 'nll', examples: 'shots', score: 'acc' },
    })
    expect((await engine.call('emergence.table', { tableId: table.id })).rows).toEqual([
      { checkpoint: 'a', loss: 1.5, examples: 0, score: 0.25, flops: null },
    ])
    await engine.call('emergence.remove', { tableId: table.id })
  })

  test('the fit finds what scipy finds, with a band of elbows that meets the emergence, and compares two tables', async () => {
    const one = await engine.call('emergence.import', { name: 'one', text })
    const other = await engine.call('emergence.import', { name: 'other', text })
    const { first, second, comparison } = await engine.call('emergence.fit', {
      ...settings,
      checkpoints: one.id,
      compareWith: other.id,
    })
    expect(first.emergence.mostLikely).toBeCloseTo(frozen['log-power']!.emergence, 3)
    expect(first.diagnostics).toMatchObject({ draws: 8000, trustworthy: true })
    expect(first.emergence.equallyLikely).toBeNull()
    expect(first.emergence.boundError.lower).toBeLessThan(
      0.1 * (first.emergence.posterior.upper - first.emergence.posterior.lower),
    )
    expect(first.goodness).toMatchObject({
      misfits: false,
      aroundLaw: expect.closeTo(first.noise * Math.sqrt(40 / 35), 9) as number,
    })
    expect(first.elbows[0]!.mostLikely).toBeCloseTo(first.emergence.mostLikely, 9)
    expect(first.elbows[0]!.posterior.median).toBeCloseTo(first.emergence.posterior.median, 9)
    for (const { mostLikely, posterior } of first.elbows)
      expect(posterior.lower <= posterior.median && posterior.lower <= mostLikely + 0.05).toBe(true)
    expect(first.cdf).toHaveLength(101)
    expect(second!.emergence).toEqual(first.emergence)
    expect(comparison!.difference.mostLikely).toBe(0)
    expect(comparison!.firstEmergesEarlier).toBeCloseTo(0.5, 1)
    await expect(
      engine.call('emergence.fit', { ...settings, checkpoints: one.id, fewShot: 1e9 }),
    ).rejects.toMatchObject({
      code: 'invalid',
    })
    await expect(engine.call('emergence.fit', { ...settings, checkpoints: 'none' })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  test('a fit is cancelled in the midst of it', async () => {
    const [table] = await engine.call('emergence.tables', {})
    const seen: number[] = []
    const end = engine.on('operation', ({ done }) => seen.push(done))
    const refused = expect(
      engine.call('emergence.fit', { ...settings, checkpoints: table!.id, bootstrap: 10_000, operation: 'fit' }),
    ).rejects.toMatchObject({ code: 'cancelled' })
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBeGreaterThan(0)
    expect(await engine.call('operations.cancel', { operation: 'fit' })).toEqual({ cancelled: true })
    await refused
    end()
  })
})
