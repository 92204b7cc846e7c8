import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { scoreBenchmark } from '../../core/benchmark/benchmark-score.ts'
import { type ItemResult, promptChoiceScore } from '../../core/benchmark/choice-score.ts'
import { benchmarkItems } from '../../core/benchmark/few-shot.ts'
import type { BenchmarkItem } from '../../core/benchmark/item.ts'
import { readBenchmark } from '../../core/benchmark/read-benchmark.ts'
import { benchmarkTasks } from '../../core/benchmark/tasks.ts'
import { scoreItems } from '../../native/scoring/score-items.ts'
import { openDirectSource } from '../../native/source/open-direct-source.ts'

const folder = new URL('../../models/benchmarks/', import.meta.url)
const entry = z.strictObject({
  name: z.string(),
  title: z.string().min(1),
  description: z.string().min(20),
  file: z.string(),
  task: z.literal('plain'),
  items: z.number().int().min(60).max(120),
  chance: z.literal(0.25),
  license: z.literal('CC0-1.0'),
})
const index = z.array(entry).parse(JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')))
const itemsOf = (name: string): BenchmarkItem[] =>
  benchmarkItems(
    benchmarkTasks.plain,
    readBenchmark(benchmarkTasks.plain, readFileSync(new URL(`${name}.jsonl`, folder), 'utf8')),
  )

it('ships these benchmarks, in files named like them', () => {
  expect(index.map(({ name }) => name)).toEqual(['sums', 'products', 'code', 'grammar', 'recall', 'answers', 'facts'])
  expect(
    readdirSync(folder)
      .filter((file) => file.endsWith('.jsonl'))
      .sort(),
  ).toEqual(index.map(({ file }) => file).sort())
})

describe.each(index)('benchmark $name', ({ name, file, items: count }) => {
  const items = itemsOf(name)

  it('has the items it says, no two the same', () => {
    expect(file).toBe(`${name}.jsonl`)
    expect(items).toHaveLength(count)
    expect(
      new Set(items.map(({ choices, gold }) => `${choices[0]!.context}${choices[gold[0]!]!.continuation}`)).size,
    ).toBe(count)
  })

  it('has four different choices, the right one in each place equally often', () => {
    for (const { choices } of items) expect(new Set(choices.map(({ continuation }) => continuation)).size).toBe(4)
    const counts = [0, 1, 2, 3].map((place) => items.filter(({ gold }) => gold[0] === place).length)
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
  })
})

it('says what is right: every sum and product is computed again', () => {
  const words =
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
      ' ',
    )
  const value = (word: string): number => (words.includes(word) ? words.indexOf(word) : Number(word))
  let seen = 0
  for (const { choices, gold } of [...itemsOf('sums'), ...itemsOf('products'), ...itemsOf('answers')]) {
    const asked = /([\w.]+) (\+|-|\*|plus|minus) (\w+)(?: =| is|\?)/.exec(choices[0]!.context)
    if (asked === null || !/\d|\w+\.$/.test(choices[0]!.text)) continue
    const [, a = '', operation = '', b = ''] = asked
    const sign = ['-', 'minus'].includes(operation) ? -1 : 1
    const right = operation === '*' ? value(a) * value(b) : value(a) + sign * value(b)
    const given = choices.map(({ text }) => value(text.replace(/\.$/, '')))
    if (given.some(Number.isNaN)) continue
    expect(
      given.filter((one) => one === right),
      choices[0]!.context,
    ).toHaveLength(1)
    expect(given[gold[0]!]).toBe(right)
    seen += 1
  }
  expect(seen).toBeGreaterThan(220)
})

it('tells the demo models apart', { timeout: 30_000 }, async () => {
  const wanted: [string, string, (score: number) => boolean][] = [
    ['moss', 'sums', (score) => score > 0.85],
    ['fern', 'sums', (score) => score < 0.5],
    ['moss', 'products', (score) => score < 0.4],
    ['fern', 'products', (score) => score > 0.7],
    ['moss', 'grammar', (score) => score > 0.9],
    ['fern', 'grammar', (score) => score < 0.75],
  ]
  for (const model of ['moss', 'fern']) {
    const { source } = await openDirectSource(
      fileURLToPath(new URL(`../../models/demo/${model}.gguf`, import.meta.url)),
      { gpu: 'off', threads: 1, longestText: 300 },
    )
    try {
      for (const [name, benchmark, accepts] of wanted) {
        if (name !== model) continue
        const items = itemsOf(benchmark)
        const results: ItemResult[] = []
        await scoreItems(source, items, {
          onItem: (place, choices) =>
            results.push({
              index: place,
              choices: choices.map(({ logProbabilities, greedy }) => promptChoiceScore(logProbabilities, greedy)),
            }),
        })
        const { value } = scoreBenchmark(['acc'], items, results).metrics[0]!
        expect(accepts(value), `${model} on ${benchmark}: ${value}`).toBe(true)
      }
    } finally {
      await source.close()
    }
  }
})
