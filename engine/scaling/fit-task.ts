import { fitScaling, type ScalingFitSettings, type UnscoredForecast } from '../../core/scaling/scaling-fit.ts'
import type { ScoreLaw } from '../../core/scaling/score-law.ts'
import type { TabledObservation } from '../../core/scaling/score-columns.ts'
import type { ScalingFit } from '../api/scaling-contract.ts'
import type { Report } from '../computing/report.ts'

export interface ScalingFitInput {
  readonly scored: readonly (TabledObservation & { readonly score: number })[]
  readonly unscored: readonly TabledObservation[]
  readonly settings: Omit<ScalingFitSettings, 'heldOut' | 'onReplicate'>
}

/** The law from capability measures to a score, with intervals. */
export function scalingFitTask({ scored, unscored, settings }: ScalingFitInput, report: Report): ScalingFit {
  const fit = fitScaling(scored, { ...settings, onReplicate: (done) => report(done, settings.replicates) }, unscored)
  const forecast = (found: UnscoredForecast, { id, flops, size }: TabledObservation) => ({
    id,
    model: found.model,
    family: found.family,
    flops: flops ?? null,
    size: size ?? null,
    predicted: found.predicted,
    lower: found.lower,
    upper: found.upper,
    level: found.level,
    equivalentFlops: found.equivalentFlops,
  })
  return {
    train: fit.train,
    test: fit.test,
    baseline: {
      train: fit.baseline.train,
      test: fit.baseline.test,
      law: fit.baseline.law === undefined ? null : plainLaw(fit.baseline.law),
    },
    comparison: fit.comparison ?? null,
    notes: [...fit.notes],
    law: plainLaw(fit.law),
    explained: [...fit.space.explained],
    metricWeights: [...fit.metricWeights],
    equivalent: fit.equivalent ?? null,
    predictions: fit.predictions.map((found, index) => ({
      ...forecast(found, scored[index]!),
      split: found.split,
      observed: found.observed,
    })),
    unscored: fit.unscored.map((found, index) => forecast(found, unscored[index]!)),
    resampled: fit.resampled,
    replicates: fit.replicates,
    coverage: fit.coverage,
  }
}

function plainLaw({ alpha, beta, floor, converged }: ScoreLaw): ScalingFit['law'] {
  return { alpha, beta: [...beta], floor, converged }
}
