import { printable } from '../format/printable.ts'
import { shortenApart } from '../format/truncate.ts'
import { textWidth } from '../scene/lettering.ts'
import { placeLabels, type LabelWish } from './place-labels.ts'
import type { TreeLayout } from './tree-layout.ts'

export interface DrawnNode {
  /** Its index in the list of the tree's nodes. */
  readonly node: number
  readonly x: number
  readonly y: number
  readonly tip: boolean
  /** Place of the parent in that list, -1 at the root. */
  readonly parent: number
  /** Direction in which the branch reaches the node, in radians. */
  readonly angle: number
}

export interface DrawnBranch {
  readonly child: number
  /** Path data. */
  readonly path: string
  /** Where the support value of the child's branch is written; a branch too short for it has none. */
  readonly fitsSupport: boolean
  readonly supportX: number
  readonly supportY: number
  readonly supportAnchor: 'end' | 'middle'
}

export interface DrawnLabel {
  readonly node: number
  readonly text: string
  /** The text's left (`start`), middle or right (`end`), by `anchor`, at half of its height. */
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'middle' | 'end'
  /** Degrees. */
  readonly rotation: number
  /** Path data of the line from the tip to a label that had to move away; null where it stands at its tip. */
  readonly leader: string | null
}

/** What stands for a collapsed clade. */
export interface DrawnTriangle {
  readonly node: number
  /** Path data: from the clade's node to its nearest and its farthest tip. */
  readonly path: string
}

/** A tree in pixels, ready to be drawn. */
export interface DrawnTree {
  readonly width: number
  readonly height: number
  /** Of a circular tree, where its root is; null of the others. */
  readonly center: { readonly x: number; readonly y: number } | null
  readonly nodes: readonly DrawnNode[]
  readonly branches: readonly DrawnBranch[]
  readonly labels: readonly DrawnLabel[]
  readonly triangles: readonly DrawnTriangle[]
  /** Null where branches are not to scale. */
  readonly scaleBar: { readonly length: number; readonly pixels: number } | null
}

export const labelSize = 12
const mostCharacters = 30
export const padding = 18
export const labelGap = 7
/** What is written of names: short, without what cannot be seen, and different ones stay different. */
export function labelTexts(names: readonly string[]): string[] {
  return shortenApart(names, mostCharacters, printable)
}

export function labelWidth(text: string): number {
  return textWidth(text, labelSize)
}

/** Radius of a tip's dot, and how far around any dot no label of an unrooted tree may reach, in pixels. */
export const tipRadius = 4
const dotReach = tipRadius + 1

/** More tips than this and the labels of an unrooted tree are turned along their branches. */
const mostLevelLabels = 40

/** A rectangular tree in at least `width` by `height`; higher where the tips need room. */
export function placeRectangular(
  layout: TreeLayout,
  names: readonly string[],
  width: number,
  height: number,
): DrawnTree {
  const texts = labelTexts(names)
  const widest = texts.reduce(
    (most, text, index) => (layout.nodes[index]!.tip ? Math.max(most, labelWidth(text)) : most),
    0,
  )
  const tips = layout.nodes.filter((node) => node.tip).length
  const row = Math.min(34, Math.max(17, (height - 2 * padding - 30) / Math.max(1, tips - 1)))
  const span = row * Math.max(0, tips - 1)
  const plotWidth = Math.max(60, width - 2 * padding - widest - labelGap)
  const fullHeight = Math.max(height, span + 2 * padding + 30)
  const top = Math.max(padding, (fullHeight - 30 - span) / 2)
  const nodes = layout.nodes.map((node, index) => ({
    node: index,
    x: padding + node.x * plotWidth,
    y: top + node.y * span,
    tip: node.tip,
    parent: node.parent,
    angle: node.angle,
  }))
  const branches = layout.branches.map(({ child, points }): DrawnBranch => {
    const drawn = points.map(([x, y]) => [padding + x * plotWidth, top + y * span] as const)
    const end = drawn.at(-1)!
    return {
      child,
      path: pathThrough(drawn),
      fitsSupport: true,
      supportX: end[0] - 4,
      supportY: end[1] - 4,
      supportAnchor: 'end',
    }
  })
  const labels = nodes.flatMap((node, index): DrawnLabel[] =>
    node.tip
      ? [
          {
            node: index,
            text: texts[index]!,
            x: node.x + labelGap,
            y: node.y,
            anchor: 'start',
            rotation: 0,
            leader: null,
          },
        ]
      : [],
  )
  return {
    width,
    height: fullHeight,
    center: null,
    nodes,
    branches,
    labels,
    triangles: [],
    scaleBar: scaleBarOf(layout.unit, plotWidth),
  }
}

