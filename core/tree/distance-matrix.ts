import { plural } from '../format/quantity.ts'

/**
 * Checks distances and copies them, for a method that works in place.
 *
 * @param distances n * n values row by row, symmetric and 0 on the diagonal by the way they were made: neither is
 *   looked at here, since a bootstrap comes by thousands of times
 * @param names n names, used in messages
 * @throws RangeError where there is no name, another number of values, or a value that is not finite, with what was
 *   expected and what was found
 */
export function checkedDistances(distances: Float64Array, names: readonly string[]): Float64Array {
  const n = names.length
  if (n === 0) throw new RangeError('Distance matrix: expected at least one name, found none')
  if (distances.length !== n * n)
    throw new RangeError(
      `Distance matrix: expected ${plural(n * n, 'value')}, ${n} per name, found ${distances.length}`,
    )
  for (let at = 0; at < distances.length; at++) {
    if (Number.isFinite(distances[at])) continue
    throw new RangeError(
      `Distance matrix: expected a finite number between ${numberedName(Math.floor(at / n), names)} and ${numberedName(at % n, names)}, found ${distances[at]}`,
    )
  }
  return distances.slice()
}

function numberedName(index: number, names: readonly string[]): string {
  return `${index + 1} (${names[index]})`
}
