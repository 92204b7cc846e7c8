import { useRef, useState, type ReactElement, type ReactNode } from 'react'
import { figurePalettes, type FigurePalette } from '../../core/color/palette.ts'
import type { LegendEntry } from '../../core/scene/chart-legend.ts'
import { csvText, type CsvCell } from '../../core/table/csv-writer.ts'
import { Segments } from '../components/segments.tsx'
import { useTheme } from '../design/theme.ts'
import { ChartLegend } from './chart-legend.tsx'
import { Figure } from './figure.tsx'
import { renderChartFile } from './render-chart.tsx'
import { useSize } from './use-size.ts'
import styles from './chart-frame.module.css'

export interface ChartSpace {
  readonly palette: FigurePalette
  readonly width: number
  readonly height: number
}

/** The numbers of a chart: its CSV file, and its table for those who read rather than look. */
export interface ChartTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly CsvCell[])[]
}

export interface ChartFrameProps {
  readonly title: string
  /** Under the title, in as many lines as it needs: what is shown, by which method. Stands in exported files too. */
  readonly caption: string
  /** Parts of the exported files' names. */
  readonly fileParts: readonly string[]
  /** What the marks mean; absent where the axes say it all. */
  readonly legend?: readonly LegendEntry[] | undefined
  readonly table: ChartTable
  /**
   * A Recharts chart of exactly this width and height with colours of this palette, `isAnimationActive={false}` on
   * every series. It is drawn a second time, in light colours, for an exported file.
   */
  readonly chart: (space: ChartSpace) => ReactElement
  /** Height of the plot in pixels; absent: what the view leaves. */
  readonly height?: number | undefined
  readonly toolbar?: ReactNode
  readonly isBusy?: boolean
  /** Remarks between head and plot. */
  readonly notes?: ReactNode
}

const exportSize = { width: 900, height: 560 }

/** The frame of a Recharts chart: title, legend, the chart or its numbers as a table, export as SVG, PNG and CSV. */
export function ChartFrame({
  title,
  caption,
  fileParts,
  legend,
  table,
  chart,
  height,
  toolbar,
  isBusy,
  notes,
}: ChartFrameProps) {
  const palette = figurePalettes[useTheme()]
  const frame = useRef<HTMLDivElement>(null)
  const size = useSize(frame)
  const [shown, setShown] = useState<'chart' | 'table'>('chart')
  const drawing = () =>
    renderChartFile({
      title,
      caption,
      legend: legend ?? [],
      chart: chart({ palette: figurePalettes.light, ...exportSize }),
      ...exportSize,
    })
  return (
    <Figure
      title={title}
      caption={caption}
      fileParts={fileParts}
      drawing={drawing}
      texts={[
        {
          id: 'csv',
          name: 'CSV',
          extension: 'csv',
          type: 'text/csv',
          text: () => csvText([table.columns, ...table.rows]),
        },
      ]}
      isBusy={isBusy ?? false}
      toolbar={
        <>
          {toolbar}
          <Segments
            label={`Show ${title} as`}
            hideLabel
            choices={[
              { id: 'chart', name: 'Chart' },
              { id: 'table', name: 'Table' },
            ]}
            value={shown}
            onChange={setShown}
          />
        </>
      }
    >
      <div className={styles['column']}>
        {notes}
        <div ref={frame} className={styles['plot']} style={height === undefined ? undefined : { flex: 'none', height }}>
          {shown === 'table' ? (
            <NumberTable title={title} table={table} />
          ) : size === null || size.width < 50 || size.height < 50 ? null : (
            <div
              className={styles['fill']}
              role="group"
              aria-label={`Chart: ${title}. The same numbers are in its table.`}
            >
              {chart({ palette, width: size.width, height: size.height })}
            </div>
          )}
        </div>
        {legend === undefined || shown === 'table' ? null : (
          <div className={styles['legend']}>
            <ChartLegend entries={legend} palette={palette} />
          </div>
        )}
      </div>
    </Figure>
  )
}

export function NumberTable({ title, table }: { readonly title: string; readonly table: ChartTable }) {
  return (
    <div className={styles['scroll']} tabIndex={0} role="region" aria-label={`Numbers of: ${title}`}>
      <table className={styles['table']}>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, place) => (
                <td key={place} className={typeof cell === 'number' ? styles['number'] : undefined}>
                  {typeof cell === 'number' ? Number(cell.toPrecision(6)) : cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
