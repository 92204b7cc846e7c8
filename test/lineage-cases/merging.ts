import { mapTensors, type Model, tensorNamed } from './model.ts'
import { squaresOf } from './training.ts'

/** The weighted mean of models. */
export function linearMerge(models: readonly Model[], shares: readonly number[]): Model {
  return combined(models, (values, index) => values.reduce((sum, one, model) => sum + shares[model]! * one[index]!, 0))
}

/** Spherical interpolation, tensor by tensor: by angle between the two. */
export function sphericalMerge(left: Model, right: Model, share: number): Model {
  return mapTensors(left, (tensor) => {
    const [one, two] = [tensor.values, tensorNamed(right, tensor.name).values]
    let inner = 0
    one.forEach((value, index) => (inner += value * two[index]!))
    const angle = Math.acos(Math.min(1, inner / Math.sqrt(squaresOf(one) * squaresOf(two))))
    // Of one direction the two weights tend to the shares.
    const [ofOne, ofTwo] =
      angle < 1e-6
        ? [1 - share, share]
        : [Math.sin((1 - share) * angle) / Math.sin(angle), Math.sin(share * angle) / Math.sin(angle)]
    return { ...tensor, values: one.map((value, index) => ofOne * value + ofTwo * two[index]!) }
  })
}

/**
 * After TIES (arXiv 2306.01708): of each model's difference to the base the largest weights are kept, `density` of
 * them; each weight gets the sign that outweighs, and the mean of those that have it.
 */
export function tiesMerge(base: Model, models: readonly Model[], density: number): Model {
  return mapTensors(base, (tensor) => {
    const before = tensor.values
    const differences = models.map((model) => {
      const difference = tensorNamed(model, tensor.name).values.map((value, index) => value - before[index]!)
      const least = difference
        .map(Math.abs)
        .sort()
        .at(-Math.max(1, Math.round(density * difference.length)))!
      return difference.map((value) => (Math.abs(value) >= least ? value : 0))
    })
    return {
      ...tensor,
      values: before.map((value, index) => {
        const sign = Math.sign(differences.reduce((sum, difference) => sum + difference[index]!, 0))
        const elected = differences.map((difference) => difference[index]!).filter((one) => one * sign > 0)
        return value + (elected.length === 0 ? 0 : elected.reduce((sum, one) => sum + one, 0) / elected.length)
      }),
    }
  })
}

function combined(
  models: readonly Model[],
  valueAt: (values: readonly Float32Array[], index: number) => number,
): Model {
  return mapTensors(models[0]!, (tensor) => {
    const values = models.map((model) => tensorNamed(model, tensor.name).values)
    return { ...tensor, values: tensor.values.map((_, index) => valueAt(values, index)) }
  })
}
