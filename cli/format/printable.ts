// eslint-disable-next-line no-control-regex
const dangerous = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/**
 * Text from files (model names, metadata, genes) made safe for a terminal: control and bidirectional characters are
 * written as escapes, so that a crafted file cannot move the cursor, recolour or reorder what is shown.
 */
export function printable(text: string): string {
  return text.replace(dangerous, (character) => {
    if (character === '\n') return '\\n'
    if (character === '\r') return '\\r'
    if (character === '\t') return '\\t'
    return `\\u{${character.codePointAt(0)!.toString(16)}}`
  })
}

/** An error message as one line: line breaks and the spaces around them become one space, the rest is made printable. */
export function oneLine(message: string): string {
  return printable(message.trim().replace(/\s*[\r\n]+\s*/g, ' '))
}
