import type { NumberTable as Numbers } from '../../core/table/number-table.ts'
import styles from './number-table.module.css'

/** The numbers of a figure, for those who read rather than look. */
export function NumberTable({ title, table }: { readonly title: string; readonly table: Numbers }) {
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
                  {typeof cell === 'number' ? Number(cell.toPrecision(6)) : cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
