import koffi from 'koffi'
import { afterAll, describe, expect, it } from 'vitest'
import type { GeneStep } from '../../../native/expansion/gene-group.ts'
import { expansionTools, LocalGenes } from '../../../native/expansion/gene-group.ts'
import { startReading } from '../../../core/population/allele-reader.ts'
import { geneRecordOf } from '../../../core/population/population-codec.ts'
import { BinTables } from '../../../native/kernel/bin-tables.ts'
import { threadKernel } from '../../../native/kernel/thread-kernel.ts'
import { defaultProbeSettings } from '../../../core/population/probe-settings.ts'
import type { NextTokenScores, Vocabulary } from '../../../native/source/logit-source.ts'
import { ScoreRow } from '../../../native/source/score-row.ts'
import { rowThreadCount, RowThreads } from '../../../native/threads/row-threads.ts'

const letters = ['a', 'b', 'c', ' ', 'ab', 'ba', 'cab', 'abc ', 'é', 'the']
const bytes = letters.map((text) => new TextEncoder().encode(text))
const vocabulary: Vocabulary = {
  size: letters.length + 1,
  kind: (token) => (token === letters.length ? 'end' : 'text'),
  bytes: (token) => bytes[token] ?? new Uint8Array(0),
}

/** Rows of scores in memory that stays where it is, with their addresses. */
const rows = Array.from({ length: 24 }, (_, row) =>
  Float32Array.from({ length: vocabulary.size }, (_, token) => 4 * Math.sin(row * 7.3 + token * token)),
)
const memory = new Float32Array(rows.length * vocabulary.size + 64)
rows.forEach((row, index) => memory.set(row, index * vocabulary.size))
const base = BigInt(koffi.address(memory))
const addressOf = (row: number): bigint => base + BigInt(4 * row * vocabulary.size)

function logSumExp(row: Float32Array): number {
  const top = Math.max(...row)
  return top + Math.log(row.reduce((sum, score) => sum + Math.exp(score - top), 0))
}

const scoresOf = (row: number): NextTokenScores => new ScoreRow(addressOf(row), expansionTools(vocabulary).kernel)
const threads = await RowThreads.start(vocabulary, 3)
afterAll(() => threads.close())

describe('RowThreads', () => {
  it('reads log-probabilities where the rows are, in the order asked for', async () => {
    const asked = Array.from({ length: 50 }, (_, index) => ({
      row: (index * 5) % rows.length,
      token: index % vocabulary.size,
    }))
    const found = await threads.logProbabilities(asked.map(({ row, token }) => ({ address: addressOf(row), token })))
    asked.forEach(({ row, token }, index) =>
      expect(found[index]).toBeCloseTo(rows[row]![token]! - logSumExp(rows[row]!), 5),
    )
    expect(await threads.logProbabilities([])).toHaveLength(0)
  })

  it('expands genes to the same populations as this thread does', async () => {
    const settings = { ...defaultProbeSettings, chars: 3, tolerance: 1e-4 }
    const opened = (index: number) => ({
      gene: { index, text: `gene ${String(index)}` },
      logLikelihood: -index,
      tokens: 3,
      textTokens: 4,
      depthLeft: 20,
    })
    const run = async (group: ReturnType<RowThreads['groups']>[number]): Promise<GeneStep[]> => {
      for (const index of [0, 1]) group.begin(opened(index), scoresOf(index))
      await group.settle()
      const done: GeneStep[] = []
      for (let round = 0; done.length < 2; round += 1) {
        const steps = await group.propose(4)
        done.push(...steps.filter(({ record }) => record !== undefined))
        for (const { index, proposals } of steps)
          proposals.forEach(({ path }, position) => group.answer(index, position, scoresOf(path.at(-1)! * 2)))
        await group.settle()
      }
      return done.sort((left, right) => left.index - right.index)
    }
    const here = await run(new LocalGenes(vocabulary, settings))
    expect(geneRecordOf(here[0]!.record!).summary.nodes).toBeGreaterThan(3)
    const groups = threads.groups(settings)
    expect(groups).toHaveLength(4)
    for (const group of groups) expect(await run(group)).toEqual(here)
  })

  it('keeps what the threads share in one memory', async () => {
    const other = { ...vocabulary }
    const sharing = await RowThreads.start(other, 1)
    try {
      const [group] = sharing.groups(defaultProbeSettings)
      group!.begin(
        { gene: { index: 0, text: 'x' }, logLikelihood: 0, tokens: 0, textTokens: 1, depthLeft: 9 },
        scoresOf(0),
      )
      await group!.settle()
      // The other thread has made the table that the gene began with.
      const unread: Vocabulary = { ...vocabulary, kind: () => expect.unreachable(), bytes: () => expect.unreachable() }
      const table = new BinTables(unread, threadKernel(other).memory).table({
        state: startReading('none'),
        wanted: defaultProbeSettings.chars,
      })
      expect(table.count).toBeGreaterThan(1)
    } finally {
      await sharing.close()
    }
  })

  it('names the gene whose scores are broken, and goes on', async () => {
    const last = (rows.length - 1) * vocabulary.size
    const kept = memory[last]!
    memory[last] = Number.NaN
    const gene = { gene: { index: 7, text: 'x' }, logLikelihood: 0, tokens: 0, textTokens: 1, depthLeft: 9 }
    for (const group of threads.groups(defaultProbeSettings)) {
      group.begin(gene, { scores: rows[0]!, logNormaliser: 0, address: addressOf(rows.length - 1) })
      await expect(group.settle()).rejects.toMatchObject({ name: 'InferenceError', failure: 'non-finite', genes: [7] })
    }
    memory[last] = kept
    expect(await threads.logProbabilities([{ address: addressOf(0), token: 1 }])).toHaveLength(1)
  })

  it('refuses scores without an address', () => {
    const [group] = threads.groups(defaultProbeSettings)
    expect(() => group!.answer(0, 0, { scores: rows[0]!, logNormaliser: 0 })).toThrow('expected scores with an address')
  })

  it('rejects what is asked of it once it is closed', async () => {
    const closed = await RowThreads.start(vocabulary, 1)
    await closed.close()
    await expect(closed.logProbabilities([{ address: addressOf(0), token: 0 }])).rejects.toThrow('found it closed')
    for (const group of closed.groups(defaultProbeSettings))
      await expect(group.propose(1)).rejects.toThrow('found it closed')
  })
})

it('uses no thread beside its own on one core, and at most three', () => {
  expect([1, 2, 4, 64].map((cores) => rowThreadCount(cores))).toEqual([0, 1, 3, 3])
})
