import { useMemo, useRef } from 'react'
import { figurePalettes } from '../../../core/color/palette.ts'
import { fittingZoom, longestValue, matrixGeometry, valueSize } from '../../../core/layout/matrix-geometry.ts'
import { scaleLegend, scaleLegendSize } from '../../../core/layout/matrix-scene.ts'
import { figureFont } from '../../../core/scene/lettering.ts'
import { useTheme } from '../../design/theme.ts'
import { ZoomButtons } from '../../figure/find-and-zoom.tsx'
import { SceneShapes } from '../../figure/scene-drawing.tsx'
import { useScrolledZoom } from '../../figure/use-scrolled-zoom.ts'
import { useSize } from '../../figure/use-size.ts'
import { MatrixCanvas } from './matrix-canvas.tsx'
import { MatrixFrame } from './matrix-frame.tsx'
import { MatrixTable } from './matrix-table.tsx'
import { useShownMatrix, type MatrixToShow, type ShownMatrix } from './use-shown-matrix.ts'
import styles from './matrix.module.css'

/** Narrower than this there is nothing to be seen. */
const leastWidth = 50

interface MatrixFigureProps extends MatrixToShow {
  readonly onPick: (row: string, column: string) => void
}

/** The matrix as a figure: the drawing with its cells and colour scale, or a table, and the export. */
export function MatrixFigure({ onPick, ...toShow }: MatrixFigureProps) {
  const shown = useShownMatrix(toShow)
  return shown.settings.as === 'table' ? <TabledMatrix shown={shown} /> : <DrawnMatrix shown={shown} onPick={onPick} />
}

function TabledMatrix({ shown }: { readonly shown: ShownMatrix }) {
  const table = useRef<HTMLDivElement>(null)
  const { title, matrix, cells, found } = shown
  return (
    <MatrixFrame
      shown={shown}
      onFound={(row) => table.current?.querySelectorAll('tbody tr')[row]?.scrollIntoView({ block: 'center' })}
    >
      <MatrixTable title={title} matrix={matrix} textAt={cells.textAt} found={found} scrolled={table} />
    </MatrixFrame>
  )
}

function DrawnMatrix({ shown, onPick }: { readonly shown: ShownMatrix } & Pick<MatrixFigureProps, 'onPick'>) {
  const { distances, settings, matrix, cells, found, title } = shown
  const { names, layout } = matrix
  const { positionAt, textAt, legend } = cells
  const palette = figurePalettes[useTheme()]
  const frame = useRef<HTMLDivElement>(null)
  const size = useSize(frame)
  const usual = useMemo(
    () => (size === null || size.width < leastWidth ? null : matrixGeometry(names, size.width, size.height)),
    [names, size],
  )
  const zoom = useScrolledZoom(frame, usual ?? undefined)
  const { scale } = zoom
  const geometry = useMemo(
    () => (usual === null || size === null ? null : matrixGeometry(names, size.width, size.height, scale)),
    [usual, names, size, scale],
  )
  // Of many models there are many values: they are read only where cells may have room for them.
  const mayHaveValues = geometry !== null && valueSize(geometry.cell, 1) !== null
  const longest = useMemo(
    () => (mayHaveValues ? longestValue(names.length, textAt) : null),
    [mayHaveValues, names, textAt],
  )
  const look = useMemo(() => {
    if (geometry === null) return null
    const size = longest === null ? null : valueSize(geometry.cell, longest)
    return { geometry, layout, positionAt, textAt, valueSize: size, found }
  }, [geometry, layout, positionAt, textAt, longest, found])
  const legendShapes = useMemo(() => scaleLegend(legend), [legend])
  return (
    <MatrixFrame
      shown={shown}
      onFound={(row) => geometry !== null && frame.current?.scrollTo({ top: (row - 1) * geometry.cell })}
      tools={
        <ZoomButtons
          figure="matrix"
          zoom={zoom.zoom}
          onFit={() => usual !== null && size !== null && zoom.show(fittingZoom(usual, size))}
        />
      }
      foot={
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
      }
    >
      <MatrixCanvas
        frame={frame}
        size={size}
        zoom={zoom}
        label={title}
        distances={distances}
        matrix={matrix}
        shown={settings.show}
        look={look}
        palette={palette}
        onPick={onPick}
      />
    </MatrixFrame>
  )
}
