import { throttled, type Throttled } from '../api/throttle.ts'
import type { JobKind } from './job-kind.ts'
import { logged } from './log-fault.ts'

/** Tells those outside what a queue has done, and not too often. A fault of theirs ends no job. */
export class QueueNotices {
  private readonly kind: Pick<JobKind<never, never, never>, 'onGrowth'>
  private readonly changes: Throttled
  private readonly growth: Throttled

  constructor(kind: Pick<JobKind<never, never, never>, 'onChange' | 'onGrowth'>) {
    this.kind = kind
    this.changes = throttled(200, () => logged(kind.onChange))
    this.growth = throttled(2000, () => logged(() => kind.onGrowth(false)))
  }

  /** A job looks different. */
  changed(): void {
    this.changes.request()
  }

  /** A job has more that is stored or soon will be. */
  grown(): void {
    this.changes.request()
    this.growth.request()
  }

  /** The work on a job has ended; what is stored of it is told at once. */
  ended(): void {
    this.growth.stop()
    logged(() => this.kind.onGrowth(true))
    this.changes.request()
  }

  stop(): void {
    this.changes.stop()
    this.growth.stop()
  }
}
