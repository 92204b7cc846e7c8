import type { Basis } from '../tree/combined-tree.ts'
import { labelGap, padding, scaleBarOf } from './place-tree.ts'

/** A node in preorder, parents first; several roots stand one below the other. */
export interface CombinedLayoutNode {
  readonly parent: number | null
  /** Width of its label in pixels; null: no model stands here. */
  readonly labelWidth: number | null
  readonly by: Basis | null
  /** Of the edge above; null: not known. A negative one is drawn as 0. */
  readonly length: number | null
}

interface ScaleBar {
  readonly length: number
  readonly pixels: number
}

export interface PlacedCombined {
  /** Pixels, y downwards. */
  readonly nodes: readonly { readonly x: number; readonly y: number }[]
  /** Tops of the headings above the trees that were asked for, in their order. */
  readonly headings: readonly number[]
  readonly height: number
  /** Where the longest label ends. */
  readonly right: number
  /** Null where no edge of that kind has a length. */
  readonly behaviour: ScaleBar | null
  readonly weights: ScaleBar | null
}

export const combinedRow = 24
/** An edge whose length is not known takes so many pixels. */
const unknownLength = 72
/** Of the width that lengths have, what those by behaviour get where there are both. */
const behaviourShare = 0.5
/** Least width of the longest way, in pixels: a narrower frame is exceeded. */
const leastWay = 220

interface Way {
  readonly behaviour: number
  readonly weights: number
  readonly unknown: number
}

/**
 * A combined tree in rectangular form. Each model has a row of its own, above those of what was made from it; a point
 * without a model stands between the first and the last of its children. So no label stands where a line is. Each of
 * the two kinds of lengths has a scale; together they are as large as the labels leave room for.
 *
 * @param headed indices of roots that a heading stands above
 */
export function placeCombined(
  nodes: readonly CombinedLayoutNode[],
  width: number,
  headed: readonly number[] = [],
): PlacedCombined {
  const ways: Way[] = []
  for (const { parent, by, length } of nodes) {
    const above = parent === null ? { behaviour: 0, weights: 0, unknown: 0 } : ways[parent]!
    const drawn = Math.max(0, length ?? 0)
    ways.push(
      by === null
        ? above
        : length === null
          ? { ...above, unknown: above.unknown + 1 }
          : { ...above, [by]: above[by] + drawn },
    )
  }
  const longest = (of: (way: Way) => number): number => ways.reduce((most, way) => Math.max(most, of(way)), 0)
  const [mostBehaviour, mostWeights] = [longest((way) => way.behaviour), longest((way) => way.weights)]
  const share = mostBehaviour === 0 ? 0 : mostWeights === 0 ? 1 : behaviourShare
  const perUnit = {
    behaviour: mostBehaviour === 0 ? 0 : share / mostBehaviour,
    weights: mostWeights === 0 ? 0 : (1 - share) / mostWeights,
  }
  const scaled = ({ behaviour, weights }: Way): number => behaviour * perUnit.behaviour + weights * perUnit.weights
  const labelOf = ({ labelWidth }: CombinedLayoutNode): number => (labelWidth === null ? 0 : labelGap + labelWidth)
  const fits = nodes.map((node, index) => {
    const room = width - 2 * padding - ways[index]!.unknown * unknownLength - labelOf(node)
    const way = scaled(ways[index]!)
    return way === 0 ? Infinity : room / way
  })
  const longestWay = longest(scaled)
  const factor = longestWay === 0 ? 0 : Math.max(leastWay / longestWay, Math.min(...fits))

  const rows = rowsOf(nodes, headed)
  const placed = ways.map((way, index) => ({
    x: padding + factor * scaled(way) + way.unknown * unknownLength,
    y: rows.middles[index]!,
  }))
  const bar = (most: number, of: number): ScaleBar | null => (most === 0 ? null : scaleBarOf(1, factor * of))
  return {
    nodes: placed,
    headings: rows.headings,
    height: rows.height,
    right: placed.reduce((most, { x }, index) => Math.max(most, x + labelOf(nodes[index]!)), 0),
    behaviour: bar(mostBehaviour, perUnit.behaviour),
    weights: bar(mostWeights, perUnit.weights),
  }
}

function rowsOf(
  nodes: readonly CombinedLayoutNode[],
  headed: readonly number[],
): { readonly middles: readonly number[]; readonly headings: readonly number[]; readonly height: number } {
  const middles = nodes.map(() => 0)
  const headings: number[] = []
  let top = padding
  for (const [index, { labelWidth }] of nodes.entries()) {
    if (headed.includes(index)) {
      headings.push(top + combinedRow / 2)
      top += 1.5 * combinedRow
    }
    if (labelWidth === null) continue
    middles[index] = top + combinedRow / 2
    top += combinedRow
  }
  const ends = nodes.map((): { first: number; last: number } | null => null)
  for (let index = nodes.length - 1; index >= 0; index--) {
    const { parent, labelWidth } = nodes[index]!
    if (labelWidth === null) middles[index] = (ends[index]!.first + ends[index]!.last) / 2
    if (parent === null) continue
    const middle = middles[index]!
    // Backwards, so that the last child is met first.
    ends[parent] = { first: middle, last: ends[parent]?.last ?? middle }
  }
  return { middles, headings, height: top + padding / 2 }
}
