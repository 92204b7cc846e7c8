import { plural } from '../format/quantity.ts'
import { boxesOverlap } from './place-labels.ts'
import type { DrawnTree } from './place-tree.ts'

/**
 * How a node is marked that has a support; the firmest first. Limits as is usual, 70 % after Hillis and Bull (1993).
 */
export const supportLevels = [
  { id: 'firm', from: 95, words: '≥ 95' },
  { id: 'fair', from: 70, words: '70–94' },
  { id: 'weak', from: 0, words: '< 70' },
] as const

export type SupportLevel = (typeof supportLevels)[number]['id']

/** Radius of the mark of an inner node, in pixels: with a support, and without. */
export const supportRadius = 3.3
export const plainRadius = 1.8

/** Support as it is written: in whole percent. */
export function supportPercent(support: number): number {
  return Math.round(support * 100)
}

/** The level by the percentage that is written, so that mark and number agree. */
export function supportLevel(support: number): SupportLevel {
  const percent = supportPercent(support)
  return supportLevels.find(({ from }) => percent >= from)?.id ?? 'weak'
}

/** Mean width of a digit and height of a support value, in pixels. */
const digitWidth = 6
const textHeight = 10

type LevelBox = Parameters<typeof boxesOverlap>[0]

/**
 * The nodes whose support is written beside their branch: where the branch is long enough and neither another value nor
 * the mark of a node is in the way. The others have their mark only.
 *
 * @param texts per node of the tree; null where none is to be written
 */
export function writtenSupport(drawn: DrawnTree, texts: readonly (string | null)[]): ReadonlySet<number> {
  const boxes: LevelBox[] = []
  const written = new Set<number>()
  const parentOf = new Map(drawn.nodes.map(({ node, parent }) => [node, parent]))
  for (const { child, fitsSupport, supportX, supportY, supportAnchor } of drawn.branches) {
    const text = texts[child] ?? null
    if (text === null || !fitsSupport) continue
    const width = text.length * digitWidth + 2
    const box = {
      x: supportAnchor === 'middle' ? supportX : supportX - width / 2,
      y: supportAnchor === 'middle' ? supportY : supportY - textHeight / 2,
      width,
      height: textHeight,
      rotation: 0,
    }
    // A value at the end of its branch stands beside the mark there; one on the branch must cover neither end.
    const ends = supportAnchor === 'middle' ? [] : [child, parentOf.get(child)]
    const marks = drawn.nodes.filter(({ node }) => !ends.includes(node))
    if (boxes.some((earlier) => boxesOverlap(box, earlier)) || marks.some((mark) => covers(box, mark))) continue
    boxes.push(box)
    written.add(child)
  }
  return written
}

/** Whether a level box touches the mark of a node. */
function covers(box: LevelBox, { x, y }: { readonly x: number; readonly y: number }): boolean {
  const [aside, above] = [Math.abs(x - box.x) - box.width / 2, Math.abs(y - box.y) - box.height / 2]
  return aside < supportRadius && above < supportRadius
}

export interface ShownSupport {
  /** Per node, what is written beside its branch; null where it has its mark only. */
  readonly texts: readonly (string | null)[]
  /** In words, where support is written and where there are marks only; empty where there is none. */
  readonly where: string
}

/**
 * What of the support is written in a drawing.
 *
 * @param support per node of the tree, 0 to 1; null where there is none
 * @param threshold percent; less is not written
 */
export function shownSupport(drawn: DrawnTree, support: readonly (number | null)[], threshold = 0): ShownSupport {
  const texts = support.map((value) =>
    value === null || value * 100 < threshold ? null : String(supportPercent(value)),
  )
  const written = writtenSupport(drawn, texts)
  const all = drawn.branches.filter(({ child }) => (support[child] ?? null) !== null).length
  return {
    texts: texts.map((text, node) => (written.has(node) ? text : null)),
    where: all === 0 ? '' : whereSupported(written.size, all),
  }
}

/** Where support is shown: `at all 12 branches`, `in numbers at 4 of 61 branches, by dots at all`. */
export function whereSupported(written: number, all: number): string {
  if (written === all) return `at ${all === 1 ? 'the one branch' : `all ${plural(all, 'branch', 'branches')}`}`
  const numbers =
    written === 0 ? 'without numbers' : `in numbers at ${String(written)} of ${plural(all, 'branch', 'branches')}`
  return `${numbers}, by dots at ${written === 0 ? `${plural(all, 'branch', 'branches')}` : 'all'}`
}
