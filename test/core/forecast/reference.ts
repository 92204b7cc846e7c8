import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

interface Reference {
  readonly ica: { readonly rows: number[][]; readonly start: number[][]; readonly components: number[][] }
  readonly process: {
    readonly squares: number[][]
    readonly scores: number[]
    readonly asked: number[][]
    readonly fixed: {
      readonly length: number
      readonly noise: number
      readonly variance: number
      readonly mean: number[]
      readonly deviation: number[]
    }
    readonly best: {
      readonly length: number
      readonly noise: number
      readonly variance: number
      readonly mean: number
      readonly logLikelihood: number
    }
  }
  readonly correlation: {
    readonly one: number[]
    readonly other: number[]
    readonly pearson: number
    readonly spearman: number
  }
}

/** Results of scikit-learn and scipy, frozen by test/fixtures/forecast/reference.py. */
export const reference = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../fixtures/forecast/reference.json', import.meta.url)), 'utf8'),
) as Reference
