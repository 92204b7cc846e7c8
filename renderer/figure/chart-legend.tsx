import type { FigurePalette } from '../../core/color/palette.ts'
import { legendMark, legendMarkHeight, legendMarkWidth, type LegendEntry } from '../../core/scene/chart-legend.ts'
import { SceneShape } from './scene-drawing.tsx'
import styles from './chart-frame.module.css'

interface ChartLegendProps {
  readonly entries: readonly LegendEntry[]
  readonly palette: FigurePalette
}

/** What the marks of a chart mean, in a row that wraps. */
export function ChartLegend({ entries, palette }: ChartLegendProps) {
  return (
    <ul className={styles['entries']}>
      {entries.map((entry) => (
        <li key={entry.name}>
          <svg width={legendMarkWidth} height={legendMarkHeight} aria-hidden="true" focusable="false">
            <SceneShape shape={legendMark(entry)} palette={palette} />
          </svg>
          {entry.name}
        </li>
      ))}
    </ul>
  )
}
