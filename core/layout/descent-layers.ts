/** A link between two of some points, by their numbers. Without a direction its ends may be read either way. */
export interface DescentLink {
  readonly from: number
  readonly to: number
  readonly isDirected: boolean
}

/** A link as it is laid out: it leads from a column to one further right. */
export interface LaidLink {
  /** Number of the link in the list that was given. */
  readonly link: number
  readonly left: number
  readonly right: number
}

export interface DescentLayers {
  /** Of each point, from 0: one more than the greatest of those that it descends from. */
  readonly columns: readonly number[]
  readonly links: readonly LaidLink[]
}

/**
 * Columns of a graph of descent: what others descend from stands left of them. A link without a direction leads away
 * from what is reached first, beginning at the point with most links, so that such links spread out as those of a tree.
 * A direction that would close a circle is laid out the other way round.
 */
export function descentLayers(points: number, given: readonly DescentLink[]): DescentLayers {
  const next = Array.from({ length: points }, (): number[] => [])
  const parents = new Array<number>(points).fill(0)
  const links: LaidLink[] = []
  const lay = (link: number, left: number, right: number): void => {
    links.push({ link, left, right })
    next[left]!.push(right)
    parents[right]! += 1
  }
  for (const [link, { from, to, isDirected }] of given.entries()) {
    if (!isDirected) continue
    if (reaches(next, to, from)) lay(link, to, from)
    else lay(link, from, to)
  }
  for (const { link, near, far } of outwards(points, given)) {
    if (given[link]!.isDirected) continue
    // What has an ancestor already would get another one: then the other end is the better one to be led to.
    const isTurned = parents[far]! > 0 && parents[near] === 0
    const [left, right] = isTurned ? [far, near] : [near, far]
    if (reaches(next, right, left)) lay(link, right, left)
    else lay(link, left, right)
  }
  return { columns: longestWays(points, next), links: links.sort((one, two) => one.link - two.link) }
}

/** Whether a way along the links leads from one point to another; each leads to itself. */
function reaches(next: readonly (readonly number[])[], from: number, to: number): boolean {
  const seen = new Set([from])
  for (const point of seen) {
    if (point === to) return true
    for (const further of next[point]!) seen.add(further)
  }
  return false
}

/** All links in the order in which a search in breadth meets them, from the points with most links on. */
function outwards(
  points: number,
  given: readonly DescentLink[],
): { readonly link: number; readonly near: number; readonly far: number }[] {
  const touching = Array.from({ length: points }, (): number[] => [])
  for (const [link, { from, to }] of given.entries()) {
    touching[from]!.push(link)
    touching[to]!.push(link)
  }
  const starts = touching.map((_, point) => point).sort((one, two) => touching[two]!.length - touching[one]!.length)
  const met: { link: number; near: number; far: number }[] = []
  const isMet = new Set<number>()
  const reached = new Set<number>()
  for (const start of starts) {
    if (reached.has(start)) continue
    const group = new Set([start])
    for (const near of group) {
      for (const link of touching[near]!) {
        if (isMet.has(link)) continue
        isMet.add(link)
        const { from, to } = given[link]!
        const far = from === near ? to : from
        met.push({ link, near, far })
        group.add(far)
      }
    }
    for (const point of group) reached.add(point)
  }
  return met
}

/** Of each point of a graph without circles, the most links on a way to it. */
function longestWays(points: number, next: readonly (readonly number[])[]): number[] {
  const columns = new Array<number>(points).fill(0)
  const waiting = new Array<number>(points).fill(0)
  for (const further of next) for (const point of further) waiting[point]! += 1
  const ready = columns.map((_, point) => point).filter((point) => waiting[point] === 0)
  for (let point = ready.pop(); point !== undefined; point = ready.pop()) {
    for (const further of next[point]!) {
      columns[further] = Math.max(columns[further]!, columns[point]! + 1)
      waiting[further]! -= 1
      if (waiting[further] === 0) ready.push(further)
    }
  }
  return columns
}
