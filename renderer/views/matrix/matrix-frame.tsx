import type { ReactNode } from 'react'
import { plural } from '../../../core/format/quantity.ts'
import { matrixCaption, matrixDrawing } from '../../../engine/analyses/matrix-drawing.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { Progress } from '../../components/progress.tsx'
import { Figure } from '../../figure/figure.tsx'
import { FindModel } from '../../figure/find-and-zoom.tsx'
import { ShownAsChoice } from '../../figure/shown-as.tsx'
import comparisonStyles from '../comparison/comparison.module.css'
import { matrixFiles } from './matrix-files.ts'
import type { ShownMatrix } from './use-shown-matrix.ts'
import styles from './matrix.module.css'

const fileSize = { width: 900, height: 900 }

interface MatrixFrameProps {
  readonly shown: ShownMatrix
  /** Leads to the row of a model that was found. */
  readonly onFound: (row: number) => void
  readonly tools?: ReactNode
  /** Below what is shown. */
  readonly foot?: ReactNode
  readonly children: ReactNode
}

/** The frame of a matrix, be it drawn or a table: title, search, tools and the export. */
export function MatrixFrame({ shown, onFound, tools, foot, children }: MatrixFrameProps) {
  const { distances, tree, genome, settings, change, isBusy, matrix, matches, title, nextFound } = shown
  const { as, show, find } = settings
  const goToNextMatch = () => {
    const next = nextFound()
    if (next !== undefined) onFound(next)
  }
  return (
    <Figure
      title={title}
      caption={matrixCaption(distances, tree)}
      fileParts={['matrix', show, genome]}
      drawing={() => matrixDrawing(distances, tree, { title, shown: show, ...fileSize })}
      texts={matrixFiles(matrix, show)}
      isBusy={isBusy}
      remarks={remarkTexts(distances)}
      toolbar={
        <>
          <FindModel
            figure="matrix"
            search={find}
            onFind={(text) => change({ find: text })}
            onNext={goToNextMatch}
            matches={matches.map((place) => matrix.names[place]!)}
            models={matrix.names.length}
          />
          {tools}
          <ShownAsChoice figure="matrix" value={as} onChange={(next) => change({ as: next })} />
        </>
      }
    >
      <div className={styles['column']}>
        <div className={styles['holder']}>
          {isBusy ? (
            <div className={comparisonStyles['busy']}>
              <Progress
                label={`Comparing ${plural(matrix.names.length, 'model')}`}
                done={0}
                total={1}
                isIndeterminate
                thin
              />
            </div>
          ) : null}
          {children}
        </div>
        {foot}
      </div>
    </Figure>
  )
}
