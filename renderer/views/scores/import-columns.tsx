import { useState } from 'react'
import { plural, significant } from '../../../core/format/quantity.ts'
import type { ScoreScale } from '../../../core/table/score-scale.ts'
import { countUnits, isCountedRole, isDetailRole, withRole } from '../../../engine/api/column-roles.ts'
import {
  columnRoleWords,
  type ColumnRole,
  type ImportColumn,
  type ImportPreview,
} from '../../../engine/api/scores-contract.ts'
import { capitalized } from '../../format/capitalized.ts'
import textStyles from '../../components/text.module.css'
import styles from './scores.module.css'

/** Scales of a score. */
const scales: Readonly<Record<ScoreScale, string>> = {
  fraction: 'fraction, 0 to 1',
  percent: 'percent',
  raw: 'neither, as it stands',
}

interface ColumnsProps {
  readonly preview: ImportPreview
  readonly columns: readonly ImportColumn[]
  readonly onChange: (title: string, changes: Partial<ImportColumn>) => void
}

/** One line per column of the table: what it is, in which unit, and its first values. */
export function Columns({ preview, columns, onChange }: ColumnsProps) {
  const scores = columns.filter(({ role }) => role === 'score').map(({ title }) => title)
  return (
    <section aria-label="Columns">
      <p className={textStyles['muted']}>
        {plural(preview.rows, 'row')}, {plural(columns.length, 'column')}
      </p>
      <div className={styles['mapping']}>
        <table>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">What it is</th>
              <th scope="col">Unit</th>
              <th scope="col">First rows</th>
              <th scope="col">From – to</th>
              <th scope="col">Benchmark</th>
              <th scope="col">Metric</th>
            </tr>
          </thead>
          <tbody>
            {columns.map((column, index) => {
              const facts = preview.columns[index]
              return (
                <tr key={column.title} className={column.role === 'ignored' ? styles['leftOut'] : undefined}>
                  <th scope="row" title={column.title}>
                    {column.title}
                  </th>
                  <td>
                    <select
                      aria-label={`What ${column.title} is`}
                      value={column.role}
                      onChange={(event) =>
                        onChange(column.title, withRole(columns, index, event.target.value as ColumnRole))
                      }
                    >
                      {rolesFor(column, scores).map((role) => (
                        <option key={role} value={role}>
                          {roleName(role)}
                        </option>
                      ))}
                    </select>
                  </td>
                  <td>
                    <Unit column={column} onChange={(changes) => onChange(column.title, changes)} />
                  </td>
                  <td className={styles['first']}>
                    {preview.firstRows
                      .slice(0, 3)
                      .map((row) => (row[index] ?? '') || '–')
                      .join(' · ')}
                  </td>
                  <td className={styles['range']}>
                    {facts?.least === null || facts === undefined
                      ? ''
                      : `${significant(facts.least)} – ${significant(facts.greatest ?? facts.least)}`}
                  </td>
                  <td>
                    {column.role === 'score' ? (
                      <input
                        aria-label={`Benchmark of ${column.title}`}
                        value={column.benchmark}
                        maxLength={200}
                        onChange={(event) => onChange(column.title, { benchmark: event.target.value })}
                      />
                    ) : isDetailRole(column.role) ? (
                      <ScoreOfDetail
                        column={column}
                        scores={scores}
                        onChange={(of) => onChange(column.title, { of })}
                      />
                    ) : null}
                  </td>
                  <td>
                    {column.role === 'score' ? (
                      <input
                        aria-label={`Metric of ${column.title}`}
                        className={styles['short']}
                        defaultValue={column.metric}
                        maxLength={200}
                        onBlur={(event) => {
                          const metric = event.target.value.trim()
                          if (metric !== '' && metric !== column.metric) onChange(column.title, { metric })
                        }}
                      />
                    ) : null}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function roleName(role: ColumnRole): string {
  return capitalized(columnRoleWords[role])
}

/** What a column can be: a detail only of the scores in another column. */
function rolesFor({ title }: ImportColumn, scores: readonly string[]): ColumnRole[] {
  const hasOther = scores.some((score) => score !== title)
  return (Object.keys(columnRoleWords) as ColumnRole[]).filter((role) => hasOther || !isDetailRole(role))
}

/**
 * Which score a standard error or number of items belongs to. The choices are made when they are looked at: a table may
 * have thousands of scores.
 */
function ScoreOfDetail({
  column: { title, role, of },
  scores,
  onChange,
}: {
  readonly column: ImportColumn
  readonly scores: readonly string[]
  readonly onChange: (of: string) => void
}) {
  const [isLookedAt, setLookedAt] = useState(false)
  const choices = isLookedAt ? scores : of === null ? [] : [of]
  return (
    <select
      aria-label={`Score whose ${columnRoleWords[role]} ${title} is`}
      value={of ?? ''}
      onFocus={() => setLookedAt(true)}
      onBlur={() => setLookedAt(false)}
      onChange={(event) => onChange(event.target.value)}
    >
      {choices.map((score) => (
        <option key={score} value={score}>
          {`of ${score}`}
        </option>
      ))}
    </select>
  )
}

function Unit({
  column,
  onChange,
}: {
  readonly column: ImportColumn
  readonly onChange: (changes: Partial<ImportColumn>) => void
}) {
  const { role, title } = column
  if (role === 'score') {
    return (
      <select
        aria-label={`Unit of ${title}`}
        value={column.scale ?? ''}
        onChange={(event) => onChange({ scale: event.target.value === '' ? null : (event.target.value as ScoreScale) })}
      >
        {column.scale === null ? <option value="">not clear</option> : null}
        {Object.entries(scales).map(([scale, name]) => (
          <option key={scale} value={scale}>
            {name}
          </option>
        ))}
      </select>
    )
  }
  if (!isCountedRole(role)) return null
  const known = countUnits[role]
  return (
    <select
      aria-label={`Unit of ${title}`}
      value={column.unit}
      onChange={(event) => onChange({ unit: Number(event.target.value) })}
    >
      {known.some(([unit]) => unit === column.unit) ? null : (
        <option value={column.unit}>{significant(column.unit)}</option>
      )}
      {known.map(([unit, name]) => (
        <option key={unit} value={unit}>
          {name}
        </option>
      ))}
    </select>
  )
}
