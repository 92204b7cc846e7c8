import { useMemo, useRef } from 'react'
import { figurePalettes } from '../../../core/color/palette.ts'
import { plural } from '../../../core/format/quantity.ts'
import { matrixGeometry } from '../../../core/layout/matrix-geometry.ts'
import { matrixCells, scaleLegend, scaleLegendSize } from '../../../core/layout/matrix-scene.ts'
import { figureFont } from '../../../core/scene/lettering.ts'
import {
  matrixCaption,
  matrixCellsOf,
  matrixDrawing,
  orderedMatrix,
  type ShownValue,
} from '../../../engine/analyses/matrix-drawing.ts'
import type { Distances, Tree } from '../../../engine/api/contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { Progress } from '../../components/progress.tsx'
import { useTheme } from '../../design/theme.ts'
import { Figure } from '../../figure/figure.tsx'
import { SceneShapes } from '../../figure/scene-drawing.tsx'
import { useSize } from '../../figure/use-size.ts'
import comparisonStyles from '../comparison/comparison.module.css'
import { MatrixCanvas } from './matrix-canvas.tsx'
import { matrixFiles } from './matrix-files.ts'
import styles from './matrix.module.css'

const fileSize = { width: 900, height: 900 }

interface MatrixFigureProps {
  readonly distances: Distances
  readonly tree: Tree | undefined
  /** Name of the genome. */
  readonly genome: string
  readonly shown: ShownValue
  readonly isBusy: boolean
  readonly onPick: (row: string, column: string) => void
}

/** The matrix as a figure: the drawing with its cells, the colour scale, and the export. */
export function MatrixFigure({ distances, tree, genome, shown, isBusy, onPick }: MatrixFigureProps) {
  const palette = figurePalettes[useTheme()]
  const frame = useRef<HTMLDivElement>(null)
  const size = useSize(frame)
  const matrix = useMemo(() => orderedMatrix(distances, tree), [distances, tree])
  const { names, layout } = matrix
  const cells = useMemo(() => matrixCellsOf(matrix, shown), [matrix, shown])
  const geometry = useMemo(
    () => (size === null || size.width < 50 ? null : matrixGeometry(names, size.width, size.height)),
    [names, size],
  )
  const shape = useMemo(
    () => (geometry === null ? null : matrixCells({ geometry, layout, ...cells })),
    [geometry, layout, cells],
  )
  const { legend } = cells
  const legendShapes = useMemo(() => scaleLegend(legend), [legend])
  const title = `${legend.title} of ${plural(names.length, 'model')}, genome ${genome}`
  const caption = matrixCaption(distances, tree)
  return (
    <Figure
      title={title}
      caption={caption}
      fileParts={['matrix', shown, genome]}
      drawing={() => matrixDrawing(distances, tree, { title, shown, ...fileSize })}
      texts={matrixFiles(matrix, shown)}
      isBusy={isBusy}
      remarks={remarkTexts(distances)}
    >
      <div className={styles['column']}>
        <div className={styles['holder']}>
          {isBusy ? (
            <div className={comparisonStyles['busy']}>
              <Progress label="Comparing the models" done={0} total={1} isIndeterminate thin />
            </div>
          ) : null}
          <MatrixCanvas
            frame={frame}
            size={size}
            label={title}
            distances={distances}
            matrix={matrix}
            shown={shown}
            geometry={geometry}
            cells={shape}
            palette={palette}
            onPick={onPick}
          />
        </div>
        <div className={styles['foot']}>
          <svg
            {...scaleLegendSize}
            role="img"
            aria-label={`Colour scale: ${legend.title} from ${legend.from} to ${legend.to}`}
            fontFamily={figureFont}
          >
            <SceneShapes shapes={legendShapes} palette={palette} />
          </svg>
        </div>
      </div>
    </Figure>
  )
}
