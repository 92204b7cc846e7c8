import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import type { Sorting } from '../settings/setting.ts'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import { LiveRegion } from './live-region.tsx'
import { selectedAfter } from './selected-after.ts'
import { compareKeys, sortRows } from './sort-rows.ts'
import { columnTracks, leastTableWidth, type TableColumn } from './table-columns.ts'
import { lineForKey, lineForText } from './table-keys.ts'
import { isHead, lineKey, oneBelowTheOther, type Arrangement } from './table-lines.ts'
import { HeadRow, TableRow, TickBox } from './table-row.tsx'
import { bringIntoView, headHeight, lineHeight, useSeenLines } from './use-seen-lines.ts'
import styles from './data-table.module.css'

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
  /** Closes the facts that are shown. */
  readonly onClose: () => void
  /** Renames the row that has the focus; absent: rows keep their names. */
  readonly onRename?: ((id: string) => void) | undefined
  readonly empty: ReactNode
  readonly sort: Sorting
  readonly onSort: (sort: Sorting) => void
  /** Default: one row below the other. */
  readonly arrange?: Arrangement<Item> | undefined
}

/** Milliseconds after which typed letters begin a new name. */
const typingPause = 800

/**
 * A table of models with sorting, boxes to tick, and rows that are only drawn where visible. A click shows the facts of
 * a row, whatever is ticked; its box ticks it, with Shift all from the last one on. Arrow keys and the first letters of
 * a name move, Enter shows, Space ticks, Ctrl+A ticks all, Escape closes what is shown, F2 renames.
 */
export function DataTable<Item extends { readonly id: string }>(props: DataTableProps<Item>) {
  const { label, items, nameOf, columns, selected, current, empty, sort, onSort, arrange = oneBelowTheOther } = props
  const { onSelect, onOpen, onClose, onRename } = props
  const lines = useMemo(() => {
    const key = columns.find(({ id }) => id === sort.column)?.sortKey
    const isDescending = sort.direction === 'descending'
    return arrange(key === undefined ? items : sortRows(items, (a, b) => compareKeys(key(a), key(b), isDescending)))
  }, [items, columns, sort, arrange])
  const isNested = useMemo(() => lines.some((line) => isHead(line) || line.depth > 0), [lines])
  const grid = useRef<HTMLDivElement>(null)
  const typed = useRef({ text: '', at: 0 })
  /** The line that gets the focus with the next frame, by its key: keys pressed before then are already for it. */
  const nextFocused = useRef<string | null>(null)
  const { first, end, page } = useSeenLines(grid, lines.length)
  /** The line that Tab leads to, by its key. */
  const [reached, setReached] = useState<string | null>(null)
  const [anchor, setAnchor] = useState<string | null>(null)
  const [said, setSaid] = useState('')
  const lineOf = (key: string | null): number => (key === null ? -1 : lines.findIndex((line) => lineKey(line) === key))
  const shownLine = lineOf(current)
  const reachedLine = Math.max(0, lineOf(reached) < 0 ? shownLine : lineOf(reached))

  useEffect(() => bringIntoView(grid.current, shownLine), [shownLine])

  const listed = items.map(({ id }) => id)
  const shownTicks = listed.filter((id) => selected.has(id)).length
  const areAllTicked = listed.length > 0 && shownTicks === listed.length

  const tick = (id: string, isRange: boolean): void => {
    const from = isRange ? lineOf(anchor) : -1
    const to = lineOf(id)
    const wanted = new Set(selected)
    if (from >= 0) {
      const between = lines.slice(Math.min(from, to), Math.max(from, to) + 1)
      for (const line of between) if (!isHead(line)) wanted.add(line.item.id)
    } else if (!wanted.delete(id)) wanted.add(id)
    const name = nameOf(items.find((item) => item.id === id)!)
    setSaid(`${name} ${wanted.has(id) ? 'selected' : 'not selected'}.`)
    setAnchor(id)
    onSelect(selectedAfter(selected, listed, wanted))
  }
  const tickAll = (isWanted: boolean): void => onSelect(selectedAfter(selected, listed, isWanted ? 'all' : []))
  const move = (line: number): void => {
    const target = lines[line]
    if (target === undefined) return
    const key = lineKey(target)
    setReached(key)
    bringIntoView(grid.current, line)
    // It may be drawn only now.
    nextFocused.current = key
    requestAnimationFrame(() => {
      nextFocused.current = null
      rowElement(grid.current, key)?.focus({ preventScroll: true })
    })
  }

  const click = (event: MouseEvent<HTMLDivElement>): void => {
    const target = event.target as Element
    const id = idOf(target)
    if (id === null) {
      if (target.matches('input[type=checkbox]')) tickAll(!areAllTicked)
      return
    }
    const isOnItem = items.some((item) => item.id === id)
    if (!isOnItem) return
    const { shiftKey, ctrlKey, metaKey } = event
    if (target.closest('[data-ticks]') !== null || shiftKey || ctrlKey || metaKey) return tick(id, shiftKey)
    if (target.closest('button, a, input, select, textarea') === null) onOpen(id)
  }

  const press = (event: KeyboardEvent<HTMLDivElement>): void => {
    const target = event.target as Element
    const id = target.matches('[role=row]') ? (nextFocused.current ?? idOf(target)) : null
    if (event.key === 'Escape' && current !== null) onClose()
    else if (id === null || event.altKey) return
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') tickAll(true)
    else if (event.ctrlKey || event.metaKey) return
    else {
      const at = lineOf(id)
      const isItem = items.some((item) => item.id === id)
      const line = lineForKey(event.key, at, lines.length, page)
      const isTyping = typed.current.text !== '' && event.timeStamp - typed.current.at < typingPause
      if (line !== undefined) {
        typed.current.text = ''
        const to = lines[line]
        if (event.shiftKey && to !== undefined && !isHead(to) && !selected.has(to.item.id)) tick(to.item.id, false)
        move(line)
      } else if (event.key === ' ' && !isTyping) {
        if (isItem) tick(id, event.shiftKey)
      } else if (event.key === 'Enter') {
        if (isItem) onOpen(id)
      } else if (event.key === 'F2' && onRename !== undefined) {
        if (isItem) onRename(id)
      } else if ([...event.key].length === 1 && event.key !== '/' && event.key !== '?') {
        const text = `${isTyping ? typed.current.text : ''}${event.key}`
        typed.current = { text, at: event.timeStamp }
        move(
          lineForText(
            text,
            at,
            lines.map((one) => (isHead(one) ? one.name : nameOf(one.item))),
          ),
        )
      } else return
    }
    event.preventDefault()
    event.stopPropagation()
  }

  const drawn = lines.flatMap((line, index) =>
    (index >= first && index < end) || index === reachedLine ? [{ line, index }] : [],
  )
  return (
    <>
      <div
        ref={grid}
        role={isNested ? 'treegrid' : 'grid'}
        aria-label={label}
        aria-multiselectable
        aria-rowcount={lines.length + 1}
        aria-colcount={columns.length + 1}
        className={styles['table']}
        onClick={click}
        onKeyDown={press}
        tabIndex={reached === null ? 0 : -1}
        onFocus={({ target, currentTarget }) => {
          const key = idOf(target)
          if (key !== null) setReached(key)
          else if (target === currentTarget) move(reachedLine)
        }}
      >
        <div
          className={styles['sheet']}
          style={{ '--tracks': columnTracks(columns), minWidth: leastTableWidth(columns) } as React.CSSProperties}
        >
          <div role="rowgroup" className={styles['header']} style={{ height: headHeight }}>
            <div role="row" aria-rowindex={1} className={styles['headRow']}>
              <div role="columnheader" className={classes(styles['column'], styles['check'])}>
                <TickBox
                  label="Select all"
                  isTicked={areAllTicked}
                  isPartly={shownTicks > 0 && !areAllTicked}
                  tabIndex={0}
                />
              </div>
              {columns.map((column, index) => (
                <ColumnHead key={column.id} column={column} isName={index === 0} sort={sort} onSort={onSort} />
              ))}
            </div>
          </div>
          <div role="rowgroup" className={styles['body']} style={{ height: lines.length * lineHeight }}>
            {drawn.map(({ line, index }) => {
              const key = lineKey(line)
              const place = { line: index, isReached: reached !== null && index === reachedLine, isNested }
              return isHead(line) ? (
                <HeadRow key={key} id={key} name={line.name} columns={columns.length} {...place}>
                  {line.content}
                </HeadRow>
              ) : (
                <TableRow
                  key={key}
                  id={key}
                  item={line.item}
                  depth={line.depth}
                  name={nameOf(line.item)}
                  columns={columns}
                  isTicked={selected.has(key)}
                  isCurrent={key === current}
                  {...place}
                />
              )
            })}
          </div>
        </div>
        {lines.length === 0 ? empty : null}
      </div>
      <LiveRegion text={said} />
    </>
  )
}

