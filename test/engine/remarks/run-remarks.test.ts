import { expect, test } from 'vitest'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { foldedRemarks } from '../../../engine/remarks/folded-remarks.ts'
import { runRemarks } from '../../../engine/remarks/run-remarks.ts'
import type { RunCircumstances } from '../../../engine/store/run-store.ts'
import { sampleEnvironment } from '../fixtures/samples.ts'

const run: RunCircumstances = {
  modelId: 'oak',
  benchmarkId: 'b',
  benchmarkName: 'arc',
  task: 'plain',
  shots: 0,
  seed: 0,
  limit: null,
  precision: 'file',
  setAside: [],
  asideReasons: [],
  cutItems: 0,
  environments: [sampleEnvironment],
}

test('a run that is as it was asked for has no remarks, nor has one whose benchmark cannot be read', () => {
  expect(runRemarks(run, 0)).toEqual([])
  expect(runRemarks(run, null)).toEqual([])
})

test('what its scores rest on is said with the benchmark', () => {
  const remarks = runRemarks(
    {
      ...run,
      setAside: [1, 2],
      asideReasons: ['too long'],
      cutItems: 1,
      environments: [{ ...sampleEnvironment, fallback: 'the process died' }],
    },
    4,
  )
  expect(remarks.map(({ kind }) => kind)).toEqual(['source fallback', 'set aside', 'cut items', 'repeated items'])
  expect(remarkTexts({ remarks })).toEqual([
    'The direct source could not be used, and the public API took its place: the process died.',
    '2 items of arc: Set aside, since the inference process refused or died on what was asked: too long.',
    '1 item of arc: The context was cut from the left, since it is longer than the model reads at a time.',
    '4 items of arc: The same as an earlier one, which the score counts again.',
  ])
})

test('the remarks of many runs are one line for what they have in common, with the first names', () => {
  const runs = Array.from({ length: 1000 }, (_, index) => ({
    modelId: `m${String(index >> 1)}`,
    modelName: `model ${String(index >> 1)}`,
    remarks: runRemarks({ ...run, environments: [{ ...sampleEnvironment, fallback: 'no memory' }] }, index % 2),
  }))
  const [fallback, repeated, ...others] = foldedRemarks(runs)
  expect(others).toEqual([])
  expect(fallback!.text).toMatch(
    /^model 0, model 1, model 2, model 3, model 4, model 5, model 6, model 7 and 492 more: The direct source .*: no memory\.$/,
  )
  expect(fallback!.modelIds).toHaveLength(500)
  expect(repeated!.text).toMatch(/^model 0 \(1 item of arc\), model 1 \(1 item of arc\), .* and 492 more: The same/)
})
