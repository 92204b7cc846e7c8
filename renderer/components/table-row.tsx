import { memo, useLayoutEffect, useRef, type ReactNode } from 'react'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import type { TableColumn } from './table-columns.ts'
import { lineHeight } from './use-seen-lines.ts'
import fieldStyles from './field.module.css'
import styles from './data-table.module.css'

interface TableRowProps<Item> {
  readonly item: Item
  readonly id: string
  readonly name: string
  readonly columns: readonly TableColumn<Item>[]
  /** Which line of the table it is, from 0 on. */
  readonly line: number
  readonly depth: number
  readonly isNested: boolean
  readonly isTicked: boolean
  /** Whether its facts are shown beside the table. */
  readonly isCurrent: boolean
  /** Whether Tab leads to it. */
  readonly isReached: boolean
}

/** A row of a table; what is done with it is heard by the table. */
function Row<Item>(props: TableRowProps<Item>) {
  const { item, id, name, columns, line, depth, isNested, isTicked, isCurrent, isReached } = props
  return (
    // The table hears its keys.
    <div
      role="row"
      data-key={id}
      aria-label={name}
      aria-rowindex={line + 2}
      aria-selected={isTicked}
      aria-current={isCurrent || undefined}
      {...(isNested ? { 'aria-level': depth + 1 } : {})}
      tabIndex={isReached ? 0 : -1}
      className={classes(styles['row'], isTicked && styles['ticked'], isCurrent && styles['current'])}
      style={{ top: line * lineHeight }}
    >
      <div role="gridcell" data-ticks className={classes(styles['cell'], styles['check'])}>
        <TickBox label={`Select ${name}`} isTicked={isTicked} tabIndex={-1} />
      </div>
      {columns.map((column, index) => (
        <div
          key={column.id}
          role={index === 0 ? 'rowheader' : 'gridcell'}
          className={classes(styles['cell'], index === 0 && styles['name'], column.align === 'end' && styles['end'])}
          {...(index === 0 && depth > 0 ? { style: { paddingLeft: 10 + 16 * depth } } : {})}
        >
          {column.cell(item)}
        </div>
      ))}
    </div>
  )
}

/** Drawn anew only where something of it is another. */
export const TableRow = memo(Row) as typeof Row

interface HeadRowProps {
  readonly id: string
  readonly name: string
  readonly line: number
  readonly isReached: boolean
  readonly isNested: boolean
  readonly columns: number
  readonly children: ReactNode
}

/** A line that says what the rows below it have in common. */
export function HeadRow({ id, name, line, isReached, isNested, columns, children }: HeadRowProps) {
  return (
    <div
      role="row"
      data-key={id}
      aria-label={name}
      aria-rowindex={line + 2}
      {...(isNested ? { 'aria-level': 1 } : {})}
      tabIndex={isReached ? 0 : -1}
      className={classes(styles['row'], styles['group'])}
      style={{ top: line * lineHeight }}
    >
      <div role="rowheader" aria-colspan={columns + 1} className={styles['groupCell']}>
        {children}
      </div>
    </div>
  )
}

interface TickBoxProps {
  readonly label: string
  readonly isTicked: boolean
  readonly isPartly?: boolean
  readonly tabIndex: 0 | -1
}

/** A box that shows whether something is ticked; the table hears its clicks. */
export function TickBox({ label, isTicked, isPartly = false, tabIndex }: TickBoxProps) {
  const box = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => {
    if (box.current !== null) box.current.indeterminate = isPartly
  }, [isPartly])
  return (
    <span className={styles['tick']}>
      <input ref={box} type="checkbox" aria-label={label} checked={isTicked} readOnly tabIndex={tabIndex} />
      <span className={fieldStyles['box']} aria-hidden>
        {isPartly ? <Icon name="dash" size={12} /> : isTicked ? <Icon name="check" size={12} /> : null}
      </span>
    </span>
  )
}
