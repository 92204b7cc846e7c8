/**
 * A text as one word of a command that is shown to be copied: as it is where a shell reads it so, else in double
 * quotes, which Windows knows too, and in single ones where a POSIX shell would replace something inside of them.
 */
export function shellWord(text: string): string {
  if (/^[\p{L}\p{M}\p{N}_@%+:,./-]+$/u.test(text)) return text
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", String.raw`'\''`)}'` : `"${text}"`
}
