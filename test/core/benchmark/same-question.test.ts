import { expect, test } from 'vitest'
import { benchmarkItems } from '../../../core/benchmark/few-shot.ts'
import { readBenchmark } from '../../../core/benchmark/read-benchmark.ts'
import { SeenQuestions } from '../../../core/benchmark/same-question.ts'
import type { Question, TaskName } from '../../../core/benchmark/task.ts'
import { benchmarkTasks } from '../../../core/benchmark/tasks.ts'

const read = (task: TaskName, records: readonly object[]) =>
  readBenchmark(benchmarkTasks[task], records.map((record) => JSON.stringify(record)).join('\n'))
/** Places of the questions that repeat an earlier record. */
function repeatedQuestions(questions: readonly Question[]): number[] {
  const seen = new SeenQuestions()
  return questions.flatMap((question, index) => (seen.isRepeated(question) ? [index] : []))
}
const town = (context: string, gold = 0, choices = [' Fenwick', ' Arden']) => ({ context, choices, gold })

test('a question that stands in the file twice never has its answer in front of it', () => {
  const records = [
    town('Q: Which town is green? A:'),
    town(' Q: which  town is GREEN?\tA: '),
    town('Q: Which town is red? A:', 1),
  ]
  const questions = read('plain', records)
  for (const seed of [0, 1, 2, 3]) {
    const items = benchmarkItems(benchmarkTasks.plain, questions, { shots: 1, seed })
    for (const place of [0, 1])
      expect(items[place]!.choices[0]!.context).toBe(`Q: Which town is red? A: Arden\n\n${records[place]!.context}`)
    expect(items[2]!.choices[0]!.context).toMatch(/green\? A:|GREEN\?\tA: /)
  }
  expect(() => benchmarkItems(benchmarkTasks.plain, questions, { shots: 2 })).toThrow(
    'besides the question itself and its repetitions, found 1',
  )
  expect(repeatedQuestions(questions)).toEqual([1])
})

test('answers in another order repeat a question; the same words over other answers do not', () => {
  const questions = read('plain', [
    town('Which is right?', 0, [' a cat', ' a dog']),
    town('Which is right?', 1, [' A dog', ' a  cat']),
    town('Which is right?', 0, [' a sparrow', ' a crow']),
    town('Which is right?', 0, [' a cat', ' a fox']),
  ])
  // The last one gives the first away: its right answer is one of the choices.
  expect(repeatedQuestions(questions)).toEqual([1, 3])
  const [first, , third] = benchmarkItems(benchmarkTasks.plain, questions, { shots: 1 })
  expect(first!.choices[0]!.context).toBe('Which is right? a sparrow\n\nWhich is right?')
  expect(third!.choices[0]!.context).toMatch(/^Which is right\? (a cat|a {2}cat)\n\n/)
})

test('the same question is one whatever its letters and options say', () => {
  const mmlu = (choices: readonly string[], answer: number) => ({
    question: 'Which is even?',
    subject: 'sums',
    choices,
    answer,
  })
  expect(
    repeatedQuestions(
      read('mmlu', [mmlu(['1', '2', '3', '5'], 1), mmlu(['2', '1', '5', '3'], 0), mmlu(['7', '8', '9', '11'], 1)]),
    ),
  ).toEqual([1])
  const pair = (word: string, answer: string) => ({
    sentence: `The cup does not fit into the box since the _ is too ${word}.`,
    option1: 'cup',
    option2: 'box',
    answer,
  })
  expect(repeatedQuestions(read('winogrande', [pair('large', '1'), pair('small', '2'), pair('large', '1')]))).toEqual([
    2,
  ])
})

test('records that only serve as examples are not repetitions, but give a question away all the same', () => {
  const mmlu = (question: string, split: string) => ({
    question,
    subject: 'sums',
    choices: ['1', '2', '3', '5'],
    answer: 1,
    split,
  })
  const questions = read('mmlu', [
    mmlu('Which is even?', 'test'),
    mmlu('which is even?', 'dev'),
    mmlu('Which is two?', 'dev'),
  ])
  expect(repeatedQuestions(questions)).toEqual([])
  const [item] = benchmarkItems(benchmarkTasks.mmlu, questions, { shots: 1 })
  expect(item!.choices[0]!.context).toContain('Which is two?')
  expect(item!.choices[0]!.context).not.toContain('which is even?')
})

test('a JSON list is read as its entries, and errors name the entry', () => {
  const list = [town('One day', 0, [' the', ' a']), town('One night', 1)]
  const text = JSON.stringify(list, undefined, 2)
  expect(readBenchmark(benchmarkTasks.plain, `\ufeff\n ${text}`)).toEqual(read('plain', list))
  expect(() => readBenchmark(benchmarkTasks.plain, JSON.stringify([list[0], { context: 1 }]))).toThrow(
    'Benchmark, entry 2: expected a text in context, found 1',
  )
  expect(() => readBenchmark(benchmarkTasks.plain, `${text.slice(0, 40)}`)).toThrow(
    'expected JSON lines, or one list of records, found a list that cannot be read',
  )
  expect(() => readBenchmark(benchmarkTasks.plain, '[]')).toThrow('expected at least one question, found none')
})
