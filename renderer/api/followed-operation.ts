import type { EventPayload } from '../../engine/api/contract.ts'
import { OperationPace } from '../../engine/api/operation-pace.ts'

export interface OperationProgress {
  readonly item: string
  readonly done: number
  readonly total: number
  readonly unit: string
  /** Estimated milliseconds left; null while unknown. */
  readonly left: number | null
}

/** An operation under way, and what its events say of how long it will still take. */
export class FollowedOperation {
  readonly operation: string
  private readonly pace = new OperationPace()

  constructor(operation: string) {
    this.operation = operation
  }

  /** How far it is; null where the event is that of another operation. */
  progressOf({ operation, item, done, total, unit }: EventPayload<'operation'>): OperationProgress | null {
    if (operation !== this.operation) return null
    return { item, done, total, unit, left: this.pace.left({ done, total, unit }) }
  }
}
