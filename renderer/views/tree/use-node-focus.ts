import { useState, type KeyboardEvent, type RefObject } from 'react'
import type { DrawnTree } from '../../../core/layout/place-tree.ts'
import type { Tree } from '../../../engine/api/contract.ts'
import { fitWhole, withInView } from '../../figure/pan-zoom.ts'
import type { PanZoom } from '../../figure/use-pan-zoom.ts'
import type { Size } from '../../figure/use-size.ts'
import { stepFrom, type Step } from './clade.ts'

const steps: Readonly<Record<string, Step>> = {
  ArrowLeft: 'parent',
  ArrowRight: 'child',
  ArrowDown: 'next',
  ArrowUp: 'previous',
  Home: 'first',
  End: 'last',
}

interface FocusedTree {
  readonly tree: Tree
  readonly parents: readonly number[]
  /** Nodes that are in no collapsed clade, and these clades. */
  readonly shown: ReadonlySet<number>
  readonly drawn: DrawnTree | null
  readonly size: Size | null
  readonly panZoom: PanZoom
  readonly svg: RefObject<SVGSVGElement | null>
  readonly selected: number | null
  readonly onSelect: (node: number | null) => void
  readonly onToggle: (node: number) => void
}

export interface NodeFocus {
  /** The node that the keyboard is at. */
  readonly focused: number
  readonly setFocused: (node: number) => void
  /** Leads the keyboard to a node, which comes into view. */
  readonly focusNode: (node: number) => void
  /** The node, or the collapsed clade that it is in. */
  readonly shownFor: (node: number) => number
  readonly onKey: (node: number, event: KeyboardEvent<SVGElement>) => void
}

/** The keyboard's way through a tree: arrows walk, Enter selects, C collapses, + - 0 zoom. */
export function useNodeFocus(at: FocusedTree): NodeFocus {
  const { tree, parents, shown, drawn, size, panZoom, svg, selected, onSelect, onToggle } = at
  // A place in a tree means nothing in another tree.
  const [focusedIn, setFocusedIn] = useState<{ readonly tree: Tree; readonly node: number } | null>(null)
  const setFocused = (node: number) => setFocusedIn({ tree, node })
  const shownFor = (node: number): number => {
    let ancestor = node
    while (!shown.has(ancestor)) ancestor = parents[ancestor]!
    return ancestor
  }
  const focusNode = (node: number) => {
    setFocused(node)
    const drawnNode = drawn?.nodes.find((candidate) => candidate.node === node)
    if (drawnNode !== undefined && size !== null) panZoom.setPlacement(withInView(panZoom.placement, drawnNode, size))
    svg.current?.querySelector<SVGGElement>(`[data-node="${node}"]`)?.focus()
  }
  const onKey = (node: number, event: KeyboardEvent<SVGElement>) => {
    const step = steps[event.key]
    if (step !== undefined) {
      event.preventDefault()
      focusNode(stepFrom(node, step, parents, (candidate) => shown.has(candidate)))
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      onSelect(selected === node ? null : node)
    } else if (event.key === 'c' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault()
      onToggle(node)
    } else if (event.key === 'Escape') {
      onSelect(null)
    } else if (event.key === '+' || event.key === '-') {
      panZoom.zoom(event.key === '+' ? 1.25 : 0.8)
    } else if (event.key === '0' && drawn !== null && size !== null) {
      panZoom.setPlacement(fitWhole(drawn, size))
    }
  }
  return { focused: shownFor(focusedIn?.tree === tree ? focusedIn.node : 0), setFocused, focusNode, shownFor, onKey }
}
