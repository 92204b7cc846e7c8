import { exponentRange, type ElbowShape, type LawForm } from './emergence-law.ts'

/**
 * Where a law is looked for, on the loss scale: the fit, its profile and the prior of the posterior share these bounds.
 */
export interface LawBounds {
  /** Every elbow, the few-shot one and those after finetuning, lies between these. */
  readonly leastElbow: number
  readonly mostElbow: number
  readonly leastExponent: number
  readonly mostExponent: number
  /** Largest slope: a hundred times as steep as scores that rise over the whole range of losses. */
  readonly steepest: number
}

export interface LossesAndScores {
  readonly leastLoss: number
  readonly mostLoss: number
  readonly scoreRange: number
}

/** Elbows reach one range of losses beyond the checkpoints on either side, but no loss below 0 nats. */
export function lawBounds(
  form: LawForm,
  isInNats: boolean,
  { leastLoss, mostLoss, scoreRange }: LossesAndScores,
): LawBounds {
  const range = mostLoss - leastLoss
  const { least, most } = exponentRange[form]
  return {
    leastElbow: isInNats ? Math.max(0, leastLoss - range) : leastLoss - range,
    mostElbow: mostLoss + range,
    leastExponent: least,
    mostExponent: most,
    steepest: (100 * scoreRange) / range,
  }
}

/** True where elbows, shift (at least 0) and exponent are within the bounds. */
export function hasElbowsWithin(bounds: LawBounds, { fewShotElbow, shift, exponent }: ElbowShape): boolean {
  return (
    shift >= 0 &&
    fewShotElbow >= bounds.leastElbow &&
    fewShotElbow + shift <= bounds.mostElbow &&
    exponent >= bounds.leastExponent &&
    exponent <= bounds.mostExponent
  )
}
