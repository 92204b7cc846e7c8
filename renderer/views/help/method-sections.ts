import { lexer, type Token, type Tokens } from 'marked'

/** A section of a text in Markdown: its heading and what stands below it, up to the next heading. */
export interface MethodSection {
  /** What links to it name; see `sectionId`. */
  readonly id: string
  /** As in the text, with its number. */
  readonly title: string
  /** 1 for the title of the text, 2 for its chapters, 3 for what they consist of. */
  readonly depth: number
  readonly body: readonly Token[]
}

/** `12. Observational scaling (core/scaling)` becomes `observational-scaling`: neither number nor files are part. */
export function sectionId(title: string): string {
  return title
    .replace(/^\d+\.\s+/, '')
    .replace(/\s*\([^()]*\)$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

export function methodSections(markdown: string): MethodSection[] {
  const sections: { id: string; title: string; depth: number; body: Token[] }[] = []
  for (const token of lexer(markdown)) {
    if (token.type === 'heading') {
      const { text, depth } = token as Tokens.Heading
      sections.push({ id: sectionId(text), title: text, depth, body: [] })
    } else sections.at(-1)?.body.push(token)
  }
  return sections
}

/** The words of a section as they are searched: its title and its text as written. */
export function sectionText({ title, body }: MethodSection): string {
  return `${title}\n${body.map(({ raw }) => raw).join('')}`
}
