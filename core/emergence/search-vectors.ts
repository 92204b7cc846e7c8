import type { ElbowShape } from './emergence-law.ts'

/**
 * What searches and chains move are lists of numbers; here they have names. The exponent is moved by its logarithm, so
 * that it stays above 0.
 */

/** How the elbow after finetuning stands beside the few-shot one. */
export interface ShiftCoordinates {
  readonly shift: number
  readonly logExponent: number
}

/** All elbows of a law. */
export interface ElbowCoordinates extends ShiftCoordinates {
  readonly fewShotElbow: number
}

/** A law; `height` is what it gains at the strongest checkpoint after the most examples. */
export interface LawCoordinates extends ElbowCoordinates {
  readonly height: number
  readonly base: number
}

export function shiftVector({ shift, logExponent }: ShiftCoordinates): number[] {
  return [shift, logExponent]
}

export function shiftOfVector([shift, logExponent]: readonly number[]): ShiftCoordinates {
  return { shift: shift!, logExponent: logExponent! }
}

export function elbowVector({ fewShotElbow, shift, logExponent }: ElbowCoordinates): number[] {
  return [fewShotElbow, shift, logExponent]
}

export function elbowOfVector([fewShotElbow, shift, logExponent]: readonly number[]): ElbowCoordinates {
  return { fewShotElbow: fewShotElbow!, shift: shift!, logExponent: logExponent! }
}

export function lawVector({ fewShotElbow, shift, logExponent, height, base }: LawCoordinates): number[] {
  return [fewShotElbow, shift, logExponent, height, base]
}

export function lawOfVector([fewShotElbow, shift, logExponent, height, base]: readonly number[]): LawCoordinates {
  return { fewShotElbow: fewShotElbow!, shift: shift!, logExponent: logExponent!, height: height!, base: base! }
}

export function elbowCoordinates({ fewShotElbow, shift, exponent }: ElbowShape): ElbowCoordinates {
  return { fewShotElbow, shift, logExponent: Math.log(exponent) }
}

export function elbowShape({ fewShotElbow, shift, logExponent }: ElbowCoordinates): ElbowShape {
  return { fewShotElbow, shift, exponent: Math.exp(logExponent) }
}
