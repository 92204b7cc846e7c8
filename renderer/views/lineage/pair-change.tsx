import { useEffect, useMemo, useRef } from 'react'
import { figurePalettes } from '../../../core/color/palette.ts'
import { csvText } from '../../../core/table/csv-writer.ts'
import {
  weightChangeCaption,
  weightChangeDrawing,
  weightChangeReading,
  weightChangeTable,
  weightChangeTitle,
} from '../../../engine/analyses/weight-change-drawing.ts'
import type { WeightsCompared } from '../../../engine/api/contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { useCall } from '../../api/queries.tsx'
import { useViewSettings } from '../../app/use-route.ts'
import { IconButton } from '../../components/button.tsx'
import { Segments } from '../../components/segments.tsx'
import { LoadingState, UnansweredState } from '../../components/states.tsx'
import { useTheme } from '../../design/theme.ts'
import { Figure } from '../../figure/figure.tsx'
import { MarkedDrawing } from '../../figure/marked-drawing.tsx'
import { NumberTable } from '../../figure/number-table.tsx'
import { useSize } from '../../figure/use-size.ts'
import { lineageView } from './lineage-settings.ts'
import styles from './lineage.module.css'

const fileWidth = 900
/** Narrower than this there is nothing to be seen. */
const leastWidth = 50

/** How the weights of two models differ, tensor by tensor. It comes into sight where another pair is chosen. */
export function PairChange({ left, right }: { readonly left: string; readonly right: string }) {
  const compared = useCall('lineage.compare', { left, right })
  return (
    <div className={styles['pair']}>
      {compared.isPending ? (
        <LoadingState label="Comparing the two models" />
      ) : compared.data === undefined ? (
        <UnansweredState title="The two models could not be compared" call={compared} />
      ) : (
        <PairFigure compared={compared.data} />
      )}
    </div>
  )
}

function PairFigure({ compared }: { readonly compared: WeightsCompared }) {
  const palette = figurePalettes[useTheme()]
  const frame = useRef<HTMLDivElement>(null)
  const width = useSize(frame)?.width ?? 0
  const [{ pairAs }, change] = useViewSettings(lineageView)
  const scene = useMemo(() => (width < leastWidth ? null : weightChangeDrawing(compared, width)), [compared, width])
  const title = weightChangeTitle(compared)
  const isDrawn = scene !== null
  useEffect(() => {
    if (isDrawn) frame.current?.scrollIntoView({ block: 'nearest' })
  }, [isDrawn, compared])
  return (
    <Figure
      title={title}
      caption={weightChangeCaption(compared)}
      fileParts={['weights', compared.left.name, compared.right.name]}
      drawing={() => weightChangeDrawing(compared, fileWidth)}
      texts={[
        {
          id: 'csv',
          name: 'CSV',
          extension: 'csv',
          type: 'text/csv',
          text: () => {
            const { columns, rows } = weightChangeTable(compared)
            return csvText([columns, ...rows])
          },
        },
        {
          id: 'json',
          name: 'JSON',
          extension: 'json',
          type: 'application/json',
          text: () => `${JSON.stringify(compared, null, 2)}\n`,
        },
      ]}
      remarks={remarkTexts(compared)}
      toolbar={
        <>
          <Segments
            label="Show the change as"
            hideLabel
            choices={[
              { id: 'drawing', name: 'Drawing' },
              { id: 'table', name: 'Table' },
            ]}
            value={pairAs}
            onChange={(next) => change({ pairAs: next })}
          />
          <IconButton icon="close" label="Close the pair" onPress={() => change({ pair: undefined })} />
        </>
      }
    >
      <div ref={frame} className={styles['plot']}>
        {pairAs === 'table' ? (
          <NumberTable title={title} table={weightChangeReading(compared)} />
        ) : scene === null ? null : (
          <MarkedDrawing scene={scene} palette={palette} label={`${title}. The same numbers are in its table.`} />
        )}
      </div>
    </Figure>
  )
}
