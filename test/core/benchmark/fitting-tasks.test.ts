import { expect, it } from 'vitest'
import { fittingTasks } from '../../../core/benchmark/fitting-tasks.ts'

const lines = (...records: object[]) => records.map((record) => JSON.stringify(record)).join('\n')

it('finds the task by the form of the records', () => {
  expect(fittingTasks(lines({ context: 'a', choices: [' b', ' c'], gold: 1 }))).toEqual(['plain'])
  const targets = { choices: ['yes', 'no'], labels: [1, 0] }
  expect(fittingTasks(lines({ question: 'q', mc1_targets: targets, mc2_targets: targets }))).toEqual([
    'truthfulqa_mc1',
    'truthfulqa_mc2',
  ])
  expect(
    fittingTasks(lines({ question: 'q', choices: { text: ['a', 'b'], label: ['A', 'B'] }, answerKey: 'B' })),
  ).toContain('arc')
})

it('finds none where a record fits nothing, or there is none', () => {
  expect(fittingTasks(lines({ other: 1 }))).toEqual([])
  expect(fittingTasks('no json')).toEqual([])
  expect(fittingTasks('')).toEqual([])
})

it('looks at the first records only', () => {
  const good = { context: 'a', choices: [' b', ' c'], gold: 0 }
  expect(fittingTasks(lines(good, good, { other: 1 }), 2)).toEqual(['plain'])
  expect(fittingTasks(lines(good, good, { other: 1 }), 3)).toEqual([])
})
