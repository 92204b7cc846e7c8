import type { KeyboardEvent, PointerEvent, ReactNode } from 'react'
import type { FigurePalette } from '../../../core/color/palette.ts'
import { characterWidth, labelSize, type DrawnNode, type DrawnTree } from '../../../core/layout/place-tree.ts'
import {
  plainRadius,
  supportLevel,
  supportLevels,
  supportRadius,
  type SupportLevel,
} from '../../../core/layout/support-marks.ts'
import { fileHead, FileHeadDrawing } from '../../figure/file-head.tsx'

export const figureFont = "Inter, 'Segoe UI', 'Noto Sans', system-ui, sans-serif"

export interface TreeInteraction {
  /** The node that the keyboard is at. */
  readonly focused: number
  readonly selected: number | null
  readonly nameOf: (node: number) => string
  /** Whether a clade is shown with what is in it; null of what cannot be collapsed. */
  readonly isExpanded: (node: number) => boolean | null
  readonly onEnter: (node: number, event: PointerEvent<SVGElement>) => void
  readonly onLeave: () => void
  readonly onPick: (node: number) => void
  readonly onFocus: (node: number) => void
  readonly onKey: (node: number, event: KeyboardEvent<SVGElement>) => void
}

export interface TreeDrawingProps {
  readonly drawn: DrawnTree
  readonly palette: FigurePalette
  /** Colour of each node's mark; null draws the tip in the text's colour. */
  readonly colors: readonly (string | null)[]
  /** Per node, 0 to 1; null where there is none. */
  readonly support: readonly (number | null)[]
  /** Per node, the support that is written beside its branch; null where none is. */
  readonly supportTexts: readonly (string | null)[]
  /** Nodes of the highlighted clade. */
  readonly highlighted: ReadonlySet<number>
  readonly dashed: ReadonlySet<number>
  readonly interaction?: TreeInteraction
}

/**
 * The marks of a tree: branches, support, tips and labels. Attributes only, so that it can stand in a file of its own.
 */
export function TreeDrawing({
  drawn,
  palette,
  colors,
  support,
  supportTexts,
  highlighted,
  dashed,
  interaction,
}: TreeDrawingProps) {
  const isLit = (node: number) => highlighted.has(node)
  return (
    <g fontFamily={figureFont} fontSize={labelSize}>
      <g fill="none" strokeLinecap="round" strokeLinejoin="round">
        {drawn.branches.map((branch) => (
          <path
            key={branch.child}
            d={branch.path}
            stroke={isLit(branch.child) ? palette.accent : palette.text}
            strokeWidth={isLit(branch.child) ? 2.4 : 1.3}
            {...(dashed.has(branch.child) ? { strokeDasharray: '2 3' } : {})}
          />
        ))}
        {drawn.triangles.map(({ node, path }) => (
          <path
            key={node}
            d={path}
            stroke={isLit(node) ? palette.accent : palette.text}
            strokeWidth={isLit(node) ? 2 : 1}
            fill={colors[node] ?? palette.muted}
            fillOpacity={0.3}
          />
        ))}
        {drawn.labels.map((label) =>
          label.leader === null ? null : (
            <path key={label.node} d={label.leader} stroke={palette.rule} strokeWidth={0.8} strokeDasharray="1 2.5" />
          ),
        )}
      </g>
      <g fontSize={10} fill={palette.muted}>
        {drawn.branches.map((branch) => {
          const text = supportTexts[branch.child] ?? null
          if (text === null) return null
          return (
            <g key={branch.child}>
              {branch.supportAnchor === 'middle' ? (
                <rect
                  x={branch.supportX - text.length * 3 - 1.5}
                  y={branch.supportY - 6}
                  width={text.length * 6 + 3}
                  height={12}
                  fill={palette.surface}
                  fillOpacity={0.88}
                  rx={2}
                />
              ) : null}
              <text
                x={branch.supportX}
                y={branch.supportY}
                textAnchor={branch.supportAnchor}
                dy={branch.supportAnchor === 'middle' ? '0.35em' : 0}
              >
                {text}
              </text>
            </g>
          )
        })}
      </g>
      <g>
        {drawn.labels.map((label) => (
          <text
            key={label.node}
            x={label.x}
            y={label.y}
            dy="0.35em"
            textAnchor={label.anchor}
            fill={isLit(label.node) ? palette.accent : palette.text}
            fontWeight={isLit(label.node) ? 600 : 400}
            pointerEvents="none"
            {...(label.turn === 0
              ? {}
              : { transform: `rotate(${label.turn.toFixed(1)} ${label.x.toFixed(1)} ${label.y.toFixed(1)})` })}
          >
            {label.text}
          </text>
        ))}
      </g>
      <g>
        {drawn.nodes.map((node) => {
          const index = node.node
          const mark = node.tip ? (
            <circle
              cx={node.x}
              cy={node.y}
              r={4}
              fill={colors[index] ?? palette.text}
              stroke={palette.surface}
              strokeWidth={1}
            />
          ) : (
            <InnerMark
              node={node}
              support={support[index] ?? null}
              isSelected={interaction?.selected === index}
              ink={isLit(index) ? palette.accent : palette.text}
              palette={palette}
            />
          )
          return interaction === undefined ? (
            <g key={index}>{mark}</g>
          ) : (
            <ActiveNode key={index} node={node} drawn={drawn} interaction={interaction}>
              {mark}
            </ActiveNode>
          )
        })}
      </g>
    </g>
  )
}

