import { memo, useDeferredValue, type RefObject } from 'react'
import type { OrderedMatrix } from '../../../engine/analyses/matrix-drawing.ts'
import { ModelName } from '../model/model-name.tsx'
import styles from './matrix-table.module.css'

interface MatrixTableProps {
  readonly title: string
  readonly matrix: Pick<OrderedMatrix, 'names' | 'modelIds'>
  readonly textAt: (row: number, column: number) => string
  /** Rows and columns that were found. */
  readonly found: ReadonlySet<number>
  readonly scrolled: RefObject<HTMLDivElement | null>
}

/** Rows that are drawn at once; those below follow when nothing else is to be done. */
const firstRows = 12

/** A matrix for reading: a row and a column for each model, whose names stay in view and lead to the models' pages. */
export function MatrixTable({ title, matrix, textAt, found, scrolled }: MatrixTableProps) {
  const { names, modelIds } = matrix
  const drawnRows = useDeferredValue(names.length, firstRows)
  return (
    <div ref={scrolled} className={styles['scroll']} tabIndex={0} role="region" aria-label={`Table: ${title}`}>
      <table className={styles['table']} aria-label={title}>
        <thead>
          <tr>
            <td />
            {names.map((name, column) => (
              <th key={modelIds[column]} scope="col" data-found={found.has(column)}>
                <ModelName id={modelIds[column]!} name={name} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.slice(0, drawnRows).map((name, row) => (
            <MatrixRow
              key={modelIds[row]}
              id={modelIds[row]!}
              name={name}
              row={row}
              count={names.length}
              textAt={textAt}
              isFound={found.has(row)}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface MatrixRowProps {
  readonly id: string
  readonly name: string
  readonly row: number
  readonly count: number
  readonly textAt: MatrixTableProps['textAt']
  readonly isFound: boolean
}

const MatrixRow = memo(function MatrixRow({ id, name, row, count, textAt, isFound }: MatrixRowProps) {
  return (
    <tr data-found={isFound}>
      <th scope="row">
        <ModelName id={id} name={name} />
      </th>
      {Array.from({ length: count }, (_, column) => (
        <td key={column}>{row === column ? '–' : textAt(row, column)}</td>
      ))}
    </tr>
  )
})
