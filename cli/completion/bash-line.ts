/** How a quoted part of a line began that is still open at its end; empty where none is. */
type OpenQuote = '' | "'" | '"'

/** A line of bash, as far as the cursor. */
export interface BashLine {
  /** The words before the cursor's, without their quotes. */
  readonly before: readonly string[]
  /** The word at the cursor, without its quotes. */
  readonly current: string
  readonly openQuote: OpenQuote
  /** How much of `current` lies before what readline replaces. */
  readonly kept: number
}

/** What ends a word for readline beside white space, as COMP_WORDBREAKS of bash says where nobody has changed it. */
const usualWordBreaks = '"\'@><=;|&(:'

/**
 * Splits a line as bash does: quotes, backslashes, and the last of the commands that `;`, `|` or `&` part. Nothing is
 * expanded.
 */
export function readBashLine(line: string, breaks = usualWordBreaks): BashLine {
  let words: string[] = []
  let current: string | undefined
  let openQuote: OpenQuote = ''
  let kept = 0
  const characters = [...line]
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at]!
    if (openQuote !== '') {
      if (character === openQuote) {
        openQuote = ''
        kept = current!.length
      } else if (openQuote === '"' && character === '\\' && /["\\$`]/.test(characters[at + 1] ?? '')) {
        current += characters[(at += 1)]!
      } else current += character
      continue
    }
    if (/\s/.test(character)) {
      if (current !== undefined) words.push(current)
      current = undefined
      kept = 0
      continue
    }
    if (/[;|&]/.test(character)) {
      words = []
      current = undefined
      kept = 0
      continue
    }
    current ??= ''
    if (character === '\\') current += characters[(at += 1)] ?? ''
    else if (character === "'" || character === '"') {
      openQuote = character
      kept = current.length
    } else {
      current += character
      if (breaks.includes(character)) kept = current.length
    }
  }
  return { before: words.slice(1), current: current ?? '', openQuote, kept }
}

/** A word as it is typed behind what is kept of it, so that bash reads it as it is once an open quote is closed. */
export function bashWord(word: string, { openQuote, kept }: Pick<BashLine, 'openQuote' | 'kept'>): string {
  const rest = word.slice(kept)
  // Between double quotes a backslash does not keep `!` from meaning the history.
  const inDoubleQuotes = rest.replace(/["\\$`]/g, String.raw`\$&`).replaceAll('!', `"'!'"`)
  if (openQuote !== '') return openQuote === '"' ? inDoubleQuotes : rest.replaceAll("'", String.raw`'\''`)
  const escaped = rest.replace(/[\s!"#$&'()*;<>?[\\\]^`{|}]/g, String.raw`\$&`)
  return kept === 0 ? escaped.replace(/^~/, String.raw`\~`) : escaped
}

/** The same for readline, which closes an open quote by itself, but not behind a word that ends like one. */
export function readlineWord(word: string, line: Pick<BashLine, 'openQuote' | 'kept'>): string {
  const typed = bashWord(word, line)
  return line.openQuote !== '' && typed.endsWith(line.openQuote) ? `${typed}${line.openQuote}` : typed
}
