import { expect, test } from 'vitest'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { comparisonRemarks } from '../../../engine/remarks/comparison-remarks.ts'
import { sampleProbe as probe } from '../fixtures/sample-probe.ts'

test('models that were evaluated dequantized are named, with what their weights were turned into', () => {
  const probes = [probe('oak', 'file', 'file'), probe('oak-Q8_0', 'float', 'f16'), probe('oak-Q4_0', 'f32', 'f32')]
  const found = comparisonRemarks({ probes, comparedGenes: 5, hasFloatWeights: (modelId) => modelId === 'oak' })
  expect(remarkTexts({ remarks: found })).toEqual([
    'Evaluated dequantized, not with the quantized weights as stored: oak-Q8_0 (F16), oak-Q4_0 (F32). ' +
      'What a program that runs the stored weights answers differs a little; runs of benchmarks state their own precision.',
  ])
  expect(found.map(({ kind, modelIds }) => [kind, modelIds])).toEqual([
    ['dequantized weights', ['oak-Q8_0', 'oak-Q4_0']],
  ])
  expect(comparisonRemarks({ probes: probes.slice(0, 1), comparedGenes: 5, hasFloatWeights: () => true })).toEqual([])
})

test('models that were evaluated with quantized weights are named, with their noise and what it does', () => {
  const quantized = probe('oak-Q8_0', 'file', 'file')
  const unmeasured = { ...probe('oak-Q4_0', 'file', 'file'), noise: null }
  const textsOf = (probes: readonly (typeof quantized)[], floats: readonly string[]) =>
    comparisonRemarks({ probes, comparedGenes: 5, hasFloatWeights: (modelId) => floats.includes(modelId) })
      .filter(({ kind }) => kind === 'quantized weights')
      .map(({ text, modelIds }) => [text, modelIds])
  expect(textsOf([quantized, unmeasured], [])).toEqual([
    [
      'Evaluated with quantized weights, whose rounding moves a similarity by up to about 0.005 beyond its bounds: oak-Q8_0 (noise 0.0006), oak-Q4_0.',
      ['oak-Q8_0', 'oak-Q4_0'],
    ],
  ])
  expect(textsOf([quantized, probe('oak', 'file', 'file')], ['oak'])).toEqual([
    [
      'Precision differs: evaluated with quantized weights were oak-Q8_0 (noise 0.0006), the others with float weights. The rounding of the former moves a similarity by up to about 0.005.',
      ['oak-Q8_0'],
    ],
  ])
  expect(textsOf([probe('oak', 'file', 'file')], ['oak'])).toEqual([])
})

test('models whose noise is not known are named, with what is missing and what can be done', () => {
  const oak = probe('oak', 'file', 'file')
  const stopped = { ...probe('elm', 'file', 'file'), noise: null, unmeasured: [0, 8, 16, 24] }
  const half = {
    ...probe('ivy', 'file', 'file'),
    noise: { genes: 1, mean: 0.0006, max: 0.0006 },
    unmeasured: [8, 16, 24],
  }
  const never = { ...probe('ash', 'file', 'file'), noise: null }
  const partly = { ...probe('yew', 'file', 'file'), noise: { genes: 3, mean: 0.0006, max: 0.0006, failed: 1 } }
  const found = comparisonRemarks({
    probes: [oak, stopped, half, never, partly, { ...stopped, modelId: 'box', modelName: 'box' }],
    comparedGenes: 5,
    hasFloatWeights: () => true,
  })
  expect(remarkTexts({ remarks: found })).toEqual([
    "elm, box: The engine's noise was not measured yet, since the probe was stopped: bounds of similarities may be too narrow until it is probed again.",
    "ivy: The engine's noise was measured on 1 of 4 genes so far, since the probe was stopped: bounds of similarities may be too narrow until it is probed again.",
    "ash: The engine's noise could not be measured: bounds of similarities leave it out.",
    "yew: The engine's noise was measured on 3 of 4 genes, could not be on the others: bounds of similarities may be too narrow.",
  ])
})

test('the noise of quantized weights stands beside a name where there is any', () => {
  const silent = { ...probe('oak', 'file', 'file'), noise: { genes: 4, mean: 0, max: 0 } }
  const noisy = { ...probe('elm', 'file', 'file'), noise: { genes: 4, mean: 0.0006, max: 0.0006 } }
  const found = comparisonRemarks({ probes: [silent, noisy], comparedGenes: 5, hasFloatWeights: () => false })
  expect(remarkTexts({ remarks: found })[0]).toMatch(/: oak, elm \(noise 0\.0006\)\.$/)
})
