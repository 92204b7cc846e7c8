import type { CheckpointScore } from './checkpoint.ts'
import { elbowBand, type ElbowPoint } from './elbow-band.ts'
import type { ElbowRange } from './elbow-profile.ts'
import type { EmergenceLaw } from './emergence-law.ts'
import type { EmergenceForecast, Interval, ObservedForecast } from './forecast-emergence.ts'
import type { GoodnessOfFit } from './goodness-of-fit.ts'

/** The 5, 50 and 95 % points of a multiple of compute; null stands for infinity: a loss that no compute reaches. */
export interface FactorPoints {
  readonly lower: number | null
  readonly median: number | null
  readonly upper: number | null
}

/** A forecast of emergence without the draws behind it. Losses are in nats; null: not known, or not asked for. */
export interface EmergenceSummary {
  /** Finetuned rows that were fitted. */
  readonly rows: number
  /** Least loss among the checkpoints fitted. */
  readonly strongest: number
  readonly law: EmergenceLaw
  readonly noise: number
  readonly logLikelihood: number
  readonly starts: number
  readonly agreeing: number
  readonly goodness: GoodnessOfFit
  readonly emergence: {
    /** The middle of `equallyLikely` where that is not null. */
    readonly mostLikely: number
    /** Emergences that fit about equally well, where a point would be arbitrary. */
    readonly equallyLikely: ElbowRange | null
    readonly posterior: Interval
    /** Monte Carlo standard errors of the posterior's 5 and 95 % points. */
    readonly boundError: ElbowRange
    readonly bootstrap: Interval | null
  }
  /** Probability that the few-shot emergence lies at or below each loss. */
  readonly cdf: readonly { readonly loss: number; readonly posterior: number; readonly bootstrap: number | null }[]
  /** The elbow at amounts of data from the few-shot limit to the most examples. */
  readonly elbows: readonly ElbowPoint[]
  readonly diagnostics: {
    readonly draws: number
    /** Of each chain. */
    readonly acceptance: readonly number[]
    readonly parameters: readonly {
      readonly parameter: string
      readonly rHat: number | null
      readonly effectiveSampleSize: number
    }[]
    readonly trustworthy: boolean
  }
  /** Compute as a multiple of that of the strongest checkpoint fitted. */
  readonly horizon: {
    readonly rate: number
    readonly noise: number
    readonly checkpoints: number
    readonly mostLikely: number | null
    readonly posterior: FactorPoints
  } | null
  readonly observed: ObservedForecast | null
  readonly notes: readonly string[]
}

/** @param rows that the forecast was made from */
export function emergenceSummary(forecast: EmergenceForecast, rows: readonly CheckpointScore[]): EmergenceSummary {
  const { fit, goodness, posterior, emergence, strongest, cumulative, horizon, observed, notes } = forecast
  const most = rows.reduce((largest, { examples }) => Math.max(largest, examples), 0)
  return {
    rows: fit.rows,
    strongest,
    law: fit.law,
    noise: fit.noise,
    logLikelihood: fit.logLikelihood,
    starts: fit.starts,
    agreeing: fit.agreeing,
    goodness,
    emergence: { ...emergence, equallyLikely: emergence.equallyLikely ?? null, bootstrap: emergence.bootstrap ?? null },
    cdf: cumulative.map(({ loss, posterior: share, bootstrap }) => ({
      loss,
      posterior: share,
      bootstrap: bootstrap ?? null,
    })),
    elbows: elbowBand(forecast, most),
    diagnostics: {
      draws: posterior.laws.length,
      acceptance: posterior.acceptance,
      parameters: posterior.diagnostics.map(({ parameter, potentialScaleReduction, effectiveSampleSize }) => ({
        parameter,
        rHat: finite(potentialScaleReduction),
        effectiveSampleSize,
      })),
      trustworthy: posterior.trustworthy,
    },
    horizon:
      horizon === undefined
        ? null
        : {
            rate: horizon.line.rate,
            noise: horizon.line.noise,
            checkpoints: horizon.line.checkpoints,
            mostLikely: finite(horizon.mostLikely),
            posterior: {
              lower: finite(horizon.posterior.lower),
              median: finite(horizon.posterior.median),
              upper: finite(horizon.posterior.upper),
            },
          },
    observed: observed ?? null,
    notes,
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
