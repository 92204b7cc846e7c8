import { figureFont } from '../views/tree/tree-drawing.tsx'
import styles from './chart-frame.module.css'

export interface LegendEntry {
  readonly name: string
  readonly color: string
  /** Default `dot`. */
  readonly mark?: 'dot' | 'barred' | 'ring' | 'diamond' | 'line' | 'dashed' | 'band'
}

/** What the marks of a chart mean, in a row that wraps. */
export function ChartLegend({ entries }: { readonly entries: readonly LegendEntry[] }) {
  return (
    <ul className={styles['entries']}>
      {entries.map((entry) => (
        <li key={entry.name}>
          <svg width={18} height={12} aria-hidden="true" focusable="false">
            <Mark entry={entry} />
          </svg>
          {entry.name}
        </li>
      ))}
    </ul>
  )
}

/** A mark in a box of 18 x 12. */
function Mark({ entry: { color, mark = 'dot' } }: { readonly entry: LegendEntry }) {
  if (mark === 'dot') return <circle cx={9} cy={6} r={4.5} fill={color} />
  if (mark === 'barred')
    return (
      <>
        <path d="M6.5 0.5h5M9 0.5v11M6.5 11.5h5" stroke={color} strokeWidth={1} fill="none" />
        <circle cx={9} cy={6} r={3.5} fill={color} />
      </>
    )
  if (mark === 'ring') return <circle cx={9} cy={6} r={4} fill="none" stroke={color} strokeWidth={1.6} />
  if (mark === 'diamond') return <path d="M9 1.5L13.5 6L9 10.5L4.5 6z" fill="none" stroke={color} strokeWidth={1.4} />
  if (mark === 'band') return <rect y={1.5} width={18} height={9} fill={color} fillOpacity={0.25} />
  return <path d="M0 6H18" stroke={color} strokeWidth={2} strokeDasharray={mark === 'dashed' ? '4 3' : undefined} />
}

const rowHeight = 17

/**
 * The places of the entries in rows of a file, where text cannot be measured: an average letter is taken as 6.2 wide.
 */
export function legendRows(
  entries: readonly LegendEntry[],
  width: number,
): readonly (readonly { readonly entry: LegendEntry; readonly x: number }[])[] {
  const rows: { entry: LegendEntry; x: number }[][] = []
  let x = width
  for (const entry of entries) {
    const needed = 24 + entry.name.length * 6.2 + 16
    if (x + needed > width) {
      rows.push([])
      x = 0
    }
    rows.at(-1)!.push({ entry, x })
    x += needed
  }
  return rows
}

export function legendHeight(entries: readonly LegendEntry[], width: number): number {
  return legendRows(entries, width).length * rowHeight
}

/** The legend inside of an SVG file. */
export function LegendDrawing({
  entries,
  width,
  ink,
}: {
  readonly entries: readonly LegendEntry[]
  readonly width: number
  readonly ink: string
}) {
  return (
    <g fontFamily={figureFont} fontSize={11} fill={ink}>
      {legendRows(entries, width).map((row, index) =>
        row.map(({ entry, x }) => (
          <g key={entry.name} transform={`translate(${x} ${index * rowHeight})`}>
            <Mark entry={entry} />
            <text x={24} y={6} dy="0.35em">
              {entry.name}
            </text>
          </g>
        )),
      )}
    </g>
  )
}
