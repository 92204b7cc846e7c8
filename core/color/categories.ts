/** One category of a colouring, its colour and how many things have it. */
export interface Category<Colour extends string = string> {
  readonly name: string
  readonly color: Colour
  readonly count: number
}

export interface Coloring<Colour extends string = string> {
  /** Most frequent first; what does not fit the palette is joined under `other`. */
  readonly categories: readonly Category<Colour>[]
  /** How many have no value; they are drawn in the palette's grey. */
  readonly missing: number
  colorOf(value: string | null): Colour
}

/**
 * Gives every value a colour of the palette, most frequent values first (ties by name). Colours are never used twice:
 * values beyond the palette share the colour of the missing and are listed as `other`.
 */
export function colorCategories<Colour extends string>(
  values: readonly (string | null)[],
  palette: readonly Colour[],
  missingColor: Colour,
): Coloring<Colour> {
  const counts = new Map<string, number>()
  let missing = 0
  for (const value of values) {
    if (value === null) missing++
    else counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  const ranked = [...counts].sort(([nameA, countA], [nameB, countB]) => countB - countA || (nameA < nameB ? -1 : 1))
  const colors = new Map<string, Colour>()
  const categories: Category<Colour>[] = []
  ranked.slice(0, palette.length).forEach(([name, count], index) => {
    const color = palette[index] ?? missingColor
    colors.set(name, color)
    categories.push({ name, color, count })
  })
  const rest = ranked.slice(palette.length)
  if (rest.length > 0) {
    categories.push({
      name: `${rest.length} other`,
      color: missingColor,
      count: rest.reduce((sum, [, count]) => sum + count, 0),
    })
  }
  return {
    categories,
    missing,
    colorOf: (value) => (value === null ? missingColor : (colors.get(value) ?? missingColor)),
  }
}