interface InnerMarkProps {
  readonly node: Pick<DrawnNode, 'x' | 'y'>
  readonly support: number | null
  readonly isSelected: boolean
  readonly ink: string
  readonly palette: FigurePalette
}

/** An inner node; what fills it tells how firm the branch above it is. */
function InnerMark({ node: { x, y }, support, isSelected, ink, palette }: InnerMarkProps) {
  if (support === null) return <circle cx={x} cy={y} r={isSelected ? 4.5 : plainRadius} fill={ink} />
  return (
    <SupportDot
      x={x}
      y={y}
      radius={isSelected ? 4.5 : supportRadius}
      level={supportLevel(support)}
      ink={ink}
      surface={palette.surface}
    />
  )
}

interface SupportDotProps {
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly level: SupportLevel
  readonly ink: string
  readonly surface: string
}

/** Filled where support is firm, half filled where it is fair, empty where it is weak. */
function SupportDot({ x, y, radius, level, ink, surface }: SupportDotProps) {
  return (
    <g>
      <circle cx={x} cy={y} r={radius} fill={level === 'firm' ? ink : surface} stroke={ink} strokeWidth={1} />
      {level === 'fair' ? (
        <path d={`M${x - radius} ${y}A${radius} ${radius} 0 0 0 ${x + radius} ${y}z`} fill={ink} />
      ) : null}
    </g>
  )
}

/** What the dots at inner nodes mean, as a drawing of `supportLegendWidth` by 16. */
export function SupportLegend({ palette }: { readonly palette: FigurePalette }) {
  return (
    <g fontSize={11} fill={palette.text}>
      <text dy="0.35em">Support</text>
      {supportLevels.map(({ id, words }, index) => (
        <g key={id} transform={`translate(${56 + index * 52} 0)`}>
          <SupportDot x={0} y={0} radius={supportRadius} level={id} ink={palette.text} surface={palette.surface} />
          <text x={8} dy="0.35em">
            {words}
          </text>
        </g>
      ))}
    </g>
  )
}
export const supportLegendWidth = 208

