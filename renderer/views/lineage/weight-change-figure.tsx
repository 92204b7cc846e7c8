import { useEffect, useMemo, useRef, type ReactNode } from 'react'
import { figurePalettes } from '../../../core/color/palette.ts'
import { csvExport, jsonExport } from '../../figure/text-exports.ts'
import {
  weightChangeCaption,
  weightChangeDrawing,
  weightChangeReading,
  weightChangeTable,
  weightChangeTitle,
} from '../../../engine/analyses/weight-change-drawing.ts'
import type { WeightsCompared } from '../../../engine/api/contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { useTheme } from '../../design/theme.ts'
import { Figure } from '../../figure/figure.tsx'
import { MarkedDrawing } from '../../figure/marked-drawing.tsx'
import { NumberTable } from '../../figure/number-table.tsx'
import { ShownAsChoice } from '../../figure/shown-as.tsx'
import { useSize } from '../../figure/use-size.ts'
import styles from './lineage.module.css'

const fileWidth = 900
/** Narrower than this there is nothing to be seen. */
const leastWidth = 50

interface WeightChangeFigureProps {
  readonly compared: WeightsCompared
  readonly as: 'drawing' | 'table'
  readonly onShowAs: (as: 'drawing' | 'table') => void
  /** Further tools of the figure. */
  readonly tools?: ReactNode
  /** Whether it comes into sight when another pair is drawn. */
  readonly isBroughtIntoSight?: boolean
}

/** How the weights of two models differ, tensor by tensor and layer by layer, as a figure or a table. */
export function WeightChangeFigure(props: WeightChangeFigureProps) {
  const { compared, as, onShowAs, tools, isBroughtIntoSight = false } = props
  const palette = figurePalettes[useTheme()]
  const frame = useRef<HTMLDivElement>(null)
  const width = useSize(frame)?.width ?? 0
  const scene = useMemo(() => (width < leastWidth ? null : weightChangeDrawing(compared, width)), [compared, width])
  const title = weightChangeTitle(compared)
  const isDrawn = scene !== null
  useEffect(() => {
    if (isDrawn && isBroughtIntoSight) frame.current?.closest('figure')?.scrollIntoView({ block: 'nearest' })
  }, [isDrawn, isBroughtIntoSight, compared])
  return (
    <Figure
      title={title}
      caption={weightChangeCaption(compared)}
      fileParts={['weights', compared.left.name, compared.right.name]}
      drawing={() => weightChangeDrawing(compared, fileWidth)}
      texts={[
        csvExport(() => {
          const { columns, rows } = weightChangeTable(compared)
          return [columns, ...rows]
        }),
        jsonExport(compared),
      ]}
      remarks={remarkTexts(compared)}
      toolbar={
        <>
          <ShownAsChoice figure="change" value={as} onChange={onShowAs} />
          {tools}
        </>
      }
    >
      <div ref={frame} className={styles['plot']}>
        {as === 'table' ? (
          <NumberTable title={title} table={weightChangeReading(compared)} />
        ) : scene === null ? null : (
          <MarkedDrawing scene={scene} palette={palette} label={`${title}. The same numbers are in its table.`} />
        )}
      </div>
    </Figure>
  )
}
