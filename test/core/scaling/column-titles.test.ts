import { describe, expect, test } from 'vitest'
import { describedProperty, describesModel } from '../../../core/scaling/column-titles.ts'

describe('titles of columns', () => {
  test.each([
    ['Model', 'model', 1],
    ['model name', 'model', 1],
    ['Model Family', 'family', 1],
    ['Model Size (B)', 'size', 1],
    ['#Params (B)', 'size', 1],
    ['# Params (M)', 'size', 1e-3],
    ['parameters', 'size', 1e-9],
    ['Number of parameters', 'size', 1e-9],
    ['params_in_billions', 'size', 1],
    ['num_params [M]', 'size', 1e-3],
    ['Pretraining Data Size (T)', 'tokens', 1],
    ['Training tokens (B)', 'tokens', 1e-3],
    ['tokens', 'tokens', 1e-12],
    ['FLOPs (1E21)', 'flops', 1],
    ['Training compute (FLOP)', 'flops', 1e-21],
    ['training_flops', 'flops', 1e-21],
    ['Training compute (ZFLOP)', 'flops', 1],
    ['Compute (1e18 FLOPs)', 'flops', 1e-3],
    ['Training compute (PF-days)', 'flops', 0.0864],
  ] as const)('%s', (title, property, unit) => {
    expect(describedProperty(title)).toEqual({ property, unit: expect.closeTo(unit, 12) as number })
    expect(describesModel(title)).toBe(true)
  })

  test.each([
    'Year',
    'release_date',
    'Release year',
    'Upload To Hub Date',
    'id',
    'Model ID',
    'Rank',
    'Unnamed: 0',
    '#',
    'Hub License',
    'Hub ❤️',
    'likes',
    'downloads',
    'Context length',
    'Precision',
    'Weight type',
    'Architecture',
    'Model sha',
    'Training compute',
    'Model size',
    'CO₂ cost (kg)',
    'Organization',
    'vocab size',
    'Num layers',
  ])('%s tells of a model, and scores nothing', (title) => {
    expect(describesModel(title)).toBe(true)
    expect(describedProperty(title)).toBeUndefined()
  })

  test.each([
    'MMLU',
    'ARC, hard',
    'GSM8K (5 shots)',
    'TimeQA',
    'bbh date_understanding',
    'Average ⬆️',
    'tokens per second score',
    'IFEval',
    'MATH Lvl 5',
    'word_unscrambling_2_exact_match',
    'model_written_evals',
    'Size comparison task',
    'yearbook qa',
    'M1',
    'T',
    'IDK',
  ])('%s may score a model', (title) => {
    expect(describesModel(title)).toBe(false)
  })
})
