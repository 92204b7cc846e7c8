import { useMemo, type ReactNode } from 'react'
import type { TreeLayout } from '../../../core/layout/tree-layout.ts'
import type { FigurePalette } from '../../../core/color/palette.ts'
import { inkOn, scaleThrough } from '../../../core/color/scale.ts'
import { fileHead, FileHeadDrawing } from '../../figure/file-head.tsx'
import { figureFont } from '../tree/tree-drawing.tsx'
import { valueSize, type CellPlace, type MatrixGeometry } from '../../../core/layout/matrix-geometry.ts'

export interface MatrixDrawingProps {
  readonly geometry: MatrixGeometry
  readonly palette: FigurePalette
  /** Position on the colour scale, 0 to 1, by row and column as drawn. */
  readonly positions: readonly (readonly number[])[]
  /** What is written in the cells where they are large enough. */
  readonly texts: readonly (readonly string[])[]
  /** A tree whose tips are the rows; null where there is none. */
  readonly layout: TreeLayout | null
  readonly marked: CellPlace | null
}

/** Steps of the colour scale; cells of one step are drawn as one path, so that many models stay quick. */
const steps = 96
/** Cells, names and tree of a matrix. Attributes only, so that it can stand in a file of its own. */
export function MatrixDrawing(props: MatrixDrawingProps) {
  const { geometry, palette, marked } = props
  const { left, top, cell, count, names, labelSize } = geometry
  const side = cell * count
  return (
    <g fontFamily={figureFont}>
      <Cells {...props} />
      <g fontSize={labelSize}>
        {names.map((name, index) => {
          const middle = index * cell + cell / 2
          const inRow = marked?.row === index
          const inColumn = marked?.column === index
          return (
            <g key={index}>
              <text
                x={left + side + 8}
                y={top + middle}
                dy="0.35em"
                fill={inRow ? palette.accent : palette.text}
                fontWeight={inRow ? 600 : 400}
              >
                {name}
              </text>
              <text
                transform={`translate(${left + middle} ${top - 8}) rotate(-90)`}
                dy="0.35em"
                fill={inColumn ? palette.accent : palette.text}
                fontWeight={inColumn ? 600 : 400}
              >
                {name}
              </text>
            </g>
          )
        })}
      </g>
      {marked === null ? null : (
        <rect
          x={left + marked.column * cell}
          y={top + marked.row * cell}
          width={cell}
          height={cell}
          fill="none"
          stroke={palette.text}
          strokeWidth={2}
        />
      )}
    </g>
  )
}

function Cells({ geometry, palette, positions, texts, layout }: MatrixDrawingProps): ReactNode {
  return useMemo(() => {
    const { left, top, cell, count, treeWidth } = geometry
    const scale = scaleThrough(palette.sequential)
    const gap = cell >= 16 ? 1 : 0
    const paths = new Map<number, string>()
    positions.forEach((row, i) =>
      row.forEach((position, j) => {
        if (i === j || Number.isNaN(position)) return
        const step = Math.round(Math.min(1, Math.max(0, position)) * steps)
        paths.set(
          step,
          `${paths.get(step) ?? ''}M${left + j * cell} ${top + i * cell}h${cell - gap}v${cell - gap}h${gap - cell}z`,
        )
      }),
    )
    const treeLeft = left - 8 - treeWidth
    const textSize = valueSize(cell, texts)
    return (
      <>
        {layout === null ? null : (
          <g fill="none" stroke={palette.rule} strokeWidth={1.2}>
            {layout.branches.map((branch) => (
              <path
                key={branch.child}
                d={branch.points
                  .map(
                    ([x, y], index) =>
                      `${index === 0 ? 'M' : 'L'}${(treeLeft + x * treeWidth).toFixed(1)} ${(top + cell / 2 + y * cell * (count - 1)).toFixed(1)}`,
                  )
                  .join('')}
              />
            ))}
          </g>
        )}
        <g>
          {Array.from({ length: count }, (_, index) => (
            <rect
              key={index}
              x={left + index * cell}
              y={top + index * cell}
              width={cell - gap}
              height={cell - gap}
              fill={palette.rule}
              fillOpacity={0.22}
            />
          ))}
          {[...paths].map(([step, path]) => (
            <path key={step} d={path} fill={scale(step / steps)} />
          ))}
        </g>
        {textSize === null ? null : (
          <g fontSize={textSize} textAnchor="middle">
            {texts.map((row, i) =>
              row.map((text, j) =>
                i === j ? null : (
                  <text
                    key={j}
                    x={left + j * cell + (cell - gap) / 2}
                    y={top + i * cell + (cell - gap) / 2}
                    dy="0.35em"
                    fill={inkOn(scale(positions[i]?.[j] ?? 0))}
                  >
                    {text}
                  </text>
                ),
              ),
            )}
          </g>
        )}
      </>
    )
  }, [geometry, palette, positions, texts, layout])
}

export interface ScaleLegendProps {
  readonly palette: FigurePalette
  readonly title: string
  readonly from: string
  readonly middle: string
  readonly to: string
  /** True where the strongest colour stands at the left end. */
  readonly isReversed: boolean
  readonly width: number
}

/** The colour scale with its ends and middle. */
export function ScaleLegend({ palette, title, from, middle, to, isReversed, width }: ScaleLegendProps) {
  const scale = scaleThrough(palette.sequential)
  const pieces = 64
  return (
    <g fontFamily={figureFont} fontSize={11} fill={palette.text}>
      <text dy="0.35em" y={6}>
        {title}
      </text>
      <g transform="translate(76 0)">
        {Array.from({ length: pieces }, (_, index) => {
          const position = (index + 0.5) / pieces
          return (
            <rect
              key={index}
              x={(index / pieces) * width}
              width={width / pieces + 0.6}
              height={12}
              fill={scale(isReversed ? 1 - position : position)}
            />
          )
        })}
        <rect width={width + 0.6} height={12} fill="none" stroke={palette.rule} strokeWidth={0.8} />
        <g fill={palette.muted} fontSize={10}>
          <text y={24}>{from}</text>
          <text x={width / 2} y={24} textAnchor="middle">
            {middle}
          </text>
          <text x={width} y={24} textAnchor="end">
            {to}
          </text>
        </g>
      </g>
    </g>
  )
}

export function matrixFileSize(
  title: string,
  caption: string,
  { width, height }: MatrixGeometry,
): { readonly width: number; readonly height: number } {
  return { width, height: height + fileHead(title, caption, width).height + 54 }
}

/** The drawing on its own: title, matrix and colour scale on white. */
export function MatrixFile({
  title,
  caption,
  legend,
  ...drawing
}: MatrixDrawingProps & {
  readonly title: string
  readonly caption: string
  readonly legend: Omit<ScaleLegendProps, 'palette' | 'width'>
}) {
  const { geometry, palette } = drawing
  const head = fileHead(title, caption, geometry.width)
  const { width, height } = matrixFileSize(title, caption, geometry)
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} fontFamily={figureFont}>
      <title>{title}</title>
      <desc>{caption}</desc>
      <rect width={width} height={height} fill={palette.surface} />
      <FileHeadDrawing head={head} palette={palette} />
      <g transform={`translate(0 ${head.height})`}>
        <MatrixDrawing {...drawing} />
      </g>
      <g transform={`translate(18 ${geometry.height + head.height + 12})`}>
        <ScaleLegend {...legend} palette={palette} width={220} />
      </g>
    </svg>
  )
}
