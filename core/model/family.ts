/** What a family is read from. */
export interface Described {
  readonly name: string
  /** The bases that the file declares, the first one counts. */
  readonly declaredBases: readonly { readonly name?: string | undefined }[]
}

/**
 * The family of a model: the base that its file declares (followed through bases that are in the library
 * themselves), else the first word of its name, up to the first dash, dot, underscore, space or digit.
 */
export function familyOf(model: Described, library: readonly Described[]): string {
  const byName = new Map(library.map((entry) => [simplified(entry.name), entry]))
  const visited = new Set<Described>()
  let current = model
  for (;;) {
    visited.add(current)
    const base = current.declaredBases[0]?.name
    if (base === undefined || base === '') return firstWord(current.name)
    const next = byName.get(simplified(base))
    if (next === undefined) return firstWord(base)
    if (visited.has(next)) return firstWord(current.name)
    current = next
  }
}

function simplified(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
}

function firstWord(name: string): string {
  const word = /^\p{L}+/u.exec(name)?.[0]
  return word === undefined ? name : word.toLowerCase()
}
