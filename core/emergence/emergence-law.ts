/** How the elbow moves with the finetuning data: with a power of its logarithm, or of the amount itself. */
export type LawForm = 'log-power' | 'power'

/**
 * The law of Snell and others (arXiv 2411.16035): `Perf(L, D) = A max(E(D) - L, 0) + B`, with the elbow
 * `E(D) = k (ln D)^alpha + C` ("log-power") or `E(D) = k D^alpha + C` ("power").
 */
export interface EmergenceLaw {
  readonly form: LawForm
  /** A: score gained per nat below the elbow. */
  readonly slope: number
  /** B: score above the elbow. */
  readonly base: number
  /** k, in nats. */
  readonly factor: number
  /** alpha. */
  readonly exponent: number
  /** C, in nats. */
  readonly offset: number
}

/**
 * The same law told by what the data show: the elbow in the few-shot limit and at the most examples. The exponent only
 * says how the elbow gets from the one to the other, so these parameters are far less entangled than k, alpha and C.
 */
export interface LawShape extends ElbowShape {
  readonly form: LawForm
  /** D0, the low-data limit: about the number of few-shot examples, at least 1. */
  readonly fewShot: number
  /** The largest amount of finetuning data, above D0. */
  readonly most: number
}

/** Where the elbow lies in the few-shot limit, and how it moves with the data. */
export interface ElbowShape {
  readonly fewShotElbow: number
  /** How far finetuning on the most examples moves the elbow towards weaker models, in nats. */
  readonly shift: number
  readonly exponent: number
}

/** The straight line below the elbow: A and B of the law. */
export interface RisingLine {
  readonly slope: number
  readonly base: number
}

/** Exponents for which the law can be told from a straight line or a step; a fit at an edge is reported as such. */
export const exponentRange: Readonly<Record<LawForm, { readonly least: number; readonly most: number }>> = {
  'log-power': { least: 0.1, most: 10 },
  power: { least: 0.02, most: 3 },
}

/** The elbow E(D) in nats after finetuning on `examples` (at least 1). */
export function elbow(law: EmergenceLaw, examples: number): number {
  return law.factor * rise(law.form, law.exponent, examples) + law.offset
}

/** The score that the law expects of a checkpoint of pretraining loss `loss` (nats) after finetuning on `examples`. */
export function expectedScore(law: EmergenceLaw, loss: number, examples: number): number {
  return law.slope * Math.max(elbow(law, examples) - loss, 0) + law.base
}

/** The share of the shift that `examples` bring, from 0 at D0 to 1 at the most examples. */
export function shareOfShift(
  shape: Pick<LawShape, 'form' | 'fewShot' | 'most' | 'exponent'>,
  examples: number,
): number {
  const { form, exponent, fewShot, most } = shape
  const low = rise(form, exponent, fewShot)
  return (rise(form, exponent, examples) - low) / (rise(form, exponent, most) - low)
}

/** The law in the published parameters. */
export function lawOfShape(shape: LawShape, slope: number, base: number): EmergenceLaw {
  const { form, exponent, fewShot, most } = shape
  const low = rise(form, exponent, fewShot)
  const factor = shape.shift / (rise(form, exponent, most) - low)
  return { form, slope, base, factor, exponent, offset: shape.fewShotElbow - factor * low }
}

function rise(form: LawForm, exponent: number, examples: number): number {
  return (form === 'log-power' ? Math.log(examples) : examples) ** exponent
}
