export interface SimplexOptions {
  /** Evaluations after which the search ends; default 400 per parameter. */
  readonly evaluations?: number
  /** The search ends where the values of the simplex differ by at most this, relative to their size; default 1e-12. */
  readonly valueTolerance?: number
  /** ... and its corners by at most this share of `steps`; default 1e-7. */
  readonly pointTolerance?: number
}

export interface Minimum {
  readonly point: readonly number[]
  readonly value: number
  readonly evaluations: number
  /** False where the evaluations were spent before the simplex had shrunk. */
  readonly converged: boolean
}

interface Corner {
  readonly point: readonly number[]
  readonly value: number
}

/**
 * A local minimum by the simplex method of Nelder and Mead (The Computer Journal 7, 1965), with the dimension-dependent
 * coefficients of Gao and Han (Computational Optimization and Applications 51, 2012). It needs no gradient, so kinks do
 * no harm; where the function is infinite or NaN is outside of the allowed region.
 *
 * @param start a point with a finite value, of n parameters
 * @param steps n lengths, none 0: how far the first simplex reaches from the start along each axis
 * @throws RangeError where steps do not fit the start or the start's value is not finite
 */
export function nelderMead(
  objective: (point: readonly number[]) => number,
  start: readonly number[],
  steps: readonly number[],
  options: SimplexOptions = {},
): Minimum {
  const size = start.length
  if (size === 0 || steps.length !== size || steps.some((step) => !Number.isFinite(step) || step === 0)) {
    throw new RangeError(
      `Steps of a simplex: expected ${size} finite numbers other than 0, found [${steps.join(', ')}]`,
    )
  }
  const { evaluations: most = 400 * size, valueTolerance = 1e-12, pointTolerance = 1e-7 } = options
  const expansion = 1 + 2 / Math.max(2, size)
  const contraction = 0.75 - 1 / (2 * Math.max(2, size))
  const shrinkage = 1 - 1 / Math.max(2, size)

  let evaluations = 0
  const corner = (point: readonly number[]): Corner => {
    evaluations++
    const value = objective(point)
    return { point, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value }
  }
  const first = corner([...start])
  if (!Number.isFinite(first.value))
    throw new RangeError(`Start of a simplex: expected a finite value, found ${first.value}`)
  const corners = [
    first,
    ...steps.map((step, axis) => corner(start.map((value, index) => (index === axis ? value + step : value)))),
  ]
  const byValue = (left: Corner, right: Corner): number => left.value - right.value

  const hasShrunk = (): boolean => {
    const best = corners[0]!
    const worst = corners[size]!
    if (!(worst.value - best.value <= valueTolerance * (Math.abs(best.value) + valueTolerance))) return false
    return corners.every(({ point }) =>
      point.every((value, axis) => Math.abs(value - best.point[axis]!) <= pointTolerance * Math.abs(steps[axis]!)),
    )
  }

  corners.sort(byValue)
  let converged = hasShrunk()
  while (!converged && evaluations < most) {
    const worst = corners[size]!
    const centre = start.map(
      (_, axis) => corners.slice(0, size).reduce((sum, { point }) => sum + point[axis]!, 0) / size,
    )
    const along = (factor: number): Corner =>
      corner(centre.map((value, axis) => value + factor * (value - worst.point[axis]!)))
    const reflected = along(1)
    let replacement: Corner | undefined
    if (reflected.value < corners[0]!.value) {
      const expanded = along(expansion)
      replacement = expanded.value < reflected.value ? expanded : reflected
    } else if (reflected.value < corners[size - 1]!.value) {
      replacement = reflected
    } else {
      const contracted = along(reflected.value < worst.value ? contraction : -contraction)
      if (contracted.value < Math.min(reflected.value, worst.value)) replacement = contracted
    }
    if (replacement !== undefined) {
      corners[size] = replacement
    } else {
      const best = corners[0]!.point
      for (let index = 1; index <= size; index++) {
        corners[index] = corner(
          corners[index]!.point.map((value, axis) => best[axis]! + shrinkage * (value - best[axis]!)),
        )
      }
    }
    corners.sort(byValue)
    converged = hasShrunk()
  }
  return { point: corners[0]!.point, value: corners[0]!.value, evaluations, converged }
}
