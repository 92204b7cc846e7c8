import { seededGenerator } from '../random/seeded-generator.ts'
import { normalDeviates } from '../random/normal-deviate.ts'
import { mean } from '../statistics/moments.ts'
import { elbow } from './emergence-law.ts'
import { forecastEmergence, type EmergenceSettings, type Interval } from './forecast-emergence.ts'
import { simulateCheckpoints, typicalStudy, type SimulatedStudy } from './simulate.ts'

/** One simulated study with a known law, fitted as if it were real. */
export interface SimulatedForecast {
  /** Few-shot emergence of the law, in nats. */
  readonly truth: number
  readonly mostLikely: number
  readonly posterior: Interval
  readonly bootstrap?: Interval
  readonly trustworthy: boolean
}

export interface Coverage {
  readonly simulations: number
  /** Share of the stated intervals. */
  readonly stated: number
  /** Share of simulations whose interval holds the truth. */
  readonly posterior: number
  readonly bootstrap?: number
  /** Standard error of these shares at the stated one. */
  readonly standardError: number
  /** Mean and root mean square of most likely minus true emergence, in nats. */
  readonly bias: number
  readonly error: number
  /** Share of most likely points within 0.1 nats of the truth, which Snell and others count as a success. */
  readonly withinTenth: number
  /** Mean width of the intervals in nats. */
  readonly posteriorWidth: number
  readonly bootstrapWidth?: number
  /** Share of simulations whose chains agree. */
  readonly trustworthy: number
}

/** Simulates one study from a seed and forecasts its emergence from the same settings as for real checkpoints. */
export function forecastSimulated(study: SimulatedStudy, settings: EmergenceSettings, seed: number): SimulatedForecast {
  const generator = seededGenerator(seed)
  const { emergence, posterior } = forecastEmergence(simulateCheckpoints(study, generator), settings, generator)
  return { truth: elbow(study.law, settings.fewShot), ...emergence, trustworthy: posterior.trustworthy }
}

/**
 * A study like the typical one with a law of its own, drawn from the seed: slope 0.4 to 1.6, base 0 to 0.3, exponent
 * log-normal around 1 with a standard deviation of 0.3, few-shot emergence at 2 nats, shift 0.15 to 0.35 nats, noise
 * 0.005 to 0.02.
 */
export function randomStudy(seed: number, fewShot: number): SimulatedStudy {
  const generator = seededGenerator(seed)
  const normal = normalDeviates(generator)
  const between = (low: number, high: number): number => low + (high - low) * generator.real()
  const exponent = Math.exp(0.3 * normal())
  const low = Math.log(fewShot) ** exponent
  const factor = between(0.15, 0.35) / (Math.log(typicalStudy.examples.at(-1)!) ** exponent - low)
  return {
    ...typicalStudy,
    law: {
      form: 'log-power',
      slope: between(0.4, 1.6),
      base: between(0, 0.3),
      factor,
      exponent,
      offset: 2 - factor * low,
    },
    noise: between(0.005, 0.02),
  }
}

/** How often the 90% intervals hold the truth, and how far the points miss it. */
export function coverageOf(forecasts: readonly SimulatedForecast[]): Coverage {
  if (forecasts.length === 0) throw new RangeError('Coverage: expected at least one simulation, found none')
  const count = forecasts.length
  const meanOf = (value: (forecast: SimulatedForecast) => number): number => mean(forecasts.map(value))
  const holds = ({ lower, upper }: Interval, truth: number): number => (lower <= truth && truth <= upper ? 1 : 0)
  const bootstrapped = forecasts.every(({ bootstrap }) => bootstrap !== undefined)
  return {
    simulations: count,
    stated: 0.9,
    posterior: meanOf(({ posterior, truth }) => holds(posterior, truth)),
    standardError: Math.sqrt((0.9 * 0.1) / count),
    bias: meanOf(({ mostLikely, truth }) => mostLikely - truth),
    error: Math.sqrt(meanOf(({ mostLikely, truth }) => (mostLikely - truth) ** 2)),
    withinTenth: meanOf(({ mostLikely, truth }) => (Math.abs(mostLikely - truth) <= 0.1 ? 1 : 0)),
    posteriorWidth: meanOf(({ posterior }) => posterior.upper - posterior.lower),
    trustworthy: meanOf(({ trustworthy }) => (trustworthy ? 1 : 0)),
    ...(bootstrapped
      ? {
          bootstrap: meanOf(({ bootstrap, truth }) => holds(bootstrap!, truth)),
          bootstrapWidth: meanOf(({ bootstrap }) => bootstrap!.upper - bootstrap!.lower),
        }
      : {}),
  }
}
