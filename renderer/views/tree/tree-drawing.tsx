import type { KeyboardEvent, PointerEvent } from 'react'
import type { FigurePalette } from '../../../core/color/palette.ts'
import { labelSize, labelWidth, type DrawnNode, type DrawnTree } from '../../../core/layout/place-tree.ts'
import type { TreeShapes } from '../../../core/layout/tree-scene.ts'
import type { GroupShape } from '../../../core/scene/scene.ts'
import { SceneShape } from '../../figure/scene-drawing.tsx'

interface TreeInteraction {
  /** The node that the keyboard is at. */
  readonly focused: number
  readonly selected: number | null
  /** Per node. */
  readonly names: readonly string[]
  /** Whether a clade is shown with what is in it; null of what cannot be collapsed. */
  readonly isExpanded: (node: number) => boolean | null
  readonly onEnter: (node: number, event: PointerEvent<SVGElement>) => void
  readonly onLeave: () => void
  readonly onPick: (node: number) => void
  readonly onFocus: (node: number) => void
  readonly onKey: (node: number, event: KeyboardEvent<SVGElement>) => void
}

interface TreeDrawingProps {
  readonly drawn: DrawnTree
  /** Of the drawn tree. */
  readonly shapes: TreeShapes
  readonly palette: FigurePalette
  readonly interaction: TreeInteraction
}

/** A tree on the page, whose nodes answer to pointer and keys. */
export function TreeDrawing({ drawn, shapes: { still, marks }, palette, interaction }: TreeDrawingProps) {
  const labels = new Map(drawn.labels.map((label) => [label.node, label]))
  const triangles = new Map(drawn.triangles.map((triangle) => [triangle.node, triangle.path]))
  return (
    <>
      <SceneShape shape={still} palette={palette} />
      {drawn.nodes.map((node, index) => (
        <ActiveNode
          key={node.node}
          node={node}
          mark={marks[index]!}
          label={labels.get(node.node)}
          triangle={triangles.get(node.node)}
          palette={palette}
          interaction={interaction}
        />
      ))}
    </>
  )
}

interface ActiveNodeProps {
  readonly node: DrawnNode
  readonly mark: GroupShape
  /** Tips and collapsed clades have one, which takes the pointer as their mark does. */
  readonly label: DrawnTree['labels'][number] | undefined
  /** Outline of a collapsed clade. */
  readonly triangle: string | undefined
  readonly palette: FigurePalette
  readonly interaction: TreeInteraction
}

function ActiveNode({ node: { node, x, y }, mark, label, triangle, palette, interaction }: ActiveNodeProps) {
  const isExpanded = interaction.isExpanded(node)
  return (
    <g
      data-node={node}
      className="tree-node"
      role="button"
      tabIndex={interaction.focused === node ? 0 : -1}
      aria-label={interaction.names[node]}
      aria-pressed={interaction.selected === node}
      {...(isExpanded === null ? {} : { 'aria-expanded': isExpanded })}
      onPointerEnter={(event) => interaction.onEnter(node, event)}
      onPointerMove={(event) => interaction.onEnter(node, event)}
      onPointerLeave={interaction.onLeave}
      onClick={(event) => {
        event.stopPropagation()
        interaction.onPick(node)
      }}
      onFocus={() => interaction.onFocus(node)}
      onBlur={interaction.onLeave}
      onKeyDown={(event) => interaction.onKey(node, event)}
    >
      {label === undefined ? null : <LabelArea label={label} />}
      {triangle === undefined ? null : <path d={triangle} fill="transparent" />}
      <circle cx={x} cy={y} r={9} fill="transparent" />
      <circle className="tree-node-ring" cx={x} cy={y} r={7.5} fill="none" strokeWidth={2} />
      <SceneShape shape={mark} palette={palette} />
    </g>
  )
}

/** Where a label takes the pointer. */
function LabelArea({ label: { text, x, y, anchor, rotation } }: { readonly label: DrawnTree['labels'][number] }) {
  const margin = 3
  const width = labelWidth(text) + 2 * margin
  return (
    <rect
      x={x - { start: margin, middle: width / 2, end: width - margin }[anchor]}
      y={y - (labelSize + 4) / 2}
      width={width}
      height={labelSize + 4}
      fill="transparent"
      transform={`rotate(${rotation.toFixed(1)} ${x.toFixed(1)} ${y.toFixed(1)})`}
    />
  )
}