function ActiveNode({
  node,
  drawn,
  interaction,
  children,
}: {
  readonly node: DrawnNode
  readonly drawn: DrawnTree
  readonly interaction: TreeInteraction
  readonly children: ReactNode
}) {
  const index = node.node
  // Tips and collapsed clades have one, which takes the pointer as their mark does.
  const label = drawn.labels.find((candidate) => candidate.node === index)
  const triangle = drawn.triangles.find((candidate) => candidate.node === index)
  const isExpanded = interaction.isExpanded(index)
  const labelWidth = label === undefined ? 0 : [...label.text].length * labelSize * characterWidth + 6
  return (
    <g
      data-node={index}
      className="tree-node"
      role="button"
      tabIndex={interaction.focused === index ? 0 : -1}
      aria-label={interaction.nameOf(index)}
      aria-pressed={interaction.selected === index}
      {...(isExpanded === null ? {} : { 'aria-expanded': isExpanded })}
      onPointerEnter={(event) => interaction.onEnter(index, event)}
      onPointerMove={(event) => interaction.onEnter(index, event)}
      onPointerLeave={interaction.onLeave}
      onClick={(event) => {
        event.stopPropagation()
        interaction.onPick(index)
      }}
      onFocus={() => interaction.onFocus(index)}
      onBlur={interaction.onLeave}
      onKeyDown={(event) => interaction.onKey(index, event)}
    >
      {label === undefined ? null : (
        <rect
          x={label.x - { start: 3, middle: labelWidth / 2, end: labelWidth - 3 }[label.anchor]}
          y={label.y - 8}
          width={labelWidth}
          height={16}
          fill="transparent"
          transform={`rotate(${label.turn.toFixed(1)} ${label.x.toFixed(1)} ${label.y.toFixed(1)})`}
        />
      )}
      {triangle === undefined ? null : <path d={triangle.path} fill="transparent" />}
      <circle cx={node.x} cy={node.y} r={9} fill="transparent" />
      <circle className="tree-node-ring" cx={node.x} cy={node.y} r={7.5} fill="none" strokeWidth={2} />
      {children}
    </g>
  )
}

export interface LegendEntry {
  readonly name: string
  readonly color: string
  readonly count: number
}

/** The drawing on its own: title, tree, legend and scale bar on white. */
export function TreeFile({
  title,
  caption,
  legendTitle,
  legend,
  ...drawing
}: Omit<TreeDrawingProps, 'interaction'> & {
  readonly title: string
  readonly caption: string
  readonly legendTitle: string | null
  readonly legend: readonly LegendEntry[]
}) {
  const { drawn, palette } = drawing
  const size = fileSize(title, caption, drawn, legendTitle === null ? 0 : legend.length)
  const head = fileHead(title, caption, size.width)
  return (
    <svg width={size.width} height={size.height} viewBox={`0 0 ${size.width} ${size.height}`} fontFamily={figureFont}>
      <title>{title}</title>
      <desc>{caption}</desc>
      <rect width={size.width} height={size.height} fill={palette.surface} />
      <FileHeadDrawing head={head} palette={palette} />
      <g transform={`translate(0 ${head.height})`}>
        <TreeDrawing {...drawing} />
      </g>
      <g transform={`translate(18 ${head.height + drawn.height + 8})`}>
        <ScaleBar drawn={drawn} palette={palette} />
        {drawing.support.every((support) => support === null) ? null : (
          <g transform="translate(0 24)">
            <SupportLegend palette={palette} />
          </g>
        )}
        {legendTitle === null ? null : (
          <g transform="translate(230 0)">
            <text fontSize={11} fontWeight={600} fill={palette.text} y={4}>
              {legendTitle}
            </text>
            {legend.map((entry, index) => (
              <g key={entry.name} transform={`translate(${(index % 3) * 180} ${20 + Math.floor(index / 3) * 18})`}>
                <circle r={4} cx={4} cy={0} fill={entry.color} />
                <text x={14} dy="0.35em" fontSize={11} fill={palette.text}>
                  {entry.name} ({entry.count})
                </text>
              </g>
            ))}
          </g>
        )}
      </g>
    </svg>
  )
}

export function fileSize(
  title: string,
  caption: string,
  drawn: DrawnTree,
  legendEntries: number,
): { readonly width: number; readonly height: number } {
  const width = Math.max(drawn.width, legendEntries > 0 ? 800 : 320)
  return {
    width,
    height: fileHead(title, caption, width).height + drawn.height + 40 + Math.ceil(legendEntries / 3) * 18,
  }
}

export function ScaleBar({ drawn, palette }: { readonly drawn: DrawnTree; readonly palette: FigurePalette }) {
  if (drawn.scaleBar === null) {
    return (
      <text fontSize={11} fill={palette.muted} y={4}>
        Branches not to scale
      </text>
    )
  }
  const { length, pixels } = drawn.scaleBar
  return (
    <g>
      <path
        d={`M0 -4V4M0 0H${pixels.toFixed(1)}M${pixels.toFixed(1)} -4V4`}
        stroke={palette.text}
        strokeWidth={1.2}
        fill="none"
      />
      <text x={pixels + 8} dy="0.35em" fontSize={11} fill={palette.text}>
        {length} distance
      </text>
    </g>
  )
}
