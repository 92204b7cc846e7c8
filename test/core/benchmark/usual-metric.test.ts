import { expect, test } from 'vitest'
import { usualMetricsOf } from '../../../core/benchmark/usual-metric.ts'

test.each([
  ['ARC-Challenge', 'acc_norm'],
  ['arc_easy', 'acc_norm'],
  ['HellaSwag', 'acc_norm'],
  ['MMLU', 'acc'],
  ['mmlu_abstract_algebra', 'acc'],
  ['MMLU-PRO', 'acc'],
  ['TruthfulQA', 'mc2'],
  ['truthfulqa_mc1', 'mc1'],
  ['GSM8K', 'exact_match'],
  ['Winogrande', 'acc'],
  ['BBH', 'acc_norm'],
])('%s is reported as %s', (benchmark, metric) => {
  expect(usualMetricsOf(benchmark)[0]).toBe(metric)
})

test('of a benchmark of an unknown name nothing is said', () => {
  expect(usualMetricsOf('sums')).toEqual([])
  expect(usualMetricsOf('plain')).toEqual([])
  expect(usualMetricsOf('')).toEqual([])
})
