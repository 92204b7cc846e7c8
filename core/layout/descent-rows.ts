import type { DescentLayers, LaidLink } from './descent-layers.ts'

export interface RowHeights {
  /** Least height of a point's row, in pixels. */
  readonly row: number
  /** From one link to the next where several lead to one point. */
  readonly link: number
}

export interface DescentRows {
  /** Middle of each point's row, from 0 down. */
  readonly middles: readonly number[]
  /** Where each laid link ends: the same for a point's only link, side by side for several. */
  readonly linkEnds: readonly number[]
  readonly height: number
}

/**
 * Rows of a graph of descent in columns. A point that one link leads to stands in the band of where that comes from,
 * which lies beside the middle of what is led to; each other point begins a band of its own, over all columns. So a row
 * is free from the column after where a link begins to where it ends, and nothing is written twice at one spot.
 */
export function descentRows({ columns, links }: DescentLayers, heights: RowHeights): DescentRows {
  const incoming = columns.map((): number[] => [])
  for (const [index, { right }] of links.entries()) incoming[right]!.push(index)
  const children = columns.map((): number[] => [])
  for (const { left, right } of links) if (incoming[right]!.length === 1) children[left]!.push(right)
  const ownHeight = (point: number): number =>
    Math.max(heights.row, incoming[point]!.length * heights.link + heights.row - heights.link)

  const middles = columns.map(() => 0)
  /** Places a point and what hangs on it below `top`; gives the height that it takes. */
  const place = (point: number, top: number): number => {
    let below = 0
    for (const child of children[point]!) below += place(child, top + below)
    const height = Math.max(ownHeight(point), below)
    const [first, last] = [children[point]![0], children[point]!.at(-1)]
    const wished = first === undefined ? top + height / 2 : (middles[first]! + middles[last!]!) / 2
    const half = ownHeight(point) / 2
    middles[point] = Math.min(top + height - half, Math.max(top + half, wished))
    return height
  }
  let height = 0
  for (const point of bands(columns, links, incoming, children)) height += place(point, height)

  const linkEnds = links.map(() => 0)
  for (const [point, leading] of incoming.entries()) {
    // From above to below as where they come from, so that they do not cross.
    const ordered = leading.toSorted((one, two) => middles[links[one]!.left]! - middles[links[two]!.left]!)
    for (const [index, link] of ordered.entries())
      linkEnds[link] = middles[point]! + (index - (ordered.length - 1) / 2) * heights.link
  }
  return { middles, linkEnds, height }
}

/**
 * The points that begin a band, from above: roots as they were given, what has several parents after the last of them.
 */
function bands(
  columns: readonly number[],
  links: readonly LaidLink[],
  incoming: readonly (readonly number[])[],
  children: readonly (readonly number[])[],
): readonly number[] {
  const bandOf = new Map<number, number>()
  const enter = (point: number, band: number): void => {
    bandOf.set(point, band)
    for (const child of children[point]!) enter(child, band)
  }
  const order: number[] = []
  const heads = columns.map((_, point) => point).filter((point) => incoming[point]!.length !== 1)
  for (const head of heads) enter(head, head)
  const joined = heads
    .filter((head) => incoming[head]!.length > 1)
    .sort((one, two) => columns[one]! - columns[two]! || one - two)
  order.push(...heads.filter((head) => incoming[head]!.length === 0))
  for (const head of joined) {
    const after = Math.max(...incoming[head]!.map((link) => order.indexOf(bandOf.get(links[link]!.left)!)))
    order.splice(after + 1, 0, head)
  }
  return order
}
