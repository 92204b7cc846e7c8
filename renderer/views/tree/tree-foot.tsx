import type { Category } from '../../../core/color/categories.ts'
import type { FigurePalette } from '../../../core/color/palette.ts'
import { enlargedScaleBar, type DrawnTree } from '../../../core/layout/place-tree.ts'
import { supportLegend, supportLegendWidth, treeScaleBar } from '../../../core/layout/tree-scene.ts'
import { inkColour } from '../../../core/scene/ink-colour.ts'
import { figureFont } from '../../../core/scene/lettering.ts'
import type { Ink, Shape } from '../../../core/scene/scene.ts'
import { SceneShapes } from '../../figure/scene-drawing.tsx'
import comparisonStyles from '../comparison/comparison.module.css'
import styles from './tree.module.css'

interface TreeFootProps {
  readonly scaleBar: DrawnTree['scaleBar']
  /** By how much the drawing is enlarged. */
  readonly scale: number
  readonly hasSupport: boolean
  /** What the colours mean; null where there are none. */
  readonly legendTitle: string | null
  readonly legend: readonly Category<Ink>[]
  readonly palette: FigurePalette
}

/** Below the tree: the scale of its branches, what its dots and its colours mean. */
export function TreeFoot({ scaleBar, scale, hasSupport, legendTitle, legend, palette }: TreeFootProps) {
  const bar = enlargedScaleBar(scaleBar, scale)
  return (
    <div className={styles['foot']}>
      <LineOfShapes
        width={Math.ceil(bar?.pixels ?? 60) + 100}
        label={bar === null ? 'Branches not to scale' : `Scale bar: ${bar.length}`}
        shapes={treeScaleBar(bar)}
        palette={palette}
      />
      {hasSupport ? (
        <LineOfShapes
          width={supportLegendWidth}
          label="Dots at nodes, support in %: filled from 95, half filled from 70, empty below"
          shapes={supportLegend()}
          palette={palette}
        />
      ) : null}
      {legend.length === 0 ? null : (
        <ul className={styles['legend']} aria-label={legendTitle === null ? 'Legend' : `Legend: ${legendTitle}`}>
          {legend.map(({ name, color, count }) => (
            <li key={name}>
              <span className={comparisonStyles['swatch']} style={{ background: inkColour(palette, color) }} />
              {name} <span className={styles['count']}>{count}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

interface LineOfShapesProps {
  readonly width: number
  readonly label: string
  /** Their middle is at 0. */
  readonly shapes: readonly Shape[]
  readonly palette: FigurePalette
}

function LineOfShapes({ width, label, shapes, palette }: LineOfShapesProps) {
  return (
    <svg width={width} height={16} role="img" aria-label={label} fontFamily={figureFont}>
      <g transform="translate(1 8)">
        <SceneShapes shapes={shapes} palette={palette} />
      </g>
    </svg>
  )
}
