import { intervalText } from '../format/interval.ts'
import type { SeededGenerator } from '../random/seeded-generator.ts'
import { ascending, quantile } from '../sampling/quantile.ts'
import { quantileError } from '../sampling/quantile-error.ts'
import { bootstrapElbows } from './bootstrap-law.ts'
import { fewShotRows, finetunedRows, type CheckpointScore } from './checkpoint.ts'
import { computeFactor, lossOfCompute, type LossOfCompute } from './compute-horizon.ts'
import { elbowProfile, lawInTheMiddle, type ElbowRange } from './elbow-profile.ts'
import type { LawForm } from './emergence-law.ts'
import { observedElbow, type ObservedElbow } from './few-shot-truth.ts'
import { fitLaw, type LawFit } from './fit-law.ts'
import { misfitText } from './fit-verdict.ts'
import { goodnessOfFit, type GoodnessOfFit } from './goodness-of-fit.ts'
import { inNats, lawData, type LawData, type LossScale } from './likelihood.ts'
import { observedPosition, type ObservedPosition } from './observed-position.ts'
import { samplePosterior, usualChains, type Posterior, type PosteriorOptions } from './posterior.ts'

export interface EmergenceSettings {
  readonly form: LawForm
  /** D0, the low-data limit: about the number of few-shot examples, at least 1. */
  readonly fewShot: number
  readonly lossScale: LossScale
  /** Only checkpoints with at least this loss (nats) are fitted: what weaker checkpoints alone predict. */
  readonly leastLoss?: number
  /** Random starts of the fit; default 40. */
  readonly starts?: number
  readonly posterior?: PosteriorOptions
  /** Refits of the bootstrap; 0 leaves it out. */
  readonly bootstrap: number
}

/** The 5, 50 and 95% points of a distribution. */
export interface Interval {
  readonly lower: number
  readonly median: number
  readonly upper: number
}

export interface CumulativePoint {
  /** Pretraining loss in nats. */
  readonly loss: number
  /** Probability that the few-shot emergence lies at or below this loss. */
  readonly posterior: number
  /** The same by the bootstrap, where it was asked for. */
  readonly bootstrap?: number
}

export interface EmergenceForecast {
  readonly settings: EmergenceSettings
  /**
   * The most likely law; where a range of emergences fits equally well, the one with the emergence in the middle of it.
   */
  readonly fit: LawFit
  readonly goodness: GoodnessOfFit
  readonly posterior: Posterior
  /** Few-shot emergence in nats. */
  readonly emergence: {
    readonly mostLikely: number
    /** Emergences that fit about equally well, where a point would be arbitrary; `mostLikely` is then their middle. */
    readonly equallyLikely?: ElbowRange
    readonly posterior: Interval
    /** Monte Carlo standard errors of the posterior's 5 and 95 % points. */
    readonly boundError: ElbowRange
    readonly bootstrap?: Interval
  }
  /** Draws of the few-shot emergence in nats, ascending. */
  readonly draws: Float64Array
  readonly cumulative: readonly CumulativePoint[]
  /** Least loss among the checkpoints fitted, in nats. */
  readonly strongest: number
  /**
   * Compute to the few-shot emergence, as a multiple of that of the strongest checkpoint fitted; where compute is
   * known.
   */
  readonly horizon?: { readonly line: LossOfCompute; readonly mostLikely: number; readonly posterior: Interval }
  /**
   * Where checkpoints that were not finetuned emerge by themselves (nats), if the table has them; the fit does not see
   * it.
   */
  readonly observed?: ObservedForecast
  readonly notes: readonly string[]
}

export interface ObservedForecast extends ObservedElbow {
  /** Most likely minus observed emergence. */
  readonly error: number
  /** Against the posterior's interval. */
  readonly position: ObservedPosition
}

/**
 * Fits the emergence law to the finetuned rows and says where the task emerges few-shot, with the uncertainty of the
 * fit.
 *
 * @param onStep called after the fit, each chain and each replicate of the bootstrap
 * @throws RangeError where the rows are too few or cannot be used
 */
