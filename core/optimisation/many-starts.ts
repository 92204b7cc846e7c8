import { nelderMead, type Minimum, type SimplexOptions } from './nelder-mead.ts'

export interface BestMinimum extends Minimum {
  readonly starts: number
  /** Starts whose local minimum is the best one, within a millionth of the spread of all of them. */
  readonly agreeing: number
}

/**
 * The least of the local minima found from many starts; the best one is searched again from where it ended, since a
 * simplex can collapse before it has arrived. Starts with no finite value are left out.
 *
 * @throws RangeError where no start has a finite value
 */
export function bestOfManyStarts(
  objective: (point: readonly number[]) => number,
  starts: readonly (readonly number[])[],
  steps: readonly number[],
  options: SimplexOptions = {},
): BestMinimum {
  const minima = starts
    .filter((start) => Number.isFinite(objective(start)))
    .map((start) => nelderMead(objective, start, steps, options))
    .sort((left, right) => left.value - right.value)
  const best = minima[0]
  if (best === undefined)
    throw new RangeError(`Many starts: expected at least one of ${starts.length} with a finite value, found none`)
  const again = nelderMead(objective, best.point, steps, options)
  const least = again.value < best.value ? again : best
  const near = 1e-6 * Math.max(minima.at(-1)!.value - least.value, Math.abs(least.value) * 1e-6)
  return { ...least, starts: minima.length, agreeing: minima.filter(({ value }) => value - least.value <= near).length }
}
