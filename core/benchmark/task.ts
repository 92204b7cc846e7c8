import type { Choice } from './item.ts'

export const taskNames = [
  'arc',
  'hellaswag',
  'mmlu',
  'winogrande',
  'truthfulqa_mc1',
  'truthfulqa_mc2',
  'piqa',
  'openbookqa',
  'boolq',
  'plain',
] as const

export type TaskName = (typeof taskNames)[number]

/** How a score is taken from the log-likelihoods of an item's choices; see metrics.ts. */
export type MetricName = 'acc' | 'acc_norm' | 'acc_bytes' | 'mc1' | 'mc2' | 'bits_per_byte'

/** One record of a benchmark's file in the task's words, before examples are put in front. */
export interface Question {
  /** Contexts are without description and examples. */
  readonly choices: readonly Choice[]
  readonly gold: readonly number[]
  /**
   * What tells whether two records ask the same: the question's own words, and its answers in the order of the choices.
   */
  readonly asked: { readonly words: string; readonly answers: readonly string[] }
  /** The record as it stands as an example before another one: context and right answer. */
  readonly example: string
  /** Text in front of everything, with the line breaks after it; empty for most tasks. */
  readonly description: string
  readonly group?: string
  /** True for a record that serves as an example only (MMLU's split `dev`). */
  readonly exampleOnly: boolean
}

/** A published multiple-choice task: how its records are read and put into words, and what is counted. */
export interface BenchmarkTask {
  readonly name: TaskName
  readonly title: string
  /** The metric first that the task is reported with; all are computed from the same log-likelihoods. */
  readonly metrics: readonly [MetricName, ...MetricName[]]
  /** Examples in front of each question where the caller does not say. */
  readonly defaultShots: number
  /** Whether examples may be put in front at all. */
  readonly takesShots: boolean
  /** How examples are chosen: the first ones of the example-only records, or at random among all other records. */
  readonly examples: 'first' | 'random'
  /**
   * @param record one parsed line
   * @param line its number, from 1
   * @throws BenchmarkError for a record of another form
   */
  read(record: unknown, line: number): Question
}
