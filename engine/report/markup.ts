import { escapeXml } from '../../core/scene/scene-svg.ts'

/** Text that is HTML already. Only `html` makes it, so everything else that is put into a page is escaped. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** What may stand in a page: markup as it is, text and numbers escaped, lists one after another, null as nothing. */
export type Piece = Markup | string | number | null | readonly Piece[]

/**
 * A piece of a page, of HTML that is also well-formed XML. Everything put into it is escaped, in text and in quoted
 * attributes alike.
 */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const rendered: string[] = []
  parts.forEach((part, index) => {
    rendered.push(part)
    const piece = pieces[index]
    if (piece !== undefined) render(piece, rendered)
  })
  return new Markup(rendered.join(''))
}

function render(piece: Piece, into: string[]): void {
  if (piece === null) return
  if (piece instanceof Markup) into.push(piece.text)
  else if (typeof piece === 'string') into.push(escapeXml(piece))
  else if (typeof piece === 'number') into.push(String(piece))
  else for (const part of piece) render(part, into)
}

/** A name from a file: its own direction of writing must not turn the text around it. */
export function named(text: string): Markup {
  return html`<bdi>${text}</bdi>`
}