interface ColumnHeadProps<Item> {
  readonly column: TableColumn<Item>
  readonly isName: boolean
  readonly sort: Sorting
  readonly onSort: (sort: Sorting) => void
}

function ColumnHead<Item>({ column, isName, sort, onSort }: ColumnHeadProps<Item>) {
  const { id, name, hint, align, sortKey, firstDirection = 'ascending' } = column
  const direction = sort.column === id ? sort.direction : undefined
  const look = classes(styles['column'], isName && styles['name'], align === 'end' && styles['end'])
  const next = direction === undefined ? firstDirection : direction === 'ascending' ? 'descending' : 'ascending'
  if (sortKey === undefined)
    return (
      <div role="columnheader" className={look} title={hint}>
        {name}
      </div>
    )
  return (
    <div role="columnheader" className={look} aria-sort={direction ?? 'none'} title={hint}>
      <button type="button" className={styles['sort']} onClick={() => onSort({ column: id, direction: next })}>
        <span>{name}</span>
        {direction === undefined ? null : <Icon name={direction === 'ascending' ? 'up' : 'down'} size={12} />}
      </button>
    </div>
  )
}

/** The key of the line that an element is in; null where it is in none. */
function idOf(element: Element): string | null {
  return element.closest('[role=row][data-key]')?.getAttribute('data-key') ?? null
}

function rowElement(within: Element | null, key: string): HTMLElement | null {
  return within?.querySelector<HTMLElement>(`[role=row][data-key="${CSS.escape(key)}"]`) ?? null
}

/** Puts the focus on the row of a table that shows an item, where it is drawn. */
export function focusRow(id: string): void {
  rowElement(document.body, id)?.focus({ preventScroll: true })
}
