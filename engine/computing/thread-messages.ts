import type { TaskName } from './tasks.ts'

export interface ThreadRequest {
  readonly task: TaskName
  readonly input: unknown
}

export type ThreadMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'result'; readonly result: unknown }
  /** `isInput`: what was asked for cannot be computed (a RangeError of core), rather than a fault of the program. */
  | { readonly kind: 'failure'; readonly message: string; readonly isInput: boolean }
