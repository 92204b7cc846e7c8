import type { Api } from '../../engine/api/contract.ts'
import type { Answered } from './answered.ts'
import { FollowedOperation, type OperationProgress } from './followed-operation.ts'

export interface OperationState<Input, Output> {
  /** The newest answer with its input, which need not be the latest; null until there is one. */
  readonly answer: Answered<Input, Output> | null
  /** True where `answer` is that to the latest input, with everything asked for. */
  readonly isWhole: boolean
  readonly error: Error | null
  readonly isBusy: boolean
  /** How far the whole answer is. */
  readonly progress: OperationProgress | null
}

export interface OperationCalls<Input, Output> {
  /** A rough answer, given at once, one at a time; absent: there is none. */
  readonly quick?: (input: Input) => Promise<Output>
  /**
   * The whole answer, asked for when the input rests; it can be cancelled by the operation's name. Null: the quick one
   * is whole.
   */
  readonly whole: (input: Input, operation: string) => Promise<Output> | null
}

/** Milliseconds without a change after which the whole answer is asked for. */
const rest = 350

/**
 * Follows an input that changes often, as while a slider is dragged: quick answers as fast as they come, and the whole
 * one when the input rests. What is under way for an older input is cancelled. Answers to older inputs never replace
 * newer ones.
 */
export class LatestOperation<Input, Output> {
  private readonly api: Api
  private readonly calls: OperationCalls<Input, Output>
  private readonly listeners = new Set<() => void>()
  private current: OperationState<Input, Output> = {
    answer: null,
    isWhole: false,
    error: null,
    isBusy: false,
    progress: null,
  }
  private wanted: Input | null = null
  private generation = 0
  private shownGeneration = 0
  /** The turn whose quick answer is known to be the whole one. */
  private quickIsWholeIn = 0
  private isQuickRunning = false
  private timer: ReturnType<typeof setTimeout> | undefined
  private running: FollowedOperation | null = null
  /** Whether what is asked for has changed since it was begun. */
  private isStale = false
  private end: (() => void) | null = null

  constructor(api: Api, calls: OperationCalls<Input, Output>) {
    this.api = api
    this.calls = calls
  }

  readonly state = (): OperationState<Input, Output> => this.current

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  ask(input: Input): void {
    this.wanted = input
    this.generation += 1
    this.isStale = false
    this.end ??= this.api.on('operation', (event) => {
      const progress = this.running?.progressOf(event) ?? null
      if (progress !== null) this.publish({ progress })
    })
    this.cancel()
    this.publish({ isWhole: false, isBusy: true, error: null })
    if (this.calls.quick !== undefined && !this.isQuickRunning) void this.runQuick(this.calls.quick)
    this.timer = setTimeout(
      () => void this.runWhole(),
      this.calls.quick === undefined && this.generation === 1 ? 0 : rest,
    )
  }

  /**
   * Asks for the same anew, as what it rests on has changed. What is under way is waited for: a fit of minutes would
   * never end if each change began it anew. What was stopped is not begun.
   */
  refresh(): void {
    if (this.end === null || this.wanted === null) return
    if (this.current.isBusy) this.isStale = true
    else this.ask(this.wanted)
  }

  /** Ends what is under way; the answers so far stay. */
  stop(): void {
    this.generation += 1
    this.cancel()
    this.end?.()
    this.end = null
    this.isStale = false
    this.publish({ isBusy: false })
  }

  private async runQuick(quick: (input: Input) => Promise<Output>): Promise<void> {
    this.isQuickRunning = true
    try {
      for (let done = 0; done !== this.generation && this.end !== null; ) {
        const generation = this.generation
        try {
          const input = this.wanted as Input
          const output = await quick(input)
          if (this.shownGeneration < generation && this.end !== null) {
            this.shownGeneration = generation
            const isWhole = generation === this.generation && this.quickIsWholeIn === generation
            const answer = { input, output }
            if (isWhole) this.conclude({ answer, error: null, isWhole })
            else this.publish({ answer, error: null, isWhole })
          }
        } catch (error) {
          if (generation === this.generation) this.fail(error)
        }
        done = generation
      }
    } finally {
      this.isQuickRunning = false
    }
  }

  private async runWhole(): Promise<void> {
    const generation = this.generation
    const operation = crypto.randomUUID()
    const input = this.wanted as Input
    const answer = this.calls.whole(input, operation)
    if (answer === null) {
      // The quick answer ends the work: it is there already, or ends it when it comes.
      this.quickIsWholeIn = generation
      if (this.shownGeneration === generation) this.conclude({ isWhole: true })
      return
    }
    this.running = new FollowedOperation(operation)
    try {
      const output = await answer
      if (generation !== this.generation) return
      this.running = null
      this.shownGeneration = generation
      this.conclude({ answer: { input, output }, error: null, isWhole: true })
    } catch (error) {
      if (generation === this.generation) this.fail(error)
    } finally {
      if (this.running?.operation === operation) this.running = null
    }
  }

  private fail(error: unknown): void {
    clearTimeout(this.timer)
    this.conclude({ error: error instanceof Error ? error : new Error(String(error)) })
  }

  /** Nothing is under way any more; what has become stale meanwhile is asked for anew. */
  private conclude(changes: Partial<OperationState<Input, Output>>): void {
    this.publish({ ...changes, isBusy: false, progress: null })
    if (this.isStale) this.ask(this.wanted as Input)
  }

  private cancel(): void {
    clearTimeout(this.timer)
    if (this.running !== null)
      void this.api.call('operations.cancel', { operation: this.running.operation }).catch(() => undefined)
    this.running = null
    if (this.current.progress !== null) this.publish({ progress: null })
  }

  private publish(changes: Partial<OperationState<Input, Output>>): void {
    this.current = { ...this.current, ...changes }
    for (const listener of this.listeners) listener()
  }
}
