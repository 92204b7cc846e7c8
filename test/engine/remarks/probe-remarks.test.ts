import { expect, test } from 'vitest'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { probeRemarks } from '../../../engine/remarks/probe-remarks.ts'
import type { Precision } from '../../../native/schemas/load-settings.ts'
import type { StoredProbe } from '../../../engine/store/probe-store.ts'
import { sampleEnvironment, sampleSettings } from '../fixtures/samples.ts'

function probe(modelId: string, precision: Precision, evaluated: string): StoredProbe {
  return {
    id: 1,
    modelId,
    modelName: modelId,
    genomeId: 'g',
    genomeName: 'g',
    settings: sampleSettings,
    precision,
    genes: 5,
    done: 5,
    setAside: [],
    asideReasons: [],
    capped: 0,
    nodes: 1,
    evaluatedTokens: 1,
    meanUnresolved: 0,
    meanBound: 0,
    logLikelihood: -1,
    tokens: 1,
    bytes: 1,
    elapsed: 1,
    noise: { genes: 4, mean: 0.0006, max: 0.0011 },
    unmeasured: [],
    updatedAt: '',
    environments: [{ ...sampleEnvironment, precision: evaluated }],
  }
}

test('models that were evaluated dequantized are named, with what their weights were turned into', () => {
  const probes = [probe('oak', 'file', 'file'), probe('oak-Q8_0', 'float', 'f16'), probe('oak-Q4_0', 'f32', 'f32')]
  const found = probeRemarks({ probes, comparedGenes: 5, hasFloatWeights: (modelId) => modelId === 'oak' })
  expect(remarkTexts({ remarks: found })).toEqual([
    'Evaluated dequantized, not with the quantized weights as stored: oak-Q8_0 (F16), oak-Q4_0 (F32). ' +
      'What a program that runs the stored weights answers differs a little; runs of benchmarks state their own precision.',
  ])
  expect(found.map(({ kind, modelIds }) => [kind, modelIds])).toEqual([
    ['dequantized weights', ['oak-Q8_0', 'oak-Q4_0']],
  ])
  expect(probeRemarks({ probes: probes.slice(0, 1), comparedGenes: 5, hasFloatWeights: () => true })).toEqual([])
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
  const found = probeRemarks({
    probes: [oak, stopped, half, never, partly],
    comparedGenes: 5,
    hasFloatWeights: () => true,
  })
  expect(remarkTexts({ remarks: found })).toEqual([
    "The engine's noise is not known, since the probe was stopped before it was measured: elm (not measured yet), ivy (measured on 1 of 4 genes so far). " +
      'Bounds of similarities with them may be too narrow until they are probed again.',
    "The engine's noise could not be measured for ash: bounds of similarities with it leave it out.",
    "The engine's noise is known from fewer genes than usual: yew (measured on 3 of 4 genes, could not be on the others). Bounds of similarities with it may be too narrow.",
  ])
})
