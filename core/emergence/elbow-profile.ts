import { nelderMead } from '../optimisation/nelder-mead.ts'
import type { ElbowShape } from './emergence-law.ts'
import { lawFitAt, squaresAt, type LawFit } from './fit-law.ts'
import { leastSquares, type LawData } from './likelihood.ts'
import { elbowShape, shiftOfVector, shiftVector } from './search-vectors.ts'

/** Elbows whose laws fit equally well. */
export interface ElbowRange {
  readonly lower: number
  readonly upper: number
}

/**
 * Half the 90 % point of chi-squared with one degree: elbows whose log-likelihood lies within this of the best are not
 * told apart.
 */
export const equalWithin = 1.3528

/** Where the log-likelihood has fallen by this much, a fit is clearly worse. */
const clearlyWorse = 3 * equalWithin

/**
 * Elbows that fit equally well beside those that fit not clearly worse. Around a peak as of a normal likelihood the one
 * range is sqrt(1/3) = 0.58 as wide as the other; from 0.75 on the likelihood is a plateau with steep ends, and a point
 * on it is arbitrary.
 */
const plateauShare = 0.75

/** The likelihood over the few-shot elbow, with the other parameters at their most likely. */
export interface ElbowProfile extends ElbowRange {
  /** True where the likelihood is so flat between the ends that a point between them would be arbitrary. */
  readonly isPlateau: boolean
}

/**
 * The range around the best elbow in which the loss of log-likelihood is at most `equalWithin` (a 90 % profile
 * interval), and whether it is a plateau. Followed to both sides in steps, then by bisection.
 *
 * @param lossAt how much the log-likelihood at an elbow falls short of the best
 * @param step how far apart elbows are looked at first
 */
export function profileAround(
  best: number,
  edges: ElbowRange,
  step: number,
  lossAt: (elbow: number) => number,
): ElbowProfile {
  const crossing = (inside: number, outside: number, level: number): number => {
    for (let round = 0; round < 8; round++) {
      const middle = (inside + outside) / 2
      if (lossAt(middle) <= level) inside = middle
      else outside = middle
    }
    return inside
  }
  const follow = (direction: 1 | -1): { readonly equal: number; readonly worse: number } => {
    const edge = direction > 0 ? edges.upper : edges.lower
    let equal: number | undefined
    for (let at = best; ; ) {
      const next = direction * (at + direction * step - edge) >= 0 ? edge : at + direction * step
      const loss = lossAt(next)
      if (equal === undefined && loss > equalWithin) equal = crossing(at, next, equalWithin)
      if (loss > clearlyWorse) return { equal: equal!, worse: crossing(at, next, clearlyWorse) }
      if (next === edge) return { equal: equal ?? edge, worse: edge }
      at = next
    }
  }
  const down = follow(-1)
  const up = follow(1)
  const isPlateau = up.equal - down.equal > plateauShare * (up.worse - down.worse)
  return { lower: down.equal, upper: up.equal, isPlateau }
}

// Far below the difference that counts as equal.
const search = { valueTolerance: 1e-6, pointTolerance: 1e-2, evaluations: 200 }

/**
 * How much log-likelihood is lost with so many times the least sum of squares. The degrees of freedom stand for the
 * number of rows, as in the F test, so that few rows with fitted noise do not seem to tell more than they do.
 */
export function profileLoss(squaresRatio: number, degreesOfFreedom: number): number {
  return 0.5 * Math.max(1, degreesOfFreedom) * Math.log(squaresRatio)
}

/** The profile likelihood of the few-shot elbow (Pawitan, In All Likelihood, section 3.4), on the loss scale. */
export function elbowProfile(data: LawData, fit: LawFit): ElbowProfile {
  const { bounds } = data
  const step = (data.mostLoss - data.leastLoss) / 48
  const floor = leastSquares(data)
  const least = fit.noise ** 2 * fit.rows
  // The nearest elbow that was searched already gives the start.
  const known: ElbowShape[] = [fit.shape]
  const lossAt = (elbow: number): number => {
    const near = known.reduce((best, shape) =>
      Math.abs(shape.fewShotElbow - elbow) < Math.abs(best.fewShotElbow - elbow) ? shape : best,
    )
    const { shape, squares } = profileAt(data, elbow, near)
    known.push(shape)
    return profileLoss((squares + floor) / (least + floor), fit.rows - 5)
  }
  return profileAround(fit.shape.fewShotElbow, { lower: bounds.leastElbow, upper: bounds.mostElbow }, step, lossAt)
}

/** The most likely law with its few-shot elbow in the middle of a range, told as the fit that found the range. */
export function lawInTheMiddle(data: LawData, fit: LawFit, { lower, upper }: ElbowRange): LawFit {
  return lawFitAt(data, profileAt(data, (lower + upper) / 2, fit.shape).shape, fit)
}

/**
 * The least squares over shift and exponent for a few-shot elbow, searched from the shape of a neighbour and from
 * others.
 */
function profileAt(
  data: LawData,
  fewShotElbow: number,
  near: ElbowShape,
): { readonly shape: ElbowShape; readonly squares: number } {
  const range = data.mostLoss - data.leastLoss
  const { mostElbow, leastExponent, mostExponent } = data.bounds
  const shapeOf = (vector: readonly number[]): ElbowShape => elbowShape({ fewShotElbow, ...shiftOfVector(vector) })
  const squaresOf = (point: readonly number[]): number => squaresAt(data, shapeOf(point))
  const shift = Math.min(near.shift, mostElbow - fewShotElbow)
  // A neighbour's elbow after finetuning may be the one to keep, and its exponent may be far off.
  const kept = Math.min(mostElbow - fewShotElbow, Math.max(0, near.fewShotElbow + near.shift - fewShotElbow))
  const exponent = Math.min(mostExponent / 1.01, Math.max(leastExponent * 1.01, near.exponent))
  const logExponent = Math.log(exponent)
  const starts = [shiftVector({ shift, logExponent }), shiftVector({ shift: kept, logExponent })]
  let least = { point: starts[0]!, value: squaresOf(starts[0]!) }
  for (const start of starts) {
    if (!Number.isFinite(squaresOf(start))) continue
    const minimum = nelderMead(squaresOf, start, shiftVector({ shift: 0.05 * range, logExponent: 0.25 }), search)
    if (minimum.value < least.value) least = { point: [...minimum.point], value: minimum.value }
  }
  return { shape: shapeOf(least.point), squares: least.value }
}
