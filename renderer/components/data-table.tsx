import { useMemo, type ReactNode } from 'react'
import {
  Cell,
  Checkbox as AriaCheckbox,
  Column,
  ResizableTableContainer,
  Row,
  Table,
  TableBody,
  TableHeader,
  Virtualizer,
  type Key,
  type Selection,
  type SortDescriptor,
} from 'react-aria-components'
import type { Sorting } from '../settings/setting.ts'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import { NamedRowsLayout } from './named-rows-layout.ts'
import { compareKeys, sortRows, type SortKey } from './sort-rows.ts'
import { selectedAfter } from './selected-after.ts'
import fieldStyles from './field.module.css'
import styles from './data-table.module.css'

export interface TableColumn<Item> {
  readonly id: string
  readonly name: string
  /** Explains the column, on hover of its head. */
  readonly hint?: string
  readonly cell: (item: Item) => ReactNode
  /** What the column sorts by; absent: it does not sort. Null sorts last. */
  readonly sortKey?: (item: Item) => SortKey
  readonly align?: 'start' | 'end'
  readonly width?: number | `${number}fr`
  readonly minWidth?: number
}

interface DataTableProps<Item extends { readonly id: string }> {
  readonly label: string
  readonly items: readonly Item[]
  /** The first column names the row, by this name. */
  readonly nameOf: (item: Item) => string
  readonly columns: readonly TableColumn<Item>[]
  readonly selected: ReadonlySet<string>
  readonly onSelect: (ids: readonly string[]) => void
  /** The row whose facts are shown elsewhere. */
  readonly current: string | null
  readonly onOpen: (id: string) => void
  readonly empty: ReactNode
  readonly sort: Sorting
  readonly onSort: (sort: Sorting) => void
}

/**
 * A table with sorting, selection by checkbox and rows that are only drawn where visible. Arrow keys move, Enter opens,
 * Space selects.
 */
export function DataTable<Item extends { readonly id: string }>(props: DataTableProps<Item>) {
  const { label, items, nameOf, columns, selected, onSelect, current, onOpen, empty, sort, onSort } = props
  const rows = useMemo(() => {
    const column = columns.find((candidate) => candidate.id === sort.column)
    const key = column?.sortKey
    if (key === undefined) return items
    return sortRows(items, (a, b) => compareKeys(key(a), key(b), sort.direction === 'descending'))
  }, [items, columns, sort])

  const select = (selection: Selection) =>
    onSelect(
      selectedAfter(
        selected,
        items.map(({ id }) => id),
        selection,
      ),
    )

  return (
    <ResizableTableContainer className={styles['container'] ?? ''}>
      <Virtualizer layout={NamedRowsLayout} layoutOptions={{ rowHeight: 34, headingHeight: 32 }}>
        <Table
          aria-label={label}
          className={styles['table'] ?? ''}
          selectionMode="multiple"
          selectionBehavior="toggle"
          selectedKeys={selected}
          onSelectionChange={select}
          sortDescriptor={sort}
          onSortChange={({ column, direction }: SortDescriptor) => onSort({ column: String(column), direction })}
          onRowAction={(key: Key) => onOpen(String(key))}
        >
          <TableHeader className={styles['header'] ?? ''}>
            <Column width={38} minWidth={38} className={classes(styles['column'], styles['check'])}>
              <SelectionBox />
            </Column>
            {columns.map((column, index) => (
              <Column
                key={column.id}
                id={column.id}
                isRowHeader={index === 0}
                allowsSorting={column.sortKey !== undefined}
                width={column.width ?? '1fr'}
                minWidth={column.minWidth ?? 80}
                textValue={column.name}
                className={classes(styles['column'], column.align === 'end' && styles['end'])}
              >
                {({ sortDirection }) => (
                  <span className={styles['heading']} title={column.hint}>
                    <span className={styles['headingText']}>{column.name}</span>
                    {sortDirection === undefined ? null : (
                      <Icon name={sortDirection === 'ascending' ? 'up' : 'down'} size={12} />
                    )}
                  </span>
                )}
              </Column>
            ))}
          </TableHeader>
          <TableBody items={rows} dependencies={[columns, current]} renderEmptyState={() => empty}>
            {(item) => (
              <Row
                id={item.id}
                className={classes(styles['row'], item.id === current && styles['current'])}
                textValue={nameOf(item)}
              >
                <Cell className={classes(styles['cell'], styles['check'])}>
                  <SelectionBox />
                </Cell>
                {columns.map((column) => (
                  <Cell key={column.id} className={classes(styles['cell'], column.align === 'end' && styles['end'])}>
                    {column.cell(item)}
                  </Cell>
                ))}
              </Row>
            )}
          </TableBody>
        </Table>
      </Virtualizer>
    </ResizableTableContainer>
  )
}

function SelectionBox() {
  return (
    <AriaCheckbox slot="selection" className={fieldStyles['checkbox'] ?? ''}>
      {({ isSelected, isIndeterminate }) => (
        <span className={fieldStyles['box']}>
          {isIndeterminate ? <Icon name="dash" size={12} /> : isSelected ? <Icon name="check" size={12} /> : null}
        </span>
      )}
    </AriaCheckbox>
  )
}
