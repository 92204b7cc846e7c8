import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import { WideTable } from './wide-table.tsx'
import styles from './record-table.module.css'

export interface RecordColumn<Item> {
  readonly name: string
  /** Explains the column, on hover of its head. */
  readonly hint?: string
  readonly align?: 'start' | 'end'
  /** Left out where the window is narrow. */
  readonly isSecondary?: boolean
  readonly cell: (item: Item) => ReactNode
}

interface RecordTableProps<Item> {
  readonly label: string
  readonly items: readonly Item[]
  /** What names a row, and the head over the names. */
  readonly nameOf: (item: Item) => string
  readonly nameHead: string
  /** How the name is shown, where it is more than a text. */
  readonly nameCell?: (item: Item) => ReactNode
  readonly columns: readonly RecordColumn<Item>[]
  /** What can be done with a row, or why nothing can. */
  readonly action: (item: Item) => ReactNode
}

/** What is stored, one in a row: its name, facts, and at the end what can be done with it. */
export function RecordTable<Item extends { readonly id: string }>({
  label,
  items,
  nameOf,
  nameHead,
  nameCell = nameOf,
  columns,
  action,
}: RecordTableProps<Item>) {
  const look = ({ align, isSecondary }: RecordColumn<Item>) =>
    classes(align === 'end' && styles['number'], isSecondary === true && styles['secondary'])
  return (
    <WideTable label={label} look={styles['table']}>
      <thead>
        <tr>
          <th scope="col">{nameHead}</th>
          {columns.map((column) => (
            <th key={column.name} scope="col" className={look(column)} title={column.hint}>
              {column.name}
            </th>
          ))}
          <th scope="col">
            <span className="visually-hidden">Action</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id}>
            <th scope="row" className={styles['name']} title={nameOf(item)}>
              {nameCell(item)}
            </th>
            {columns.map((column) => (
              <td key={column.name} className={look(column)}>
                {column.cell(item)}
              </td>
            ))}
            <td className={styles['action']}>{action(item)}</td>
          </tr>
        ))}
      </tbody>
    </WideTable>
  )
}
