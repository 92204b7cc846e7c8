/**
 * The line of a table that a key leads to from a line; undefined for other keys.
 *
 * @param page lines that are seen at a time
 */
export function lineForKey(key: string, at: number, lines: number, page: number): number | undefined {
  const clamped = (line: number): number => Math.min(lines - 1, Math.max(0, line))
  switch (key) {
    case 'ArrowDown':
      return clamped(at + 1)
    case 'ArrowUp':
      return clamped(at - 1)
    case 'PageDown':
      return clamped(at + page)
    case 'PageUp':
      return clamped(at - page)
    case 'Home':
      return 0
    case 'End':
      return lines - 1
    default:
      return undefined
  }
}

const letters = new Intl.Collator('en', { sensitivity: 'base', usage: 'search' })

/**
 * The next line whose name begins with what was typed, without case and accents, around the end; −1 where none does. A
 * first letter leads on from the line, further ones stay on it where it still fits.
 */
export function lineForText(typed: string, at: number, names: readonly string[]): number {
  const start = typed.length === 1 ? at + 1 : at
  for (let step = 0; step < names.length; step++) {
    const line = (Math.max(0, start) + step) % names.length
    if (letters.compare(names[line]!.slice(0, typed.length), typed) === 0) return line
  }
  return -1
}
