/** Positions of the names that have a text in them, whatever its case; none for an empty text. */
export function matchingNames(names: readonly (string | null)[], search: string): readonly number[] {
  const wanted = search.trim().toLowerCase()
  if (wanted === '') return []
  return names.flatMap((name, position) => (name?.toLowerCase().includes(wanted) === true ? [position] : []))
}

export function matchesText(count: number, models: number): string {
  return count === 0 ? 'No model found' : `${count} of ${models} found`
}