export function forecastEmergence(
  rows: readonly CheckpointScore[],
  settings: EmergenceSettings,
  generator: SeededGenerator,
  onStep: () => void = () => undefined,
): EmergenceForecast {
  const used = finetunedRows(rows, settings.leastLoss)
  const data = lawData(used, settings.form, settings.fewShot, settings.lossScale)
  const bestFit = fitLaw(data, generator, settings.starts)
  const profile = elbowProfile(data, bestFit)
  onStep()
  const posterior = samplePosterior(data, bestFit, generator, settings.posterior, onStep)
  const nats = (point: number): number => inNats(settings.lossScale, point)
  const chains = posterior.elbowChains.map((chain) => chain.map(nats))
  const draws = ascending(chains.flat())
  const interval = intervalOf(draws)
  const boundError = { lower: quantileError(chains, 0.05), upper: quantileError(chains, 0.95) }
  const range = profile.isPlateau ? { lower: nats(profile.lower), upper: nats(profile.upper) } : undefined
  const fit = range === undefined ? bestFit : lawInTheMiddle(data, bestFit, profile)
  const goodness = goodnessOfFit(data, fit.law)
  const replicates =
    settings.bootstrap > 0
      ? ascending(bootstrapElbows(data, fit, generator, settings.bootstrap, onStep).map(nats))
      : undefined
  const mostLikely = nats(fit.shape.fewShotElbow)
  const strongest = used.reduce((least, { loss }) => Math.min(least, loss), Number.POSITIVE_INFINITY)
  const line = lossOfCompute(used)
  const factor = (elbow: number): number => computeFactor(line!, strongest, elbow)
  const unfinetuned = fewShotRows(rows)
  const observed =
    new Set(unfinetuned.map(({ loss }) => loss)).size >= 4 ? observedInNats(unfinetuned, settings.lossScale) : undefined
  return {
    settings,
    fit,
    goodness,
    posterior,
    emergence: {
      mostLikely,
      ...(range === undefined ? {} : { equallyLikely: range }),
      posterior: interval,
      boundError,
      ...(replicates === undefined ? {} : { bootstrap: intervalOf(replicates) }),
    },
    draws,
    cumulative: cumulativePoints(draws, replicates),
    strongest,
    ...(line === undefined
      ? {}
      : { horizon: { line, mostLikely: factor(mostLikely), posterior: intervalOf(ascending(draws.map(factor))) } }),
    ...(observed === undefined
      ? {}
      : {
          observed: {
            ...observed,
            error: mostLikely - observed.elbow,
            position: observedPosition(
              observed.profile.isPlateau ? observed.profile : pointRange(observed.elbow),
              interval,
              boundError,
            ),
          },
        }),
    notes: notesOn({ fit, goodness, posterior, ...(range === undefined ? {} : { range }) }, data),
  }
}

/** How often `forecastEmergence` calls `onStep`. */
export function stepsOf({ bootstrap, posterior }: EmergenceSettings): number {
  return 1 + (posterior?.chains ?? usualChains) + bootstrap
}

/** The share of ascending draws that are at most `at`. */
export function shareAtMost(sorted: Float64Array, at: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! <= at) low = middle + 1
    else high = middle
  }
  return low / sorted.length
}

export function intervalOf(sorted: Float64Array): Interval {
  return { lower: quantile(sorted, 0.05), median: quantile(sorted, 0.5), upper: quantile(sorted, 0.95) }
}

function cumulativePoints(draws: Float64Array, replicates: Float64Array | undefined): CumulativePoint[] {
  const low = Math.min(
    quantile(draws, 0.001),
    replicates === undefined ? Number.POSITIVE_INFINITY : quantile(replicates, 0.005),
  )
  const high = Math.max(
    quantile(draws, 0.999),
    replicates === undefined ? Number.NEGATIVE_INFINITY : quantile(replicates, 0.995),
  )
  return Array.from({ length: 101 }, (_, index) => {
    const loss = low + ((high - low) * index) / 100
    return {
      loss,
      posterior: shareAtMost(draws, loss),
      ...(replicates === undefined ? {} : { bootstrap: shareAtMost(replicates, loss) }),
    }
  })
}

function observedInNats(rows: readonly CheckpointScore[], lossScale: LossScale): ObservedElbow {
  const elbow = observedElbow(
    rows.map(({ loss, score }) => ({ loss: lossScale === 'log' ? Math.log(loss) : loss, score })),
  )
  const { lower, upper, isPlateau } = elbow.profile
  const profile = { lower: inNats(lossScale, lower), upper: inNats(lossScale, upper), isPlateau }
  return {
    ...elbow,
    elbow: inNats(lossScale, isPlateau ? (elbow.profile.lower + elbow.profile.upper) / 2 : elbow.elbow),
    profile,
  }
}

function pointRange(at: number): ElbowRange {
  return { lower: at, upper: at }
}

interface Results {
  readonly fit: LawFit
  readonly goodness: GoodnessOfFit
  readonly posterior: Posterior
  readonly range?: ElbowRange
}

function notesOn({ fit, goodness, posterior, range }: Results, { starts, amounts }: LawData): string[] {
  const notes: string[] = []
  if (goodness.misfits) notes.push(misfitText(goodness))
  if (range !== undefined) {
    const ends = `${intervalText(range.lower, range.upper)} nats`
    notes.push(
      `any emergence from ${ends} fits about equally well; what is shown has it in the middle, and nothing tells it better than the posterior`,
    )
  }
  if (amounts.length < 3) notes.push('two amounts of data do not tell the exponent: the interval rests on its prior')
  if (starts.at(-1)! < 30)
    notes.push(`few rows (${starts.at(-1)}): expect the prediction to miss by more than 0.1 nats often`)
  if (fit.slopeAtEdge)
    notes.push('the law is as steep as is searched for: no checkpoint shows how scores rise below the elbow')
  if (fit.elbowAtEdge && range === undefined)
    notes.push(
      'the most likely emergence stands at the edge of the range searched: the data do not bound it; use the interval',
    )
  if (fit.exponentAtEdge) notes.push('the most likely exponent stands at the edge of the range searched')
  if (fit.law.slope === 0 || fit.shape.shift === 0)
    notes.push('the elbow does not move with the data, or no score rises below it')
  if (!fit.converged) notes.push('the search ended before it had converged')
  if (fit.agreeing < 3) notes.push(`only ${fit.agreeing} of ${fit.starts} starts reached the most likely law`)
  if (!posterior.trustworthy)
    notes.push('the chains do not agree well enough (R-hat above 1.02 or fewer than 400 effective draws): draw more')
  return notes
}
