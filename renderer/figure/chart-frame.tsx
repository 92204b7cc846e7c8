import { useMemo, useRef, type ReactNode } from 'react'
import { figurePalettes } from '../../core/color/palette.ts'
import type { Plot } from '../../core/scene/chart-marks.ts'
import { chartDrawing, chartPlot, type Chart } from '../../core/scene/chart-scene.ts'
import { csvExport } from './text-exports.ts'
import { useRouterState, useViewSettings } from '../app/use-route.ts'
import { Segments } from '../components/segments.tsx'
import { Notice } from '../components/states.tsx'
import { useTheme } from '../design/theme.ts'
import type { EveryView } from '../settings/view-settings.ts'
import { drawnChart } from './drawn-chart.ts'
import { Figure } from './figure.tsx'
import { MarkedDrawing } from './marked-drawing.tsx'
import { NumberTable } from './number-table.tsx'
import { useSize } from './use-size.ts'
import styles from './chart-frame.module.css'

interface ChartFrameProps {
  readonly chart: Chart
  /** Parts of the exported files' names, before the chart's title. */
  readonly fileParts: readonly string[]
  /** What lies above the plot on the page only, inside of an `svg` element of the drawing's size. */
  readonly overlay?: ((plot: Plot) => ReactNode) | undefined
  readonly toolbar?: ReactNode
  /** Where texts of its table lead, as addresses. */
  readonly links?: ReadonlyMap<string, string>
  readonly isBusy?: boolean
}

/** Narrower than this there is nothing to be seen. */
const leastWidth = 50

/** The frame of a chart: title, the chart or its numbers as a table, export as SVG, PNG and CSV. */
export function ChartFrame({ chart, fileParts, overlay, toolbar, links, isBusy }: ChartFrameProps) {
  const palette = figurePalettes[useTheme()]
  const frame = useRef<HTMLDivElement>(null)
  const width = useSize(frame)?.width ?? 0
  const [{ tables }, change] = useViewSettings(useRouterState().view as EveryView)
  const isTable = tables.includes(chart.id)
  const drawn = useMemo(
    () => (isTable || width < leastWidth ? null : drawnChart(chart, width)),
    [chart, width, isTable],
  )
  const scene = drawn !== null && 'scene' in drawn ? drawn.scene : null
  const { title, caption, table } = chart
  return (
    <Figure
      title={title}
      caption={caption}
      fileParts={[...fileParts, title]}
      drawing={() => chartDrawing(chart)}
      texts={[csvExport(() => [table.columns, ...table.rows])]}
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
            value={isTable ? 'table' : 'chart'}
            onChange={(shown) =>
              change({ tables: [...tables.filter((id) => id !== chart.id), ...(shown === 'table' ? [chart.id] : [])] })
            }
          />
        </>
      }
    >
      <div ref={frame} className={styles['plot']} style={{ height: scene?.height ?? chart.height }}>
        {isTable ? (
          <NumberTable title={title} table={table} {...(links === undefined ? {} : { links })} />
        ) : drawn !== null && 'failure' in drawn ? (
          <Notice tone="danger">This chart cannot be drawn; its numbers are in its table. {drawn.failure}</Notice>
        ) : scene === null ? null : (
          <>
            <MarkedDrawing
              scene={scene}
              palette={palette}
              label={`Chart: ${title}. The same numbers are in its table.`}
            />
            {overlay === undefined ? null : (
              <svg className={styles['overlay']} width={scene.width} height={scene.height}>
                {overlay(chartPlot(chart, { width }))}
              </svg>
            )}
          </>
        )}
      </div>
    </Figure>
  )
}
