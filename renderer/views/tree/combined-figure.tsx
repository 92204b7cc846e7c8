import { useMemo, useRef } from 'react'
import { figurePalettes } from '../../../core/color/palette.ts'
import { plural } from '../../../core/format/quantity.ts'
import { csvExport, graphvizExport, jsonExport, newickExport } from '../../figure/text-exports.ts'
import { combinedDot } from '../../../engine/analyses/combined-dot.ts'
import { combinedCaption, combinedDrawing } from '../../../engine/analyses/combined-drawing.ts'
import { combinedNewick } from '../../../engine/analyses/combined-newick.ts'
import { combinedReading, combinedTable } from '../../../engine/analyses/combined-table.ts'
import type { CombinedTree } from '../../../engine/analyses/combined-tree.ts'
import type { ModelSummary } from '../../../engine/api/contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { addressOf } from '../../app/use-route.ts'
import { useTheme } from '../../design/theme.ts'
import { Figure } from '../../figure/figure.tsx'
import { FindModel, ZoomButtons } from '../../figure/find-and-zoom.tsx'
import { MarkedDrawing } from '../../figure/marked-drawing.tsx'
import { NumberTable } from '../../figure/number-table.tsx'
import { ShownAsChoice } from '../../figure/shown-as.tsx'
import { useScrolledZoom } from '../../figure/use-scrolled-zoom.ts'
import { useSize } from '../../figure/use-size.ts'
import { modelLinks } from '../model/model-links.ts'
import { modelView } from '../model/model-settings.ts'
import { lineageView } from '../lineage/lineage-settings.ts'
import { matchingModels } from './clade.ts'
import type { TreeSettings } from './tree-settings.ts'
import { coloursBy } from './use-tree-look.ts'
import styles from './tree.module.css'

/** Width of a tree in a file, in pixels. */
const fileWidth = 1000
/** Narrower than this there is nothing to be seen. */
const leastWidth = 50

/** Where a model's mark leads. */
const modelAddress = (model: string): string => addressOf(modelView, { model })

interface CombinedFigureProps {
  readonly combined: CombinedTree
  /** Name of the genome. */
  readonly genome: string
  readonly models: readonly ModelSummary[]
  readonly settings: Pick<TreeSettings, 'as' | 'color' | 'find'>
  readonly onShowAs: (as: TreeSettings['as']) => void
  readonly onFind: (text: string) => void
  readonly isBusy: boolean
}

/** A combined tree as a figure, or its edges as a table. */
export function CombinedFigure({ combined, genome, models, settings, onShowAs, onFind, isBusy }: CombinedFigureProps) {
  const palette = figurePalettes[useTheme()]
  const frame = useRef<HTMLDivElement>(null)
  const width = useSize(frame)?.width ?? 0
  const { as, color, find } = settings
  const { scale, zoom, fit, handlers } = useScrolledZoom(frame)
  const lastFound = useRef<SVGAElement | null>(null)
  const colours = useMemo(() => coloursBy(color, models), [color, models])
  const title = `${plural(combined.models.length, 'model')}, genome ${genome}`
  const matches = useMemo(() => matchingModels(combined, find), [combined, find])
  const highlighted = useMemo(() => new Set(matches), [matches])
  const scene = useMemo(
    () =>
      width < leastWidth
        ? null
        : combinedDrawing(combined, {
            title,
            width,
            colours,
            highlighted,
            linkOf: modelAddress,
            edgeLinkOf: ({ from, to }) => addressOf(lineageView, { pair: [from, to] }),
          }),
    [combined, title, width, colours, highlighted],
  )
  /** Leads from one found model to the next, and from the last to the first. */
  const goToNextMatch = () => {
    const marks = matches.flatMap((node) => {
      const address = CSS.escape(modelAddress(combined.nodes[node]!.modelId!))
      return frame.current?.querySelector<SVGAElement>(`[data-mark][href="${address}"]`) ?? []
    })
    const next = marks[(marks.findIndex((mark) => mark === lastFound.current) + 1) % marks.length]
    lastFound.current = next ?? null
    next?.focus()
  }
  return (
    <Figure
      title={title}
      caption={combinedCaption(combined)}
      fileParts={['tree', genome, 'weights']}
      drawing={() => combinedDrawing(combined, { title, width: fileWidth, colours, highlighted })}
      texts={[
        newickExport(() => combinedNewick(combined)),
        csvExport(() => {
          const { columns, rows } = combinedTable(combined)
          return [columns, ...rows]
        }, 'CSV of the edges'),
        jsonExport(combined),
        graphvizExport(() => combinedDot(combined)),
      ]}
      isBusy={isBusy}
      remarks={remarkTexts(combined)}
      toolbar={
        <>
          {as === 'table' ? null : (
            <>
              <FindModel
                figure="tree"
                search={find}
                onFind={onFind}
                onNext={goToNextMatch}
                matches={matches.map((node) => combined.nodes[node]!.name ?? '')}
                models={combined.models.length}
              />
              <ZoomButtons figure="tree" zoom={zoom} onFit={() => scene !== null && fit(scene)} />
            </>
          )}
          <ShownAsChoice figure="tree" value={as} onChange={onShowAs} />
        </>
      }
    >
      <div ref={frame} className={styles['plot']} {...(as === 'table' ? {} : handlers)}>
        {as === 'table' ? (
          <NumberTable title={title} table={combinedReading(combined)} links={modelLinks(models)} />
        ) : scene === null ? null : (
          <MarkedDrawing
            scene={scene}
            scale={scale}
            palette={palette}
            label={`${title}. Arrow keys lead along the edges, then along the models. The line of an edge by weights leads to how the weights of its two models differ; the same facts are in the table.`}
          />
        )}
      </div>
    </Figure>
  )
}
