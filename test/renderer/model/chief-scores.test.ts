import { expect, test } from 'vitest'
import type { Score, ScoreTable } from '../../../engine/api/scores-contract.ts'
import { chiefMetrics, chiefScores } from '../../../renderer/model/chief-scores.ts'
import { scoreDifferences } from '../../../renderer/model/score-differences.ts'

let count = 0
const score = (scoredModelId: string, benchmark: string, metric: string, value: number, more: Partial<Score> = {}) =>
  ({
    id: String(count++),
    scoredModelId,
    benchmark,
    metric,
    shots: null,
    value,
    stderr: null,
    source: 'typed',
    ...more,
  }) as Score

const table = (scores: readonly Score[]): ScoreTable => ({
  models: [
    { id: 's1', modelId: 'a' },
    { id: 's2', modelId: 'b' },
    { id: 's3', modelId: null },
  ] as ScoreTable['models'],
  scores: [...scores],
})

const chief = chiefMetrics(
  [
    { name: 'arc', task: 'arc' },
    { name: 'sums', task: 'plain' },
  ],
  [
    { name: 'arc', metrics: ['acc_norm', 'acc'] },
    { name: 'plain', metrics: ['acc', 'acc_norm'] },
  ],
)

test('of each benchmark and number of examples the chief metric, of its sources the preferred one', () => {
  const scores = table([
    score('s1', 'sums', 'acc_norm', 0.1),
    score('s1', 'sums', 'acc', 0.2),
    score('s1', 'sums', 'acc', 0.3, { source: 'measured' }),
    score('s1', 'arc', 'acc', 0.4),
    score('s1', 'arc', 'acc_norm', 0.5, { shots: 25 }),
    score('s1', 'arc', 'acc', 0.6, { shots: 25 }),
    score('s2', 'arc', 'acc', 0.7),
    score('s3', 'arc', 'acc', 0.8),
  ])
  expect(
    chiefScores(scores, 'a', chief).map(({ benchmark, metric, shots, value }) => [benchmark, metric, shots, value]),
  ).toEqual([
    ['arc', 'acc', null, 0.4],
    ['arc', 'acc_norm', 25, 0.5],
    ['sums', 'acc', null, 0.3],
  ])
  expect(chiefScores(scores, 'c', chief)).toEqual([])
})

test('imported scores of a benchmark that is not in the library are told in its usual metric', () => {
  const scores = table([
    score('s1', 'HellaSwag', 'acc', 0.1),
    score('s1', 'HellaSwag', 'acc_norm', 0.2),
    score('s1', 'GSM8K', 'f1', 0.3),
    score('s1', 'GSM8K', 'acc', 0.4),
    score('s1', 'colours', 'f1', 0.5),
    score('s1', 'colours', 'acc', 0.6),
  ])
  expect(chiefScores(scores, 'a', chief).map(({ benchmark, metric }) => [benchmark, metric])).toEqual([
    ['colours', 'f1'],
    ['GSM8K', 'acc'],
    ['HellaSwag', 'acc_norm'],
  ])
})

test('a difference is the second score less the first, with the error of independent scores', () => {
  const rows = scoreDifferences(
    table([
      score('s1', 'sums', 'acc', 0.5, { stderr: 0.03 }),
      score('s2', 'sums', 'acc', 0.7, { stderr: 0.04 }),
      score('s1', 'arc', 'acc_norm', 0.5, { stderr: 0.03 }),
      score('s2', 'arc', 'acc_norm', 0.4),
      score('s2', 'other', 'acc', 0.1),
      score('s1', 'sums', 'acc_norm', 0.9),
      score('s1', 'drop', 'f1', 0.25),
      score('s2', 'drop', 'em', 0.5),
      score('s2', 'drop', 'f1', 0.75),
    ]),
    ['a', 'b'],
    chief,
  )
  expect(rows.map(({ left, right }) => (left ?? right)!.benchmark)).toEqual(['arc', 'drop', 'other', 'sums'])
  expect(rows.map(({ difference }) => difference?.error ?? null)).toEqual([null, null, null, expect.closeTo(0.05, 12)])
  expect(rows.map(({ difference }) => difference?.value ?? null)).toEqual([
    expect.closeTo(-0.1, 12),
    0.5,
    null,
    expect.closeTo(0.2, 12),
  ])
  expect(rows[2]).toMatchObject({ left: null, right: { value: 0.1 } })
})
