import { useMemo, useRef } from 'react'
import { figurePalettes } from '../../../core/color/palette.ts'
import { familyColour } from '../../../core/model/family-colour.ts'
import { csvExport, graphvizExport, jsonExport } from '../../figure/text-exports.ts'
import {
  lineageCaption,
  lineageDrawing,
  lineageReading,
  lineageTable,
  lineageTitle,
} from '../../../engine/analyses/lineage-drawing.ts'
import { lineageDot } from '../../../engine/analyses/lineage-dot.ts'
import type { Lineage } from '../../../engine/analyses/lineage.ts'
import type { ModelSummary } from '../../../engine/api/contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { addressOf, useViewSettings } from '../../app/use-route.ts'
import { classes } from '../../components/classes.ts'
import { useTheme } from '../../design/theme.ts'
import { Figure } from '../../figure/figure.tsx'
import { ZoomButtons } from '../../figure/find-and-zoom.tsx'
import { MarkedDrawing } from '../../figure/marked-drawing.tsx'
import { NumberTable } from '../../figure/number-table.tsx'
import { ShownAsChoice } from '../../figure/shown-as.tsx'
import { useScrolledZoom } from '../../figure/use-scrolled-zoom.ts'
import { useSize } from '../../figure/use-size.ts'
import { modelLinks } from '../model/model-links.ts'
import { modelView } from '../model/model-settings.ts'
import { lineageView } from './lineage-settings.ts'
import styles from './lineage.module.css'

const fileWidth = 900
/** A drawing that is a little too wide is made smaller, down to this: its names can still be read. */
const leastShrinking = 0.85
/** Narrower than this there is nothing to be seen. */
const leastWidth = 50

interface LineageFigureProps {
  readonly lineage: Lineage
  readonly models: readonly ModelSummary[]
  readonly isBusy: boolean
}

/** The families of models as a figure, or its edges as a table. */
export function LineageFigure({ lineage, models, isBusy }: LineageFigureProps) {
  const palette = figurePalettes[useTheme()]
  const frame = useRef<HTMLDivElement>(null)
  const width = useSize(frame)?.width ?? 0
  const { scale, zoom, fit, handlers } = useScrolledZoom(frame)
  const [settings, change] = useViewSettings(lineageView)
  const { as, pair } = settings
  const groups = useMemo(
    () => new Map(models.map(({ id, family: name, familySource: source }) => [id, familyColour({ name, source })])),
    [models],
  )
  const scene = useMemo(
    () =>
      width < leastWidth
        ? null
        : lineageDrawing(lineage, {
            width,
            groups,
            marked: pair,
            linkOf: (model) => addressOf(modelView, { model }),
            edgeLinkOf: ({ from, to }) => addressOf(lineageView, { ...settings, pair: [from, to] }),
          }),
    [lineage, width, groups, pair, settings],
  )
  const shrinking = scene === null ? 1 : Math.min(1, Math.max(leastShrinking, width / scene.width))
  const fitScene = () => {
    if (scene !== null) fit({ width: scene.width * shrinking, height: scene.height * shrinking })
  }
  return (
    <Figure
      title={lineageTitle}
      caption={lineageCaption(lineage)}
      fileParts={['lineage']}
      drawing={() => lineageDrawing(lineage, { width: fileWidth, groups })}
      texts={[
        csvExport(() => {
          const { columns, rows } = lineageTable(lineage)
          return [columns, ...rows]
        }, 'CSV of the edges'),
        jsonExport(lineage),
        graphvizExport(() => lineageDot(lineage)),
      ]}
      isBusy={isBusy}
      remarks={remarkTexts(lineage)}
      toolbar={
        <>
          {as === 'table' ? null : <ZoomButtons figure="lineage" zoom={zoom} onFit={fitScene} />}
          <ShownAsChoice figure="lineage" value={as} onChange={(next) => change({ as: next })} />
        </>
      }
    >
      <div ref={frame} className={classes(styles['plot'], styles['scrolled'])} {...(as === 'table' ? {} : handlers)}>
        {as === 'table' ? (
          <NumberTable title={lineageTitle} table={lineageReading(lineage)} links={modelLinks(models)} />
        ) : scene === null ? null : (
          <MarkedDrawing
            scene={scene}
            scale={scale * shrinking}
            palette={palette}
            label={`${lineageTitle}. A line leads to how the weights of its two models differ; the same facts are in the table.`}
          />
        )}
      </div>
    </Figure>
  )
}
