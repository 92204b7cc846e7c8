import type { Forecast } from '../../../engine/api/forecast-contract.ts'

const errors = {
  n: 3,
  meanAbsolute: 0.0412,
  rootMeanSquare: 0.05,
  pearson: 0.871,
  spearman: null,
  intervals: 2,
  coverage: 1,
  meanWidth: 0.2,
}

/** A forecast of four models: three scored ones, of which the last has no interval, and one that is too far. */
export function sampleForecast(names: readonly string[]): Forecast {
  const model = (index: number, role: 'known' | 'unscored') => ({
    modelId: `m${String(index)}`,
    name: names[index]!,
    family: 'oak',
    familySource: 'base' as const,
    group: index,
    items: 100,
    parameters: 10,
    truth: role === 'known' ? 0.5 : null,
    stderr: role === 'known' ? 0.02 : null,
    role,
    neighbours: [{ modelId: 'm1', similarity: 0.8123, distance: 0.2 }],
    isFar: index === 3,
  })
  const interval = (score: number, lower: number | null, upper: number | null) => ({
    score,
    lower,
    upper,
    restsOn: [],
  })
  return {
    benchmark: 'arc',
    metric: 'acc',
    shots: 25,
    isFraction: true,
    measure: 'nei',
    rule: { chars: 4, strip: 'none', temperature: 1 },
    genes: 12,
    level: 0.9,
    leave: 'family',
    fewestErrors: 9,
    joins: [],
    nearDistance: 0.15,
    models: [model(0, 'known'), model(1, 'known'), model(2, 'known'), model(3, 'unscored')],
    methods: [
      {
        method: 'gp',
        isBaseline: false,
        errors,
        reason: null,
        comparisons: [],
        forecasts: [
          interval(0.51, 0.47, 0.55),
          interval(0.5, 0.497, 0.503),
          interval(0.4, null, null),
          interval(0.6, 0.43, 0.77),
        ],
      },
      {
        method: 'mean',
        isBaseline: true,
        errors: null,
        reason: 'too few models are scored',
        comparisons: [],
        forecasts: [null, null, null, null],
      },
    ],
    farDistance: 1.5,
    notes: ['Families are guessed.'],
    remarks: [{ kind: 'conditions', text: 'One thing to know.', modelIds: [] }],
  }
}
