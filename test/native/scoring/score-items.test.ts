import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { benchmarkItems } from '../../../core/benchmark/few-shot.ts'
import { readBenchmark } from '../../../core/benchmark/read-benchmark.ts'
import { benchmarkTasks } from '../../../core/benchmark/tasks.ts'
import { openSource, type ModelSource } from '../../../native/process/open-source.ts'
import { encodeChoice } from '../../../native/scoring/encode-choice.ts'
import { itemsPerBlock } from '../../../native/scoring/item-blocks.ts'
import type { PromptScores } from '../../../native/scoring/prompt-scorer.ts'
import { scoreItems, type ScoredChoice } from '../../../native/scoring/score-items.ts'
import { openDirectSource } from '../../../native/source/open-direct-source.ts'
import { openPublicSource } from '../../../native/source/public-source.ts'
import { sharedMaterial } from '../../shared-material.ts'
import { demoModel } from '../source/source-behaviour.ts'
import { jamba, mamba, slidingWindow } from '../source/tiny-architectures.ts'

const settings = { gpu: 'off', threads: 1, longestText: 200 } as const
const sources: [string, (path: string) => Promise<ModelSource>][] = [
  ['direct', async (path) => (await openDirectSource(path, settings)).source],
  ['public', (path) => openPublicSource(path, settings)],
]

interface Pair {
  readonly context: string
  readonly continuation: string
}
interface Reference extends Pair {
  readonly logLikelihood: number
  readonly tokens: number
  readonly greedy: boolean
}

const sum = ({ logProbabilities }: PromptScores): number =>
  logProbabilities.reduce((total, probability) => total + probability, 0)

