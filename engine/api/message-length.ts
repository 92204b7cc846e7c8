/**
 * Longest answer or event in characters, about: a reader parses it as one piece, and a text of V8 ends at four times
 * that.
 */
export const longestMessage = 128 * 2 ** 20

/**
 * Bytes that a character of a message takes at most: JSON writes those below U+0020 as \u0000, and UTF-8 takes three
 * for the others.
 */
export const bytesPerCharacter = 6

/** What a number takes as text, about. */
const numberLength = 12

/**
 * Whether a value would be longer than a limit as JSON, about. Stops as soon as the limit is passed, so that no text of
 * that length, nor a checked copy of the value, is made first.
 */
export function isLonger(value: unknown, limit: number = longestMessage): boolean {
  return remaining(value, limit) < 0
}

/** What is left of `budget` characters after a value; below 0 where it does not fit. */
function remaining(value: unknown, budget: number): number {
  if (typeof value === 'string') return budget - value.length - 3
  if (typeof value !== 'object' || value === null) return budget - numberLength
  let left = budget - 2
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && left >= 0; index++) left = remaining(value[index], left)
    return left
  }
  for (const key in value) {
    if (left < 0) break
    left = remaining((value as Record<string, unknown>)[key], left - key.length - 4)
  }
  return left
}
