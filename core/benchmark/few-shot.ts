import { plural } from '../format/quantity.ts'
import { seededGenerator } from '../random/seeded-generator.ts'
import { shuffle } from '../random/shuffle.ts'
import type { BenchmarkItem, Choice } from './item.ts'
import { exampleDelimiter } from './question.ts'
import { givesAway } from './same-question.ts'
import type { BenchmarkTask, Question } from './task.ts'

export interface ShotSettings {
  /** Examples in front of each question, at least 0. Default: the task's. */
  readonly shots?: number
  /** Seed of the draw, an integer from 0. Default 0. */
  readonly seed?: number
}

/**
 * The items of a benchmark: each question behind the task's description and its examples, joined by empty lines.
 *
 * Examples come from the example-only records of the question's group, or, where there are none, from its other
 * questions; never the question itself, nor a record that asks the same (`givesAway`). `first` tasks take the first of
 * the example-only records; all others draw once from the whole pool, and every question gets the drawn ones in the
 * order drawn, others taking the place of what is left out. (lm-evaluation-harness draws anew for each question from a
 * training split, which a single file does not have.) The same examples in front of many questions are evaluated once.
 *
 * @param questions all records of the file, in order, as `readBenchmark` gives them
 * @throws RangeError where a group has too few records for the examples, or the task takes none
 */
export function benchmarkItems(
  task: BenchmarkTask,
  questions: readonly Question[],
  settings: ShotSettings = {},
): BenchmarkItem[] {
  return [...itemsOneByOne(task, questions, settings)]
}

/** As `benchmarkItems`, an item at a time. */
export function* itemsOneByOne(
  task: BenchmarkTask,
  questions: readonly Question[],
  settings: ShotSettings = {},
): Generator<BenchmarkItem, void, void> {
  const { shots = task.defaultShots, seed = 0 } = settings
  if (!Number.isInteger(shots) || shots < 0)
    throw new RangeError(`Examples: expected an integer of at least 0, found ${shots}`)
  if (shots > 0 && !task.takesShots)
    throw new RangeError(`Examples: ${task.title} comes with its own, so 0 are expected, found ${shots}`)
  const pools = shots === 0 ? new Map<string, number[]>() : examplePools(task, questions, seed)
  for (const [index, question] of questions.entries()) {
    if (question.exampleOnly) continue
    const pool = pools.get(question.group ?? '') ?? []
    const examples: number[] = []
    for (const candidate of pool) {
      if (examples.length === shots) break
      if (candidate !== index && !givesAway(questions[candidate]!, question)) examples.push(candidate)
    }
    if (examples.length < shots) {
      const where = question.group === undefined ? '' : ` in ${question.group}`
      throw new RangeError(
        `Examples: expected at least ${plural(shots, 'record')} besides the question itself and its repetitions${where}, found ${examples.length}`,
      )
    }
    const before =
      question.description + examples.map((candidate) => questions[candidate]!.example + exampleDelimiter).join('')
    yield {
      index,
      choices: behind(before, question.choices),
      gold: question.gold,
      ...(question.group === undefined ? {} : { group: question.group }),
    }
  }
}

/**
 * Choices behind a text. Equal contexts stay one string: with examples in front it is long, and a benchmark has
 * thousands.
 */
function behind(before: string, choices: readonly Choice[]): Choice[] {
  const wholes = new Map<string, string>()
  return choices.map(({ context, continuation, text }) => {
    const whole = wholes.get(context) ?? before + context
    wholes.set(context, whole)
    return { context: whole, continuation, text }
  })
}

/** Places of the records that may serve as examples, per group, in the order in which they are taken. */
function examplePools(task: BenchmarkTask, questions: readonly Question[], seed: number): Map<string, number[]> {
  const pools = new Map<string, { only: number[]; all: number[] }>()
  for (const [candidate, { group = '', exampleOnly }] of questions.entries()) {
    let pool = pools.get(group)
    if (pool === undefined) pools.set(group, (pool = { only: [], all: [] }))
    if (exampleOnly) pool.only.push(candidate)
    pool.all.push(candidate)
  }
  const generator = seededGenerator(seed)
  return new Map(
    [...pools].map(([group, { only, all }]) => {
      if (task.examples === 'first' && only.length > 0) return [group, only]
      const order = only.length > 0 ? only : all
      shuffle(order, generator)
      return [group, order]
    }),
  )
}
