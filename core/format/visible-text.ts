import { printable, printableLines } from './printable.ts'

/** A gene on one line: line breaks and tabs as signs, so is a space at its end; what cannot be seen as escapes. */
export function geneLine(text: string): string {
  return printable(text.replaceAll('\n', '⏎').replaceAll('\t', '⇥').replace(/ $/, '␣'))
}

/** A choice as it is scored: a space at its beginning and a line break at its end as signs, the unseen as escapes. */
export function choiceText(text: string): string {
  return printableLines(text.replace(/^ /, '␣').replace(/\n$/, '⏎'))
}
