import { useState, type ReactNode } from 'react'
import { matchingNames } from '../figure/matching-names.ts'
import { Checkbox } from './checkbox.tsx'
import { SearchField } from './search-field.tsx'
import layoutStyles from './layout.module.css'
import textStyles from './text.module.css'

export interface CheckListEntry {
  readonly id: string
  /** What it is called, and is found by. */
  readonly name: string
  /** Beside the name. */
  readonly note?: ReactNode
}

interface CheckListProps {
  readonly label: string
  /** What the entries are, e.g. `families`. */
  readonly things: string
  readonly entries: readonly CheckListEntry[]
  readonly isChosen: (id: string) => boolean
  readonly onToggle: (id: string, isOn: boolean) => void
}

/** More entries than this have a field to filter by. */
const mostInSight = 10

/** Entries to tick, with a filter where they are many. */
export function CheckList({ label, things, entries, isChosen, onToggle }: CheckListProps) {
  const [filter, setFilter] = useState('')
  const isFiltered = filter.trim() !== ''
  const matches = matchingNames(
    entries.map(({ name }) => name),
    filter,
  )
  const shown = isFiltered ? matches.map((place) => entries[place]!) : entries
  return (
    <>
      {entries.length > mostInSight ? (
        <SearchField label={`Filter ${things}`} value={filter} onChange={setFilter} />
      ) : null}
      <div className={layoutStyles['list']} role="group" aria-label={label}>
        {shown.map(({ id, name, note }) => (
          <Checkbox key={id} isSelected={isChosen(id)} onChange={(isOn) => onToggle(id, isOn)}>
            <span className={textStyles['ellipsis']} title={name}>
              {name}
            </span>
            {note}
          </Checkbox>
        ))}
        {isFiltered && shown.length === 0 ? (
          <p className={textStyles['muted']}>
            None of {entries.length} has “{filter.trim()}” in its name.
          </p>
        ) : null}
      </div>
    </>
  )
}
