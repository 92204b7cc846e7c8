import { median } from '../statistics/median.ts'
import { tensorDistances, type WeightSpace } from './weight-space.ts'

/**
 * Squared distance between weights and what a type makes of them, over their squared length: of 262,144 normally
 * distributed weights in rows of 4,096, by ggml's own routines without an importance matrix (a test computes them
 * anew). Of weights with heavier tails (Laplace, Student's t with 5 degrees) it is up to 1.6 times as much; of the
 * layers of trained models .9 to 1.1 times.
 */
const noise: Readonly<Record<string, number>> = {
  F32: 0,
  F64: 0,
  F16: 4.3e-8,
  BF16: 2.75e-6,
  Q8_0: 2.88e-5,
  Q8_K: 2.7e-5,
  Q6_K: 3.15e-4,
  Q5_0: 1.81e-3,
  Q5_1: 1.44e-3,
  Q5_K: 1.31e-3,
  Q4_0: 7.36e-3,
  Q4_1: 6.15e-3,
  Q4_K: 5.11e-3,
  Q3_K: 2.28e-2,
  Q2_K: 8.8e-2,
  IQ4_NL: 5.81e-3,
  IQ4_XS: 5.89e-3,
  IQ3_S: 2.76e-2,
  IQ3_XXS: 4.53e-2,
  IQ2_S: 7.02e-2,
  IQ2_XS: 8.98e-2,
  IQ2_XXS: 0.118,
  IQ1_M: 0.204,
  IQ1_S: 0.236,
  MXFP4: 1.3e-2,
  NVFP4: 1.06e-2,
  TQ1_0: 0.651,
  TQ2_0: 0.653,
}

/** Squared noise of a tensor type over the squared length of the weights; null of types that are not known. */
export function typeNoise(type: string): number | null {
  return noise[type] ?? null
}

/** Above this a type is a quantization, and its noise no rounding. */
const mostRounding = 3e-6
/** Squared distance of a tensor over that expected of its types: of the same weights within these limits. */
const [leastRatio, mostRatio] = [0.4, 2.5] as const

/**
 * Squared distance over squared length that sketches of the same weights have, at most: their buckets are sums of
 * floats, which another processor may round otherwise by 1e-7 of them.
 */
export const mostSketchRounding = 1e-12

/** What the distance of two models is, measured by the noise of their types. */
export interface NoiseFit {
  /** Whether it is what the types alone make of the same weights. */
  readonly fits: boolean
  /** Median over tensors of the squared distance over that expected of the types. */
  readonly ratio: number
  /** Tensors that are compared, of which those two types are of no noise or the same type are left out. */
  readonly tensors: number
}

/**
 * Holds the distance of two models against the noise of their types. Where a tensor has the same type in both, the same
 * weights give no distance at all. Null where no tensor tells: no type differs in noise.
 *
 * A quantizer's noise is spread alike over all tensors of a type; what a training changes is not.
 */
export function noiseFit(space: WeightSpace, left: number, right: number): NoiseFit | null {
  const distances = tensorDistances(space, left, right)
  const ratios: number[] = []
  let changed = 0
  for (const [tensor, distance] of distances.entries()) {
    const length = Math.max(space.squares[left]![tensor]!, space.squares[right]![tensor]!)
    if (length === 0) continue
    const expected = expectedNoise(space.types[left]![tensor]!, space.types[right]![tensor]!)
    if (expected === null) return null
    if (expected > 0) ratios.push(distance / length / expected)
    else if (distance > mostSketchRounding * length) changed += 1
  }
  if (ratios.length === 0) return null
  const ratio = median(ratios)
  const within = ratios.filter(isRatioOfNoise).length
  return {
    fits: ratio > 0.5 && ratio < 1.9 && within >= 0.9 * ratios.length && changed === 0,
    ratio,
    tensors: ratios.length,
  }
}

/** Noise of a tensor type, where that of floats and of types that are not known counts as none. */
export function roundedNoise(type: string): number {
  const squared = typeNoise(type) ?? 0
  return squared <= mostRounding ? 0 : squared
}

/**
 * Squared distance over squared length that two types make of the same weights: none where both are the same type. Null
 * of types that are not known.
 */
export function expectedNoise(leftType: string, rightType: string): number | null {
  if (leftType === rightType) return 0
  const [left, right] = [typeNoise(leftType), typeNoise(rightType)]
  return left === null || right === null ? null : left + right
}

/** Whether a tensor's squared distance over the expected one is that of a quantizer, whatever the tails of weights. */
export function isRatioOfNoise(ratio: number): boolean {
  return ratio > leastRatio && ratio < mostRatio
}

/** Mean noise of a model's tensors, each counted by its weights; the unknown types as none. */
export function modelNoise({ tensors, types }: WeightSpace, model: number): number {
  let total = 0
  let weights = 0
  for (const [tensor, { elements }] of tensors.entries()) {
    total += elements * (typeNoise(types[model]![tensor]!) ?? 0)
    weights += elements
  }
  return weights === 0 ? 0 : total / weights
}

/** Whether a model's weights are stored as they were trained, but for the rounding of a float. */
export function isUnquantized(space: WeightSpace, model: number): boolean {
  return space.types[model]!.every((type) => (typeNoise(type) ?? Infinity) <= mostRounding)
}
