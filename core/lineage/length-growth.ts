import { median } from '../statistics/median.ts'
import { mostSketchRounding, typeNoise } from './quantization-noise.ts'
import { tensorDistances, type WeightSpace } from './weight-space.ts'

/**
 * By how much the weights grow from one model to another, in units of the step between them:
 *
 *     g = (|right|^2 - |left|^2) / |right - left|^2    of each tensor
 *
 * A step of training is nearly orthogonal to the weights it starts from, since there are so many directions. So g is
 * near 1 where the right model was trained from the left one, near -1 where it is the other way round, and between
 * them where both come from a third. Weight decay pulls g down; training that goes on in one direction lifts it to 2.
 * Over the nursery's 12 finetunes the median is .60 to .86, over the ladder's 48 continued trainings 1.2 to 2.1.
 */
export interface LengthGrowth {
  readonly median: number
  /** Share of the tensors that are longer in the right model. */
  readonly grown: number
  readonly tensors: number
}

/** Growth of one tensor. */
export interface TensorGrowth {
  readonly growth: number
  /**
   * Standard deviation of it by chance: a step in a random direction has an inner product with n weights that is
   * nearly normal, so that g has `2 |weights| / (|step| sqrt(n))`, much for small steps.
   */
  readonly chance: number
}

/** @param relativeStep length of the step over that of the weights */
export function chanceOfGrowth(relativeStep: number, weights: number): number {
  return 2 / (relativeStep * Math.sqrt(weights))
}

/** Fewer tensors than this tell nothing. */
const fewestTensors = 6
/** Of the median, the standard error by chance with which it tells something. */
const mostChance = 1
/** Standard error of a median over that of the mean, of normal values. */
const errorOfMedian = Math.sqrt(Math.PI / 2)

/** Null where too few tensors have changed beyond the noise of their types. */
export function lengthGrowth(space: WeightSpace, left: number, right: number): LengthGrowth | null {
  const distances = tensorDistances(space, left, right)
  const growths: TensorGrowth[] = []
  for (const [tensor, distance] of distances.entries()) {
    const [before, after] = [space.squares[left]![tensor]!, space.squares[right]![tensor]!]
    const noise = [left, right].reduce((sum, model) => sum + (typeNoise(space.types[model]![tensor]!) ?? 1), 0)
    const length = Math.max(before, after)
    if (distance <= 4 * (noise + mostSketchRounding) * length) continue
    const chance = chanceOfGrowth(Math.sqrt(distance / length), space.tensors[tensor]!.elements)
    growths.push({ growth: (after - before) / distance, chance })
  }
  return growthOfTensors(growths)
}

/** The growth of some tensors; null where they are too few, or chance alone makes as much of it. */
export function growthOfTensors(tensors: readonly TensorGrowth[]): LengthGrowth | null {
  if (tensors.length < fewestTensors) return null
  const chance = (errorOfMedian * median(tensors.map((tensor) => tensor.chance))) / Math.sqrt(tensors.length)
  if (chance > mostChance) return null
  return {
    median: median(tensors.map(({ growth }) => growth)),
    grown: tensors.filter(({ growth }) => growth > 0).length / tensors.length,
    tensors: tensors.length,
  }
}

/** The growth the other way round. */
export function turnedGrowth(growth: LengthGrowth): LengthGrowth {
  return { ...growth, median: -growth.median, grown: 1 - growth.grown }
}
