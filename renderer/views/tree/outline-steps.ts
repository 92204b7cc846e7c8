/** A row of an outline, as the keyboard needs to know it. */
export interface OutlineRow {
  readonly node: number
  /** Node above it; -1 of the first. */
  readonly parent: number
  readonly name: string
  /** Whether what is below it is shown; null of what has nothing below it, or cannot be collapsed. */
  readonly isExpanded: boolean | null
}

/** What a key does in an outline: leads to a row, or collapses or expands the one that it is at. */
export type OutlineStep = { readonly to: number } | { readonly toggle: number } | null

/**
 * The keys of a tree view: up and down along the rows shown, right expands or leads to the first below, left collapses
 * or leads to the one above, Home and End to the ends, a letter to the next row whose name begins with it.
 *
 * @param rows those shown, a parent before what is below it
 * @param at the node that the keyboard is at
 * @returns by node, not by row
 */
export function outlineStep(rows: readonly OutlineRow[], at: number, key: string): OutlineStep {
  const place = rows.findIndex(({ node }) => node === at)
  const row = rows[place]
  if (row === undefined) return rows.length === 0 ? null : { to: rows[0]!.node }
  const to = (target: OutlineRow | undefined): OutlineStep => (target === undefined ? null : { to: target.node })
  switch (key) {
    case 'ArrowDown':
      return to(rows[place + 1])
    case 'ArrowUp':
      return to(rows[place - 1])
    case 'Home':
      return to(rows[0])
    case 'End':
      return to(rows.at(-1))
    case 'ArrowRight':
      if (row.isExpanded === false) return { toggle: row.node }
      return to(rows[place + 1]?.parent === row.node ? rows[place + 1] : undefined)
    case 'ArrowLeft':
      if (row.isExpanded === true) return { toggle: row.node }
      return to(rows.find(({ node }) => node === row.parent))
  }
  if ([...key].length !== 1 || key === ' ') return null
  const begins = ({ name }: OutlineRow): boolean => name.toLowerCase().startsWith(key.toLowerCase())
  return to([...rows.slice(place + 1), ...rows.slice(0, place)].find(begins))
}
