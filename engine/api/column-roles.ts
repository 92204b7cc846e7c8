/** What follows where a reader says what a column of a table is: the same on the page and on the command line. */
import { trainingUnits } from '../../core/scaling/training-compute.ts'
import type { ColumnRole, ImportColumn } from './scores-contract.ts'

/** A role whose numbers are counted in units. */
export type CountedRole = 'parameters' | 'tokens' | 'flops'

/** Units in which a column may count, the smallest first, with what they are called. */
export const countUnits: Readonly<Record<CountedRole, readonly (readonly [number, string])[]>> = {
  parameters: [
    [1, 'single'],
    [1e6, 'millions'],
    [1e9, 'billions'],
  ],
  tokens: [
    [1, 'single'],
    [1e9, 'billions'],
    [1e12, 'trillions'],
  ],
  flops: [
    [1, 'single'],
    [1e18, '1e18'],
    [1e21, '1e21'],
  ],
}

/** The unit to begin with where a column is said to count something. */
const usualUnits: Readonly<Record<CountedRole, number>> = {
  parameters: trainingUnits.size,
  tokens: trainingUnits.tokens,
  flops: trainingUnits.flops,
}

/** Whether a column tells of the scores in another one. */
export function isDetailRole(role: ColumnRole): role is 'stderr' | 'items' {
  return role === 'stderr' || role === 'items'
}

export function isCountedRole(role: ColumnRole): role is CountedRole {
  return role in countUnits
}

/** A column as it is once a reader has said what it is; its scale is to be found anew. */
export function withRole(columns: readonly ImportColumn[], index: number, role: ColumnRole): ImportColumn {
  return {
    ...columns[index]!,
    role,
    scale: null,
    of: isDetailRole(role) ? scoreBefore(columns, index) : null,
    ...(isCountedRole(role) ? { unit: usualUnits[role] } : {}),
  }
}

/** The score that a detail is likely to tell of: the one before it, else the first. */
function scoreBefore(columns: readonly ImportColumn[], index: number): string | null {
  const isScore = (column: ImportColumn, at: number): boolean => column.role === 'score' && at !== index
  const before = columns.slice(0, index).findLast(isScore) ?? columns.find(isScore)
  return before?.title ?? null
}
