import type { ReactNode } from 'react'
import type { CsvCell } from '../../core/table/csv-writer.ts'
import type { NumberTable as Numbers } from '../../core/table/number-table.ts'
import styles from './number-table.module.css'

interface NumberTableProps {
  readonly title: string
  readonly table: Numbers
  /** Where texts lead, as addresses: names of models to their pages. */
  readonly links?: ReadonlyMap<string, string>
}

const nowhere: ReadonlyMap<string, string> = new Map()

/** The numbers of a figure, for those who read rather than look. */
export function NumberTable({ title, table, links = nowhere }: NumberTableProps) {
  return (
    <div className={styles['scroll']} tabIndex={0} role="region" aria-label={`Numbers of: ${title}`}>
      <table className={styles['table']}>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, position) => (
                <td key={position} className={typeof cell === 'number' ? styles['number'] : undefined}>
                  {typeof cell === 'number' ? Number(cell.toPrecision(6)) : linked(cell, links)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function linked(cell: CsvCell, links: ReadonlyMap<string, string>): ReactNode {
  const address = typeof cell === 'string' ? links.get(cell) : undefined
  return address === undefined ? cell : <a href={address}>{cell}</a>
}
