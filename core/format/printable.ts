/** Scripts whose letters join, or are kept from it, by U+200C and U+200D. */
const joining =
  String.raw`\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}` +
  String.raw`\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}`

/**
 * Characters that are no text to see: controls (C0, C1), line and paragraph separators, halves of surrogate pairs, and
 * all that Unicode calls ignorable by default: marks and overrides of the direction of writing, soft hyphens, fillers,
 * tags, variation selectors. Left are the joiners U+200C and U+200D after letters of scripts that need them and in
 * emoji, and the selectors U+FE0E and U+FE0F after emoji.
 */
const unprintable = new RegExp(
  [
    String.raw`[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufff9-\ufffb]`,
    String.raw`(?!\u200c|\u200d|\ufe0e|\ufe0f)\p{Default_Ignorable_Code_Point}`,
    String.raw`(?<!(?!\p{Default_Ignorable_Code_Point})[${joining}\p{Emoji_Modifier}]|\p{Extended_Pictographic}\ufe0f?)(?:\u200c|\u200d)`,
    String.raw`(?<!\p{Extended_Pictographic}|[0-9#*](?=(?:\ufe0e|\ufe0f)\u20e3))(?:\ufe0e|\ufe0f)`,
  ].join('|'),
  'gu',
)

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Text from files (names, metadata, genes) in a form that is harmless wherever it is shown: what cannot be seen is
 * written as an escape, so that a crafted file cannot move the cursor, recolour or reorder what stands around it.
 */
export function printable(text: string): string {
  return text.replace(unprintable, shownEscape)
}

/**
 * A name as it is kept and compared: what cannot be seen as escapes, and letters with their accents composed (NFC), as
 * two names that read alike are one.
 */
export function printableName(name: string): string {
  return printable(name.normalize('NFC'))
}

/** Text of many lines as `printable`, with its line ends (LF, CRLF) and tabs as they are. */
export function printableLines(text: string): string {
  return text.replace(unprintable, (character, index: number) => {
    const isKept = character === '\n' || character === '\t' || (character === '\r' && text[index + 1] === '\n')
    return isKept ? character : shownEscape(character)
  })
}

/** JSON as it is, with what cannot be seen in JSON's own escapes: the same document, harmless in a terminal. */
export function printableJson(json: string): string {
  const escapes = (character: string): string =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('')
  return json.replace(unprintable, (character) => (character === '\n' ? character : escapes(character)))
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

function shownEscape(character: string): string {
  return shortEscapes[character] ?? escapeOf(character)
}

export function escapeOf(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`
}
