import type { HeaderFacts } from '../library/gguf/header-facts.ts'

/** The values of a stored header by their keys, as texts; arrays shortened. */
export function headerValues(metadata: HeaderFacts['metadata']): ReadonlyMap<string, string> {
  return new Map(metadata.map(({ key, value }) => [key, value]))
}
