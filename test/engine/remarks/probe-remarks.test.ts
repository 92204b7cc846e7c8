import { expect, test } from 'vitest'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { probeRemarks } from '../../../engine/remarks/probe-remarks.ts'
import { sampleProbe } from '../fixtures/sample-probe.ts'
import { sampleEnvironment } from '../fixtures/samples.ts'

const oak = sampleProbe('oak', 'file', 'file')

test('a probe that is as it was asked for has no remarks, whatever was left to choose', () => {
  expect(probeRemarks(oak)).toEqual([])
  expect(probeRemarks(sampleProbe('oak', 'float', 'f16'))).toEqual([])
  expect(probeRemarks({ ...oak, done: 0, noise: null })).toEqual([])
})

test('what came otherwise than asked for is said without the name of the model', () => {
  const remarks = probeRemarks({
    ...oak,
    noise: null,
    environments: [
      { ...sampleEnvironment, fallback: 'the process died.' },
      { ...sampleEnvironment, device: 'another', precisionFallback: 'no disk' },
    ],
    capped: 3,
    setAside: [4],
    asideReasons: ['too long', 'crashed'],
  })
  expect(remarks.map(({ kind }) => kind)).toEqual([
    'noise',
    'sittings',
    'source fallback',
    'precision fallback',
    'caps',
    'set aside',
  ])
  expect(remarkTexts({ remarks })).toEqual([
    "The engine's noise could not be measured: bounds of similarities leave it out.",
    'Evaluated in more than one sitting under differing conditions.',
    'The direct source could not be used, and the public API took its place: the process died.',
    'Dequantized weights could not be used, and weights as stored were evaluated: no disk.',
    '3 genes: Stopped at the cap on nodes or depth before the tolerance, so that bounds are wider.',
    '1 gene: Set aside, since the inference process refused or died on what was asked: too long; crashed.',
  ])
})
