import { printable } from '../format/printable.ts'

/** What a mark stands for: its name, and what is known of it. */
export interface MarkFacts {
  readonly name: string
  readonly facts: readonly (readonly [name: string, value: string])[]
}

/**
 * As the title of a group of a scene: the name in the first line, each fact in a line of its own. Line breaks within
 * them are written as escapes, as all that cannot be seen.
 */
export function markTitle(name: string, facts: MarkFacts['facts']): string {
  return [name, ...facts.map(([fact, value]) => `${fact}: ${value}`)].map(printable).join('\n')
}

/** What `markTitle` wrote. A line without a colon is a fact without a name. */
export function readMarkTitle(title: string): MarkFacts {
  const [name = '', ...lines] = title.split('\n')
  return {
    name,
    facts: lines.map((line) => {
      const colon = line.indexOf(': ')
      return colon < 0 ? ['', line] : [line.slice(0, colon), line.slice(colon + 2)]
    }),
  }
}
