import { entryOf, terms, type Term } from './glossary.ts'

/** A stretch of a text: a word of the glossary as it stands there, or what lies between such words. */
interface Stretch {
  readonly text: string
  readonly term: Term | null
}

const termOfForm: ReadonlyMap<string, Term> = new Map(
  terms.flatMap((term) => {
    const { word, forms = [] } = entryOf(term)
    return [word, ...forms].map((form) => [form.toLowerCase(), term] as const)
  }),
)

/** Longer forms first, so that `bits per byte` is not missed for a part of it. */
const anyForm = new RegExp(
  `(?<![\\w-])(?:${[...termOfForm.keys()]
    .sort((left, right) => right.length - left.length)
    .map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|')})(?![\\w-])`,
  'gi',
)

/** A text cut at the words of the glossary, the first mention of each only. Joined, the stretches give the text. */
export function termMentions(text: string): Stretch[] {
  const stretches: Stretch[] = []
  const mentioned = new Set<Term>()
  let from = 0
  for (const match of text.matchAll(anyForm)) {
    const term = termOfForm.get(match[0].toLowerCase())
    if (term === undefined || mentioned.has(term)) continue
    mentioned.add(term)
    if (match.index > from) stretches.push({ text: text.slice(from, match.index), term: null })
    stretches.push({ text: match[0], term })
    from = match.index + match[0].length
  }
  if (from < text.length) stretches.push({ text: text.slice(from), term: null })
  return stretches
}
