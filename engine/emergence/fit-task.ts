import type { CheckpointScore } from '../../core/emergence/checkpoint.ts'
import { compareEmergence } from '../../core/emergence/compare-emergence.ts'
import { elbowBand } from '../../core/emergence/elbow-band.ts'
import {
  forecastEmergence,
  stepsOf,
  type EmergenceForecast as Forecast,
  type EmergenceSettings,
  type Interval,
} from '../../core/emergence/forecast-emergence.ts'
import { seededGenerator } from '../../core/random/seeded-generator.ts'
import type { EmergenceComparison, EmergenceForecast } from '../api/emergence-contract.ts'
import type { Report } from '../computing/report.ts'

export interface EmergenceFitInput {
  readonly first: readonly CheckpointScore[]
  readonly second: readonly CheckpointScore[] | null
  readonly settings: {
    readonly law: EmergenceSettings['form']
    readonly lossScale: EmergenceSettings['lossScale']
    readonly fewShot: number
    readonly leastLoss: number | null
    readonly bootstrap: number
    readonly seed: number
  }
}

/** The law of one table of checkpoints, or of two with their difference. */
export function emergenceFitTask(
  { first, second, settings }: EmergenceFitInput,
  report: Report,
): { first: EmergenceForecast; second: EmergenceForecast | null; comparison: EmergenceComparison | null } {
  const { law, lossScale, fewShot, leastLoss, bootstrap, seed } = settings
  const wanted: EmergenceSettings = {
    form: law,
    lossScale,
    fewShot,
    bootstrap,
    ...(leastLoss === null ? {} : { leastLoss }),
  }
  const total = stepsOf(wanted) * (second === null ? 1 : 2)
  let done = 0
  const forecast = (rows: readonly CheckpointScore[]): Forecast =>
    forecastEmergence(rows, wanted, seededGenerator(seed), () => {
      done += 1
      report(done, total)
    })
  const one = forecast(first)
  const other = second === null ? null : forecast(second)
  return {
    first: plain(one, first),
    second: other === null || second === null ? null : plain(other, second),
    comparison: other === null ? null : compareEmergence(one, other, seededGenerator(seed)),
  }
}

function plain(forecast: Forecast, rows: readonly CheckpointScore[]): EmergenceForecast {
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
    cdf: cumulative.map((point) => ({
      loss: point.loss,
      posterior: point.posterior,
      bootstrap: point.bootstrap ?? null,
    })),
    elbows: elbowBand(forecast, most),
    diagnostics: {
      draws: posterior.laws.length,
      acceptance: [...posterior.acceptance],
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
            posterior: finiteInterval(horizon.posterior),
          },
    observed: observed ?? null,
    notes: [...notes],
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

function finiteInterval({ lower, median, upper }: Interval): {
  lower: number | null
  median: number | null
  upper: number | null
} {
  return { lower: finite(lower), median: finite(median), upper: finite(upper) }
}