async function scored(
  source: ModelSource,
  items: readonly { index: number; choices: readonly Pair[] }[],
): Promise<Map<number, ScoredChoice[]>> {
  const results = new Map<number, ScoredChoice[]>()
  await scoreItems(source, items, { onItem: (index, choices) => results.set(index, choices) })
  return results
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cladescope-scoring-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('against a second computation', () => {
  const { models } = JSON.parse(
    readFileSync(new URL('../../fixtures/benchmark/reference-log-likelihoods.json', import.meta.url), 'utf8'),
  ) as {
    models: Record<string, Reference[]>
  }
  const cases = Object.entries(models).flatMap(([model, pairs]) =>
    sources.map(([kind, open]) => ({ model, kind, pairs, open })),
  )

  test.each(cases)('$model, $kind source', async ({ model, pairs, open }) => {
    const source = await open(demoModel(model))
    try {
      const results = await scored(source, [{ index: 0, choices: pairs }])
      for (const [at, { logLikelihood, tokens, greedy }] of pairs.entries()) {
        const found = results.get(0)![at]!
        expect(found.logProbabilities, `pair ${at}`).toHaveLength(tokens)
        expect(found.greedy, `pair ${at}`).toBe(greedy)
        // 16-bit activations and keys here, 32 bits there.
        expect(Math.abs(sum(found) - logLikelihood) / tokens, `pair ${at}`).toBeLessThan(0.005)
      }
    } finally {
      await source.close()
    }
  })
})

describe('what requests share', () => {
  const contexts = ['The quick brown fox', 'The quick brown hare jumps over', 'The quick brown hare', 'Count: 1, 2, 3']
  const pairs = contexts.flatMap((context) =>
    [' and the lazy dog', ' and the', ' and the lazy cat', '\n'].map((continuation) => ({ context, continuation })),
  )
  const architectures: [string, () => Uint8Array][] = [
    ['recurrent', mamba],
    ['hybrid', jamba],
    ['sliding window', slidingWindow],
  ]
  const files = (): [string, string][] => [
    ['plain', demoModel('oak')],
    ...architectures.map(([name, write]): [string, string] => {
      const file = join(folder, `${name}.gguf`)
      writeFileSync(file, write())
      return [name, file]
    }),
  ]

  test.each(sources)('does not change what each gets alone, %s source', async (_, open) => {
    for (const [name, file] of files()) {
      const source = await open(file)
      try {
        const together = await scored(source, [{ index: 0, choices: pairs }])
        for (const [at, pair] of pairs.entries()) {
          const { tokens, from } = encodeChoice(source, pair)
          const alone: number[] = []
          await source.open([{ key: 1, tokens }], (_text, logProbabilities) => {
            alone.push(...logProbabilities.slice(from - 1))
          })
          source.release(1)
          const found = together.get(0)![at]!.logProbabilities
          expect(found).toHaveLength(alone.length)
          for (const [place, value] of alone.entries())
            expect(Math.abs(found[place]! - value), `${name}, pair ${at}`).toBeLessThan(5e-3)
        }
        expect(new Set(pairs.map((_pair, at) => sum(together.get(0)![at]!).toFixed(2))).size).toBeGreaterThan(8)
      } finally {
        await source.close()
      }
    }
  })
})

describe('a benchmark in blocks', () => {
  const items = Array.from({ length: itemsPerBlock + 9 }, (_, index) => ({
    index,
    choices: [1, 2, 3].map((choice) => ({
      context: `Examples.\n\n${index} + ${choice} =`,
      continuation: ` ${index + choice}.`,
    })),
  }))

  test('a part in whole blocks is the same to the last bit, in another process state too', async () => {
    const source = (await openDirectSource(demoModel('oak'), settings)).source
    try {
      const all = await scored(source, items)
      expect([...all.keys()].sort((left, right) => left - right)).toEqual(items.map(({ index }) => index))
      const rest = await scored(source, items.slice(itemsPerBlock))
      for (const [index, choices] of rest) expect(choices).toEqual(all.get(index))
    } finally {
      await source.close()
    }
  })

  test('a context that is too long is cut, and the result says so', async () => {
    const source = (await openDirectSource(demoModel('oak'), { ...settings, contextTokens: 80 })).source
    try {
      const long = { context: 'The river. '.repeat(200), continuation: ' The end.' }
      const [choice] = (await scored(source, [{ index: 0, choices: [long] }])).get(0)!
      expect(choice!.cutTokens).toBe(source.tokenize(long.context + long.continuation).length - source.promptTokens)
      expect(choice!.cutTokens).toBeGreaterThan(100)
    } finally {
      await source.close()
    }
  })

  test.each(sources)(
    'a bad continuation names its item, an abort rejects, and the %s source stays usable',
    async (_, open) => {
      const source = await open(demoModel('oak'))
      try {
        const bad = {
          index: 3,
          choices: [
            { context: 'a', continuation: ' b' },
            { context: 'a', continuation: '' },
          ],
        }
        await expect(scored(source, [bad])).rejects.toMatchObject({
          failure: 'refused',
          message: expect.stringContaining('item 3, choice 1: expected a continuation') as string,
        })
        const reason = new Error('enough')
        const controller = new AbortController()
        let seen = 0
        const stopped = scoreItems(source, items, {
          onItem: () => {
            seen += 1
            controller.abort(reason)
          },
          signal: controller.signal,
        })
        await expect(stopped).rejects.toBe(reason)
        expect(seen).toBeLessThan(items.length)
        expect((await scored(source, items.slice(0, 2))).size).toBe(2)
        await source.open([{ key: 1, tokens: source.tokenize('open') }], () => undefined)
        await expect(scored(source, items.slice(0, 2))).rejects.toThrow('expected no open text, found 1')
      } finally {
        await source.close()
      }
    },
  )
})

const realModels = [
  ['SMOLLM2_GGUF', 'smollm2-135m-instruct-q4_1'],
  ['GEMMA3_GGUF', 'gemma-3-270m-q4_k_m'],
] as const
const questions = sharedMaterial('data/benchmarks/truthfulqa-mc-400.jsonl')

describe('TruthfulQA on real models, in float precision, against a second computation (skipped where the files are not given)', () => {
  const { models } = JSON.parse(
    readFileSync(new URL('../../fixtures/benchmark/truthfulqa-log-likelihoods.json', import.meta.url), 'utf8'),
  ) as {
    models: Record<string, { index: number; choices: { logLikelihood: number; tokens: number; greedy: boolean }[] }[]>
  }
  for (const [variable, name] of realModels) {
    const file = process.env[variable] ?? ''
    test.skipIf(file === '' || !questions.isThere)(`${name} (${variable})`, { timeout: 300_000 }, async () => {
      const task = benchmarkTasks.truthfulqa_mc2
      const wanted = new Map(models[name]!.map((item) => [item.index, item]))
      const items = benchmarkItems(task, readBenchmark(task, readFileSync(questions.path, 'utf8'))).filter(
        ({ index }) => wanted.has(index),
      )
      const { source } = await openSource(file, { gpu: 'off', precision: 'float', longestText: 2000 }, {})
      try {
        const results = await scored(source, items)
        expect(results.size).toBe(wanted.size)
        for (const [index, choices] of results) {
          for (const [at, { logLikelihood, tokens }] of wanted.get(index)!.choices.entries()) {
            expect(choices[at]!.logProbabilities).toHaveLength(tokens)
            expect(Math.abs(sum(choices[at]!) - logLikelihood) / tokens, `item ${index}, choice ${at}`).toBeLessThan(
              0.02,
            )
          }
        }
      } finally {
        await source.close()
      }
    })
  }
})
