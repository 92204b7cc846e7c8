import { useState, type ReactNode, type RefObject } from 'react'
import type { FigurePalette } from '../../../core/color/palette.ts'
import type { TreeShapes } from '../../../core/layout/tree-scene.ts'
import type { DrawnTree } from '../../../core/layout/place-tree.ts'
import { figureFont } from '../../../core/scene/lettering.ts'
import type { Distances, ModelSummary, Tree } from '../../../engine/api/contract.ts'
import type { PanZoom } from '../../figure/use-pan-zoom.ts'
import type { Size } from '../../figure/use-size.ts'
import { canCollapse } from './clade.ts'
import { NodeCard } from './node-facts.tsx'
import { TreeDrawing } from './tree-drawing.tsx'
import type { NodeFocus } from './use-node-focus.ts'
import styles from './tree.module.css'

interface TreeCanvasProps {
  readonly tree: Tree
  readonly label: string
  readonly layout: string
  readonly drawn: DrawnTree | null
  readonly shapes: TreeShapes | null
  readonly names: readonly string[]
  readonly distances: Distances | undefined
  readonly models: readonly ModelSummary[]
  readonly palette: FigurePalette
  readonly frame: RefObject<HTMLDivElement | null>
  readonly svg: RefObject<SVGSVGElement | null>
  readonly size: Size | null
  readonly panZoom: PanZoom
  readonly focus: NodeFocus
  readonly selected: number | null
  readonly onSelect: (node: number | null) => void
  readonly collapsed: ReadonlySet<number>
  /** What stands over the drawing. */
  readonly children: ReactNode
}

/** The drawing of a tree in its frame, which can be moved, enlarged, pointed at and walked through. */
export function TreeCanvas({
  tree,
  label,
  layout,
  drawn,
  shapes,
  names,
  distances,
  models,
  palette,
  frame,
  svg,
  size,
  panZoom,
  focus,
  selected,
  onSelect,
  collapsed,
  children,
}: TreeCanvasProps) {
  const [hovered, setHovered] = useState<{
    readonly tree: Tree
    readonly node: number
    /** Where the pointer is in the frame; null where the keyboard is at the node. */
    readonly at: { readonly x: number; readonly y: number } | null
  } | null>(null)
  const { x, y, scale } = panZoom.placement
  // A node that the keyboard leads to comes into view meanwhile: where it stands is known only when it is drawn.
  const placeOf = (node: number) => {
    const place = drawn?.nodes.find((candidate) => candidate.node === node)
    return place === undefined ? null : { x: place.x * scale + x, y: place.y * scale + y }
  }
  const card = hovered?.tree === tree && !panZoom.isDragging ? hovered : null
  const cardAt = card === null ? null : (card.at ?? placeOf(card.node))
  return (
    <div
      ref={frame}
      className={styles['frame']}
      data-dragging={panZoom.isDragging}
      {...panZoom.handlers}
      onPointerLeave={() => setHovered(null)}
      onClick={() => onSelect(null)}
    >
      {children}
      {drawn === null || shapes === null || size === null ? null : (
        <svg
          ref={svg}
          width={size.width}
          height={size.height}
          role="group"
          aria-label={`${label}. Arrow keys move between nodes, Enter selects, C collapses or expands a clade.`}
          data-tree={layout}
          fontFamily={figureFont}
        >
          <g transform={`translate(${x} ${y}) scale(${scale})`}>
            <TreeDrawing
              drawn={drawn}
              shapes={shapes}
              palette={palette}
              interaction={{
                focused: focus.focused,
                selected,
                names,
                isExpanded: (node) => (canCollapse(tree, node) ? !collapsed.has(node) : null),
                onEnter: (node, event) => {
                  const box = frame.current?.getBoundingClientRect()
                  if (box !== undefined)
                    setHovered({ tree, node, at: { x: event.clientX - box.left, y: event.clientY - box.top } })
                },
                onLeave: () => setHovered(null),
                onPick: (node) => {
                  focus.setFocused(node)
                  onSelect(selected === node ? null : node)
                },
                onFocus: (node) => {
                  focus.setFocused(node)
                  setHovered({ tree, node, at: null })
                },
                onKey: focus.onKey,
              }}
            />
          </g>
        </svg>
      )}
      {card === null || cardAt === null || size === null ? null : (
        <NodeCard
          tree={tree}
          node={card.node}
          distances={distances}
          models={models}
          x={cardAt.x}
          y={cardAt.y}
          frame={size}
        />
      )}
    </div>
  )
}
