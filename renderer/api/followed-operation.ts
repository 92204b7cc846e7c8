import type { EventPayload } from '../../engine/api/contract.ts'

export interface OperationProgress {
  readonly item: string
  readonly done: number
  readonly total: number
  readonly unit: string
  /** Estimated milliseconds left; null while unknown. */
  readonly left: number | null
}

/** Shorter than this (milliseconds) says nothing about how long it will take. */
const firstEstimate = 500

/** An operation under way, and what its events say of how long it will still take. */
export class FollowedOperation {
  readonly operation: string
  private unit: string | null = null
  private startedAt = performance.now()

  constructor(operation: string) {
    this.operation = operation
  }

  /** How far it is; null where the event is that of another operation. */
  progressOf({ operation, item, done, total, unit }: EventPayload<'operation'>): OperationProgress | null {
    if (operation !== this.operation) return null
    // Another unit: another part of the work, whose pace says nothing of the one before.
    if (this.unit !== null && this.unit !== unit) this.startedAt = performance.now()
    this.unit = unit
    const spent = performance.now() - this.startedAt
    return { item, done, total, unit, left: done > 0 && spent > firstEstimate ? (spent / done) * (total - done) : null }
  }
}
