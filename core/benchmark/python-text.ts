/**
 * Text operations as Python's str does them, where JavaScript's differ: prompts must be the same to the character as
 * those of lm-evaluation-harness, which is written in Python.
 */

/** What str.isspace() is true for. Unlike trim(), this holds U+001C to U+001F and U+0085, and not U+FEFF. */
const space = '[\\t-\\r\\x1c-\\x1f \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'
const leadingSpace = new RegExp(`^${space}+`)
const isSpace = new RegExp(`^${space}$`)

/** str.rstrip(). */
export function rstrip(text: string): string {
  // A regular expression anchored at the end would look at every run of spaces in between.
  let end = text.length
  while (end > 0 && isSpace.test(text[end - 1]!)) end--
  return text.slice(0, end)
}

/** str.lstrip(). */
export function lstrip(text: string): string {
  return text.replace(leadingSpace, '')
}

/** str.strip(). */
export function strip(text: string): string {
  return lstrip(rstrip(text))
}

/** Title cases that follow no rule below. */
const titleCases: Readonly<Record<string, string>> = {
  Ǆ: 'ǅ',
  ǅ: 'ǅ',
  ǆ: 'ǅ',
  Ǉ: 'ǈ',
  ǈ: 'ǈ',
  ǉ: 'ǈ',
  Ǌ: 'ǋ',
  ǋ: 'ǋ',
  ǌ: 'ǋ',
  Ǳ: 'ǲ',
  ǲ: 'ǲ',
  ǳ: 'ǲ',
  ŉ: '\u02bcN',
  '\u1fb2': '\u1fba\u0345',
  '\u1fb3': '\u1fbc',
  '\u1fb4': '\u0386\u0345',
  '\u1fb7': '\u0391\u0342\u0345',
  '\u1fbc': '\u1fbc',
  '\u1fc2': '\u1fca\u0345',
  '\u1fc3': '\u1fcc',
  '\u1fc4': '\u0389\u0345',
  '\u1fc7': '\u0397\u0342\u0345',
  '\u1fcc': '\u1fcc',
  '\u1ff2': '\u1ffa\u0345',
  '\u1ff3': '\u1ffc',
  '\u1ff4': '\u038f\u0345',
  '\u1ff7': '\u03a9\u0342\u0345',
  '\u1ffc': '\u1ffc',
}

function titleCase(character: string): string {
  const known = titleCases[character]
  if (known !== undefined) return known
  const point = character.codePointAt(0)!
  // Greek letters with iota below keep it; Georgian letters have an upper case, but no title case.
  if (point >= 0x1f80 && point <= 0x1faf) return String.fromCodePoint(point | 8)
  if (point >= 0x10d0 && point <= 0x10ff) return character
  const [first = '', ...rest] = character.toUpperCase()
  return first + rest.join('').toLowerCase()
}

/** str.capitalize(): the first character in title case, all others in lower case. */
export function capitalize(text: string): string {
  const [first] = text
  if (first === undefined) return ''
  // Lower-cased as a whole, since a sigma's form depends on what stands before it.
  return titleCase(first) + text.toLowerCase().slice(first.toLowerCase().length)
}

/** len(str): Unicode code points. */
export function codePoints(text: string): number {
  return [...text].length
}
