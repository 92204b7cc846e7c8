/**
 * Characters that are no text to see: controls (C0, C1), marks and overrides of the direction of writing, invisible formatting, line
 * and paragraph separators, and halves of surrogate pairs. The joiners U+200C and U+200D are left, since scripts and emoji need them.
 */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Text from files (names, metadata, genes) in a form that is harmless wherever it is shown: what cannot be seen is written as an
 * escape, so that a crafted file cannot move the cursor, recolour or reorder what stands around it.
 */
export function printable(text: string): string {
  return text.replace(unprintable, (character) => shortEscapes[character] ?? escapeOf(character))
}

/** Text of many lines as `printable`, with its line ends (LF, CRLF) and tabs as they are. */
export function printableLines(text: string): string {
  return text.replace(/\r\n|[\n\t]|[^]/gu, (part) => (part.length > 1 || part === '\n' || part === '\t' ? part : printable(part)))
}

/** JSON as it is, with what cannot be seen in JSON's own escapes: the same document, harmless in a terminal. */
export function printableJson(json: string): string {
  return json.replace(unprintable, (character) =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** The text with a sign in the place of each character that cannot be seen. */
export function withoutUnprintable(text: string, sign: string): string {
  return text.replace(unprintable, sign)
}

/** `printable` that `withoutEscapes` takes back exactly: an escape that stands in the text itself is escaped too. */
export function withEscapes(text: string): string {
  return text.replace(/\\(?=u\{[0-9a-f]{1,6}\})/gi, escapeOf).replace(unprintable, escapeOf)
}

/** The text that `withEscapes` wrote. */
export function withoutEscapes(text: string): string {
  if (!text.includes('\\u{')) return text
  return text.replace(/\\u\{([0-9a-f]{1,6})\}/gi, (escape, digits: string) => {
    const code = Number.parseInt(digits, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : escape
  })
}

/** A message as one line: line breaks and the spaces around them become one space, the rest is made printable. */
export function oneLine(message: string): string {
  return printable(message.trim().replace(/\s*[\r\n]+\s*/g, ' '))
}

export function escapeOf(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`
}
