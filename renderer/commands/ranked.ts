import { matchSorter } from 'match-sorter'

/**
 * What a query matches, the best first: equal, beginning, beginning of a word, contained, initials, letters in this
 * order. Case and accents do not count; equal matches stay in their order. An empty query matches all.
 */
export function ranked<T>(items: readonly T[], query: string, textsOf: (item: T) => readonly string[]): T[] {
  const wanted = query.trim()
  if (wanted === '') return [...items]
  return matchSorter(items, wanted, {
    keys: [(item) => [...textsOf(item)]],
    baseSort: (a, b) => a.index - b.index,
  })
}
