import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fitCapabilitySpace } from '../../../core/scaling/capability-space.ts'
import { fitLine } from '../../../core/statistics/line-fit.ts'
import { chooseModels } from '../../../core/scaling/model-choice.ts'
import { measureColumns, readObservations, readTarget } from '../../../core/scaling/observation-table.ts'
import { fitScaling, type ScalingFitSettings } from '../../../core/scaling/scaling-fit.ts'
import { fitGain } from '../../../core/scaling/score-gain.ts'
import { readCsv } from '../../../engine/tables/read-csv.ts'
import { absence, allModels, benchmarks, fileOf, isBase, later, published, scoredModels } from './published-results.ts'

const settings: ScalingFitSettings = {
  components: 3,
  split: { by: 'cutoff', flops: 84 },
  chance: 0,
  top: 1,
  link: 'sigmoid',
  loss: 'ols',
  baseline: 'flops',
  referenceFamily: 'Llama-2',
  replicates: 0,
  level: 0.9,
  seed: 1,
}

/** The golden numbers come from a separate program on the same tables. */
describe.skipIf(!published)(`published observational scaling laws${absence}`, () => {
  test('principal components of the 77 models', () => {
    const models = allModels(benchmarks).filter(isBase)
    expect(models).toHaveLength(77)
    const { space } = fitCapabilitySpace(
      models.map(({ metrics }) => metrics),
      3,
    )
    expect(space.explained.map((share) => share.toFixed(5))).toEqual(['0.80163', '0.11903', '0.04633'])
    expect(space.explained.reduce((sum, share) => sum + share, 0)).toBeCloseTo(0.966989, 6)
    const loadings = [0.448114, 0.34432, 0.378828, 0.24163, 0.084585, 0.552274, 0.214384, 0.347304]
    for (const [j, loading] of loadings.entries()) expect(space.loadings[0]![j]).toBeCloseTo(loading, 5)
  })

  test('principal components of all 148 models', () => {
    const { space } = fitCapabilitySpace(
      allModels(benchmarks).map(({ metrics }) => metrics),
      3,
    )
    expect(space.explained.map((share) => share.toFixed(4))).toEqual(['0.8528', '0.0934', '0.0274'])
  })

  test.each([
    ['Llama-2', 1.0],
    ['Pythia', 0.985],
    ['OPT', 0.984],
    ['Qwen1.5', 0.972],
    ['StarCoder2', 0.899],
  ])('PC-1 of %s is linear in log compute', (family, r2) => {
    const models = allModels(benchmarks).filter(isBase)
    const { scores } = fitCapabilitySpace(
      models.map(({ metrics }) => metrics),
      3,
    )
    const points = models.flatMap((model, index) =>
      model.family === family && model.flops !== null ? [[Math.log10(model.flops), scores[index]![0]!] as const] : [],
    )
    expect(fitLine(points)!.r2).toBeCloseTo(r2, 3)
  })

  test('word unscrambling', () => {
    const models = scoredModels(benchmarks, 'base_llm_emergent_capability_eval.csv', 'word_unscrambling_2_exact_match')
    const kept = models.filter(({ family }) => !['Mistral', 'Mixtral', 'Qwen2'].includes(family))
    const { train, test: held, baseline } = fitScaling(kept, { ...settings, loss: 'huber' })
    expect(train.mse!.toExponential(3)).toBe('1.304e-4')
    expect(baseline.test.mse!.toExponential(2)).toBe('1.33e-2')
    // Published 3.955e-3, where a quasi-Newton search stops; the optimum itself lies 0.3 % higher.
    expect(Math.abs(held.mse! / 3.955e-3 - 1)).toBeLessThan(0.004)
  })

  test('Persian questions: the optimum, where a quasi-Newton search stops early at 3.15e-3', () => {
    const models = scoredModels(benchmarks, 'base_llm_emergent_capability_eval.csv', 'parsinlu_qa_2_acc')
    const kept = models.filter(({ family }) => !['Mistral', 'Mixtral', 'Qwen2'].includes(family))
    const { test: held } = fitScaling(kept, { ...settings, chance: 0.25, loss: 'huber' })
    expect(held.mse!.toExponential(2)).toBe('5.65e-3')
  })

  test('GSM8K in five shots, later models held out', () => {
    const metrics = benchmarks.filter((name) => name !== 'GSM8K')
    const models = scoredModels(metrics, 'base_llm_post_training_eval.csv', 'gsm8k_5_exact_match,flexible-extract')
    const {
      train,
      test: held,
      baseline,
      law,
    } = fitScaling(models, { ...settings, link: 'floor', testOnly: later(models) })
    expect(train.mse!.toExponential(3)).toBe('4.631e-5')
    expect(held.mse!.toExponential(3)).toBe('2.555e-3')
    expect(baseline.test.mse!.toExponential(2)).toBe('8.93e-3')
    expect(law.floor).toBeGreaterThan(0)
  })

  test.each([
    ['ipa_transliterate_2_bleu', 84, 100, 8.165e-2, 0.362],
    ['arithmetic_3ds_2_acc', 21.6, 1, 1.255e-2, 6.33e-2],
    ['arithmetic_3da_2_acc', 21.6, 1, 2.32e-2, 6.19e-2],
    ['arithmetic_2dm_2_acc', 21.6, 1, 8.803e-3, 0.124],
    ['arithmetic_2da_2_acc', 21.6, 1, 3.342e-3, 4.1e-2],
  ])('emergent task %s: far better than compute alone beyond a cutoff of %f', (task, flops, top, error, alone) => {
    const models = scoredModels(benchmarks, 'base_llm_emergent_capability_eval.csv', task)
    const kept = models.filter(({ family }) => !['Mistral', 'Mixtral', 'Qwen2'].includes(family))
    const { test: held, baseline } = fitScaling(kept, {
      ...settings,
      loss: 'huber',
      split: { by: 'cutoff', flops },
      top,
    })
    expect(held.mse! / error).toBeCloseTo(1, 2)
    expect(baseline.test.mse! / alone).toBeCloseTo(1, 2)
    expect(held.mse! / baseline.test.mse!).toBeLessThan(0.4)
  })

  test.each([
    [
      'chain of thought',
      'gsm8k_cot_8_exact_match,flexible-extract',
      'gsm8k_5_exact_match,flexible-extract',
      7.8e-3,
      2.21e-2,
    ],
    [
      'self-consistency',
      'gsm8k_cot_self_consistency_8_exact_match,maj@5-flexible-extract',
      'gsm8k_cot_8_exact_match,flexible-extract',
      5.082e-4,
      9.12e-4,
    ],
  ])('what %s gains on GSM8K is predicted better than from compute alone', (_, after, from, error, alone) => {
    const metrics = benchmarks.filter((name) => name !== 'GSM8K')
    const earlier = new Map(
      scoredModels(metrics, 'base_llm_post_training_eval.csv', from).map(({ model, score }) => [model, score]),
    )
    const treated = scoredModels(metrics, 'base_llm_post_training_eval.csv', after).flatMap((model) => {
      const before = earlier.get(model.model)
      return before === undefined ? [] : [{ ...model, before }]
    })
    const { test: held, baseline } = fitGain(treated, {
      ...settings,
      link: 'floor',
      testOnly: later(treated),
    })
    expect(held.n).toBe(46)
    expect(held.mse! / error).toBeCloseTo(1, 2)
    expect(baseline.test.mse! / alone).toBeCloseTo(1, 2)
  })

  test('agents: the best scores held out, since the compute of most models is not known', () => {
    const read = (name: string) => readCsv(readFileSync(fileOf(name), 'utf8'))
    const table = read('instruct_llm_benchmark_eval.csv')
    const scores = readTarget(read('instruct_llm_agent_eval.csv'), 'ABench-OA')
    const models = readObservations(table, measureColumns(table).measures).flatMap((model) => {
      const score = scores.get(model.model)
      return score === undefined ? [] : [{ ...model, score }]
    })
    const { predictions, train, baseline } = fitScaling(models, {
      ...settings,
      top: 10,
      split: { by: 'best', share: 0.1 },
    })
    const held = predictions.filter(({ split }) => split === 'test')
    expect(held.map(({ model }) => model)).toEqual(['gpt-4-0613', 'claude-2.0'])
    for (const { predicted, observed } of held) expect(Math.abs(predicted - observed)).toBeLessThan(0.5)
    expect(train.n).toBe(20)
    expect(baseline.test).toEqual({ n: 0, mse: null })
  })

  test.each([
    [8, 37.42846],
    [12, 16.93305],
    [16, 12.70015],
    [20, 10.25309],
  ])('V-optimal choice of %i models', (budget, objective) => {
    const models = allModels(benchmarks).filter(isBase)
    const { scores } = fitCapabilitySpace(
      models.map(({ metrics }) => metrics),
      3,
    )
    const families = [...new Set(models.map(({ family }) => family))].map((family) => ({
      family,
      capabilities: scores.filter((_, index) => models[index]!.family === family),
    }))
    const choice = chooseModels(families, budget, ['Llama-2'])!
    expect(choice.objective).toBeCloseTo(objective, 5)
    expect(choice.exact).toBe(true)
    expect(choice.families).toContain('Llama-2')
    expect(choice.models).toBeLessThanOrEqual(budget)
  })
})
