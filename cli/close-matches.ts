/** Edits (insertions, deletions, replacements, swaps of neighbours) that turn one text into the other. */
export function editDistance(from: string, to: string): number {
  const a = [...from]
  const b = [...to]
  let twoBack: number[] = []
  let previous = b.map((_, index) => index + 1)
  previous.unshift(0)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, twoBack[j - 2]! + 1)
      row.push(best)
    }
    twoBack = previous
    previous = row
  }
  return previous[b.length]!
}

/** The candidates that a misspelt name may have meant, closest first, at most `most`. */
export function closeMatches(name: string, candidates: readonly string[], most = 3): string[] {
  const wanted = name.toLowerCase().slice(0, 200)
  const limit = Math.max(2, Math.floor(wanted.length / 3))
  return [...new Set(candidates)]
    .map((candidate) => {
      const known = candidate.toLowerCase().slice(0, 200)
      const contains = wanted.length >= 2 && (known.includes(wanted) || (known.length >= 2 && wanted.includes(known)))
      return { candidate, edits: contains ? Math.min(1, editDistance(wanted, known)) : editDistance(wanted, known) }
    })
    .filter(({ edits }) => edits <= limit)
    .sort((x, y) => x.edits - y.edits || (x.candidate < y.candidate ? -1 : 1))
    .slice(0, most)
    .map(({ candidate }) => candidate)
}

/** ` Close matches: a, b.` or what there is to choose from; empty where there is nothing. */
export function suggest(name: string, candidates: readonly string[]): string {
  const close = closeMatches(name, candidates)
  if (close.length > 0) return `; close matches: ${close.join(', ')}`
  const all = [...new Set(candidates)]
  if (all.length > 0 && all.length <= 8) return `; there is: ${all.join(', ')}`
  return ''
}