/** By how much an unrooted tree is enlarged, at most, so that all of its labels have room. */
const mostEnlarged = 4

/**
 * An unrooted tree as large as it fits with its labels in `width` by `height`; larger where these find no room, up to
 * four times in either direction. What lies over one another then cannot be told apart by enlarging.
 */
export function placeUnrooted(layout: TreeLayout, names: readonly string[], width: number, height: number): DrawnTree {
  const texts = labelTexts(names)
  for (let enlarged = 1; ; enlarged *= 1.25) {
    const size = { width: Math.round(width * enlarged), height: Math.round(height * enlarged) }
    const isLast = enlarged * 1.25 > mostEnlarged
    const { drawn, isCrowded } = unrootedIn(layout, texts, size, !isLast)
    if (!isCrowded || isLast) return drawn
  }
}

/**
 * @param endsCrowded true: where a label finds no room the others' is not looked for
 * @returns the tree as large as it fits, and whether some of its labels found no room
 */
function unrootedIn(
  layout: TreeLayout,
  texts: readonly string[],
  { width, height }: { readonly width: number; readonly height: number },
  endsCrowded: boolean,
): { readonly drawn: DrawnTree; readonly isCrowded: boolean } {
  const tips = layout.nodes.flatMap((node, index) => (node.tip ? [index] : []))
  const along = tips.length > mostLevelLabels
  const plotWidth = width - 2 * padding
  const plotHeight = height - 2 * padding - 24

  let scale = Math.min(plotWidth, plotHeight)
  let drawn = attempt(scale)
  // Labels do not shrink with the tree, so the scale that fits is found by steps; what is crowded stays so.
  for (let round = 0; round < 12 && !drawn.isCrowded; round++) {
    const overX = drawn.right - drawn.left - plotWidth
    const overY = drawn.bottom - drawn.top - plotHeight
    if (overX <= 0 && overY <= 0) break
    scale = Math.max(60, scale - Math.max(overX, overY, scale * 0.02))
    drawn = attempt(scale)
  }
  const shiftX = padding + (plotWidth - (drawn.right - drawn.left)) / 2 - drawn.left
  const shiftY = padding + (plotHeight - (drawn.bottom - drawn.top)) / 2 - drawn.top

  const at = (index: number) => [drawn.points[index]![0] + shiftX, drawn.points[index]![1] + shiftY] as const
  const nodes = layout.nodes.map((node, index) => ({
    node: index,
    x: at(index)[0],
    y: at(index)[1],
    tip: node.tip,
    parent: node.parent,
    angle: node.angle,
  }))
  const branches = layout.branches.map(({ parent, child }): DrawnBranch => {
    const from = at(parent)
    const to = at(child)
    return {
      child,
      path: pathThrough([from, to]),
      fitsSupport: Math.hypot(to[0] - from[0], to[1] - from[1]) >= 26,
      supportX: (from[0] + to[0]) / 2,
      supportY: (from[1] + to[1]) / 2,
      supportAnchor: 'middle',
    }
  })
  const labels = tips.map((index, order): DrawnLabel => {
    const label = drawn.labels[order]!
    return {
      node: index,
      text: texts[index]!,
      x: label.x + shiftX,
      y: label.y + shiftY,
      anchor: 'middle',
      rotation: (label.rotation * 180) / Math.PI,
      leader: leaderPath(at(index), label.angle, label.offset),
    }
  })
  const tree: DrawnTree = {
    width,
    height,
    center: null,
    nodes,
    branches,
    labels,
    triangles: [],
    scaleBar: scaleBarOf(layout.unit, scale),
  }
  return { drawn: tree, isCrowded: drawn.isCrowded }

  function attempt(size: number) {
    const points = layout.nodes.map((node) => [(node.x - 0.5) * size, (node.y - 0.5) * size] as const)
    const wishes = tips.map(
      (index): LabelWish => ({
        x: points[index]![0],
        y: points[index]![1],
        angle: layout.nodes[index]!.angle,
        width: labelWidth(texts[index]!) + 4,
        height: labelSize + 3,
      }),
    )
    const avoid = [
      ...points.map(([x, y]) => ({ x, y, radius: dotReach })),
      ...pointsAlong(layout, points).map(([x, y]) => ({ x, y, radius: 0 })),
    ]
    const farthest = Math.max(40, Math.min(width, height) / 5)
    const labels = placeLabels(wishes, along, farthest, avoid, endsCrowded)
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
    const include = (x: number, y: number) => {
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
    for (const [x, y] of points) include(x, y)
    labels.forEach((label, order) => {
      const { width: labelWidth, height: labelHeight } = wishes[order]!
      const halfX =
        (Math.abs(Math.cos(label.rotation)) * labelWidth + Math.abs(Math.sin(label.rotation)) * labelHeight) / 2
      const halfY =
        (Math.abs(Math.sin(label.rotation)) * labelWidth + Math.abs(Math.cos(label.rotation)) * labelHeight) / 2
      include(label.x - halfX, label.y - halfY)
      include(label.x + halfX, label.y + halfY)
    })
    return { points, labels, left, right, top, bottom, isCrowded: labels.some(({ isClear }) => !isClear) }
  }
}

/** Path data of the line from a tip to a label that begins `offset` pixels away from it; null where that is near. */
export function leaderPath([x, y]: readonly [number, number], angle: number, offset: number): string | null {
  const at = (distance: number) => [x + Math.cos(angle) * distance, y + Math.sin(angle) * distance] as const
  return offset > 12 ? pathThrough([at(5), at(offset - 2)]) : null
}

/** Points on the straight branches, a few pixels apart, which labels keep clear of. */
function pointsAlong(
  layout: TreeLayout,
  points: readonly (readonly [number, number])[],
): (readonly [number, number])[] {
  return layout.branches.flatMap(({ parent, child }) => {
    const [fromX, fromY] = points[parent]!
    const [toX, toY] = points[child]!
    const pieces = Math.min(40, Math.ceil(Math.hypot(toX - fromX, toY - fromY) / 10))
    return Array.from(
      { length: pieces },
      (_, piece) => [fromX + ((toX - fromX) * piece) / pieces, fromY + ((toY - fromY) * piece) / pieces] as const,
    )
  })
}

export function pathThrough(points: readonly (readonly [number, number])[]): string {
  return points.map((point, index) => `${index === 0 ? 'M' : 'L'}${pointText(point)}`).join('')
}

/** A point as path data has it, to a hundredth of a pixel. */
export function pointText([x, y]: readonly [number, number]): string {
  return `${x.toFixed(2)} ${y.toFixed(2)}`
}

/** The scale bar of a layout whose unit square is drawn so many pixels wide; null where it is not to scale. */
export function scaleBarOf(unit: number | undefined, pixelsPerUnitSquare: number): DrawnTree['scaleBar'] {
  return unit === undefined || !(unit > 0) ? null : barOf(pixelsPerUnitSquare / unit)
}

/** The scale bar of a drawing that is enlarged by a factor: chosen anew, so that it stays as long as others. */
export function enlargedScaleBar(bar: DrawnTree['scaleBar'], factor: number): DrawnTree['scaleBar'] {
  return bar === null ? null : barOf((bar.pixels / bar.length) * factor)
}

/** A bar of 1, 2 or 5 times a power of ten, between about 60 and 150 pixels where that is possible. */
function barOf(perLength: number): NonNullable<DrawnTree['scaleBar']> {
  const power = 10 ** Math.floor(Math.log10(120 / perLength))
  const length = [5, 2, 1].map((digit) => digit * power).find((candidate) => candidate * perLength <= 150) ?? power
  return { length: Number(length.toPrecision(1)), pixels: length * perLength }
}
