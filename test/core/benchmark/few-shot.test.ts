import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { benchmarkItems } from '../../../core/benchmark/few-shot.ts'
import { readBenchmark } from '../../../core/benchmark/read-benchmark.ts'
import { benchmarkTasks } from '../../../core/benchmark/tasks.ts'

const task = benchmarkTasks.plain
const questions = (count: number): ReturnType<typeof readBenchmark> =>
  readBenchmark(
    task,
    Array.from({ length: count }, (_, index) =>
      JSON.stringify({ context: `q${index}`, choices: [' yes', ' no'], gold: index % 2 }),
    ).join('\n'),
  )

describe('examples', () => {
  test('are other questions with their right answers, each once, joined by empty lines', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(1000), fc.nat(), (count, seed, wanted) => {
        const shots = wanted % count
        for (const item of benchmarkItems(task, questions(count), { shots, seed })) {
          const blocks = item.choices[0]!.context.split('\n\n')
          expect(blocks).toHaveLength(shots + 1)
          expect(blocks.at(-1)).toBe(`q${item.index}`)
          const places = blocks.slice(0, -1).map((block) => {
            const [, place, answer] = /^q(\d+)( yes| no)$/.exec(block)!
            expect(answer).toBe(Number(place) % 2 === 0 ? ' yes' : ' no')
            return Number(place)
          })
          expect(new Set(places).size).toBe(shots)
          expect(places).not.toContain(item.index)
        }
      }),
    )
  })

  test('follow from the seed, and another seed gives others', () => {
    const drawn = (seed: number): string[] =>
      benchmarkItems(task, questions(40), { shots: 3, seed }).map(({ choices }) => choices[0]!.context)
    expect(drawn(1)).toEqual(drawn(1))
    expect(drawn(1)).not.toEqual(drawn(2))
    // All questions but the drawn ones have the same examples, so that these are evaluated once.
    expect(new Set(drawn(1).map((context) => context.split('\n\n').slice(0, -1).join())).size).toBeLessThanOrEqual(4)
  })

  test('cannot be more than the other questions', () => {
    expect(() => benchmarkItems(task, questions(3), { shots: 3 })).toThrow(
      'expected at least 3 records besides the question itself and its repetitions, found 2',
    )
    expect(() => benchmarkItems(task, questions(3), { shots: -1 })).toThrow('expected an integer of at least 0')
  })

  test('MMLU without dev records draws from the subject', () => {
    const mmlu = benchmarkTasks.mmlu
    const lines = ['a', 'b', 'a', 'b', 'a'].map((subject, index) =>
      JSON.stringify({ question: `q${index}`, subject, choices: ['1', '2', '3', '4'], answer: 0 }),
    )
    for (const { index, choices } of benchmarkItems(mmlu, readBenchmark(mmlu, lines.join('\n')), { shots: 1 })) {
      const [other] = /q\d/.exec(choices[0]!.context)!
      expect(Number(other[1]) % 2).toBe(index % 2)
      expect(Number(other[1])).not.toBe(index)
    }
  })
})
