import type { ScalingFit } from '../../core/scaling/scaling-fit.ts'
import type { GainFit } from '../../core/scaling/score-gain.ts'
import type { ModelObservation } from '../../core/scaling/model-observation.ts'
import type { Split } from '../../core/scaling/split.ts'
import { plural } from '../../core/format/quantity.ts'
import { CommandFailure } from '../failure.ts'
import type { BaselineOptions, LawOptions, ObservationOptions } from './scaling-options.ts'

/** A law as the documents of `fit` and `gain` write it. */
export function lawDocument(
  { law, metricWeights, equivalent }: Pick<ScalingFit, 'law' | 'metricWeights' | 'equivalent'>,
  metrics: readonly string[],
  referenceFamily: string,
) {
  const { alpha, beta, floor, converged } = law
  return {
    alpha,
    beta,
    floor,
    converged,
    metricWeights: Object.fromEntries(metrics.map((metric, j) => [metric, metricWeights[j]!])),
    equivalent: equivalent === null ? null : { family: referenceFamily, ...equivalent },
  }
}

export function errorsDocument({ train, test, baseline }: Pick<ScalingFit | GainFit, 'train' | 'test' | 'baseline'>) {
  return { train, test, baseline: { train: baseline.train, test: baseline.test } }
}

export function predictionDocument(prediction: GainFit['predictions'][number]) {
  const { model, family, split, observed, predicted, lower, upper, equivalentFlops } = prediction
  return { model, family, split, observed, predicted, lower, upper, equivalentFlops }
}

export function intervalDocument(
  { replicates, resampled, coverage }: Pick<ScalingFit, 'replicates' | 'resampled' | 'coverage'>,
  { level, seed }: LawOptions,
) {
  return { level, replicates, resampled, seed, coverage }
}

export function settingsDocument(
  options: ObservationOptions & LawOptions & BaselineOptions & { readonly target: string },
  { metrics, split, testOnly }: { metrics: readonly string[]; split: Split; testOnly: readonly string[] },
) {
  const { components, target, chance, top, link, loss, baseline } = options
  return { metrics, components, target, split, testOnly, chance, top, link, loss, baseline }
}

/** What a law lacks: its equivalent compute, or a baseline for some of the models held out. */
export function lawNotes(
  { test, baseline, equivalent }: Pick<GainFit, 'test' | 'baseline'> & Pick<ScalingFit, 'equivalent'>,
  referenceFamily: string,
): string[] {
  return [
    ...(equivalent === null
      ? [
          `no equivalent compute: family '${referenceFamily}' has fewer than two models with different FLOPs and a score`,
        ]
      : []),
    ...(test.n > 0 && baseline.test.n < test.n
      ? [`the baseline is tested on ${baseline.test.n} of ${plural(test.n, 'model')}; the others lack its predictor`]
      : []),
  ]
}

/** Told before the fit, which may take minutes. */
export function requireReference(scored: readonly ModelObservation[], family: string): void {
  const amounts = new Set(
    scored.flatMap((model) => (model.family === family && model.flops !== null ? [model.flops] : [])),
  )
  if (amounts.size < 2) throw uselessReference(family, amounts.size === 0 ? 'none' : 'one')
}

/** A family that was named as reference and gives no equivalent compute. */
export function uselessReference(family: string, found: string): CommandFailure {
  return new CommandFailure(
    `--reference-family '${family}': expected two of its models with different FLOPs and a score, found ${found}`,
    { code: 'invalid' },
  )
}
