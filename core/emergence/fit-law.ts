import { bestOfManyStarts } from '../optimisation/many-starts.ts'
import type { SimplexOptions } from '../optimisation/nelder-mead.ts'
import { normalDeviates } from '../random/normal-deviate.ts'
import type { SeededGenerator } from '../random/seeded-generator.ts'
import { exponentRange, lawOfShape, type EmergenceLaw, type LawShape } from './emergence-law.ts'
import { elbows, hingeFit, logLikelihood, type LawData } from './likelihood.ts'

export interface LawFit {
  readonly law: EmergenceLaw
  readonly shape: LawShape
  /** Standard deviation of the residuals, by maximum likelihood (divisor n). */
  readonly noise: number
  readonly logLikelihood: number
  readonly rows: number
  readonly starts: number
  /** Starts that ended at this maximum. */
  readonly agreeing: number
  readonly converged: boolean
  /** True where the exponent stands at an edge of the range that was searched. */
  readonly exponentAtEdge: boolean
  /** True where the few-shot elbow does: the data do not bound it on that side. */
  readonly elbowAtEdge: boolean
}

/**
 * The most likely law for normal residuals of one standard deviation. Slope and base are linear once the elbows are known,
 * so they are solved for exactly and only the few-shot elbow, the shift and the exponent are searched, from many starts
 * (variable projection, Golub and Pereyra, SIAM Journal on Numerical Analysis 10, 1973).
 *
 * The few-shot elbow is searched from one range of losses below the least (but no loss below 0) to one above the most. Where the data do not bound
 * it, it ends at an edge.
 *
 * @param starts random starts; default 40
 * @param first a shape to start from too, such as that of similar data
 * @param search when a local search ends; default as of `nelderMead`
 */
export function fitLaw(data: LawData, generator: SeededGenerator, starts = 40, first?: LawShape, search: SimplexOptions = {}): LawFit {
  const normal = normalDeviates(generator)
  const range = data.mostLoss - data.leastLoss
  const bounds = elbowBounds(data)
  const { least, most } = exponentRange[data.form]
  const middle = data.form === 'log-power' ? 1 : 0.3

  const objective = ([fewShotElbow, shift, logExponent]: readonly number[]): number => {
    const exponent = Math.exp(logExponent!)
    if (shift! < 0 || exponent < least || exponent > most) return Number.POSITIVE_INFINITY
    if (fewShotElbow! < bounds.least || fewShotElbow! + shift! > bounds.most) return Number.POSITIVE_INFINITY
    return hingeFit(data, elbows(data, fewShotElbow!, shift!, exponent)).squares
  }
  const points: number[][] = first === undefined ? [] : [[first.fewShotElbow, first.shift, Math.log(first.exponent)]]
  for (let index = 0; index < starts; index++) {
    const lowest = Math.max(bounds.least, data.leastLoss - 0.5 * range)
    const fewShotElbow = lowest + (data.mostLoss - 0.1 * range - lowest) * generator.real()
    const highest = fewShotElbow + (data.mostLoss + 0.2 * range - fewShotElbow) * generator.real()
    const exponent = Math.min(most / 1.01, Math.max(least * 1.01, middle * Math.exp(0.8 * normal())))
    points.push([fewShotElbow, highest - fewShotElbow, Math.log(exponent)])
  }
  const { point, value, ...found } = bestOfManyStarts(objective, points, [0.1 * range, 0.1 * range, 0.25], search)
  const exponent = Math.exp(point[2]!)
  const shape: LawShape = { form: data.form, fewShot: data.fewShot, most: data.most, fewShotElbow: point[0]!, shift: point[1]!, exponent }
  const { slope, base } = hingeFit(data, elbows(data, shape.fewShotElbow, shape.shift, exponent))
  const rows = data.losses.length
  return {
    law: lawOfShape(shape, slope, base),
    shape,
    noise: Math.sqrt(value / rows),
    logLikelihood: logLikelihood(value, rows),
    rows,
    starts: found.starts,
    agreeing: found.agreeing,
    converged: found.converged,
    exponentAtEdge: exponent < least * 1.001 || exponent > most / 1.001,
    elbowAtEdge: Math.min(shape.fewShotElbow - bounds.least, bounds.most - shape.fewShotElbow) < 1e-3 * range,
  }
}

/** Where elbows are looked for, on the loss scale: one range of losses beyond the checkpoints on either side, but no loss below 0. */
export function elbowBounds({ leastLoss, mostLoss, lossScale }: LawData): { readonly least: number; readonly most: number } {
  const range = mostLoss - leastLoss
  return { least: lossScale === 'nats' ? Math.max(0, leastLoss - range) : leastLoss - range, most: mostLoss + range }
}
