import type { Api } from '../../engine/api/contract.ts'
import type { OperationProgress } from './use-cancellable-call.ts'

export interface OperationState<Input, Output> {
  /** The newest answer, of whatever input; null until there is one. */
  readonly output: Output | null
  /** What `output` answers, which need not be the latest input; null as long as there is no output. */
  readonly input: Input | null
  /** True where `output` answers the latest input with everything asked for. */
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
    output: null,
    input: null,
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
  private running: { readonly operation: string; readonly startedAt: number } | null = null
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
    this.end ??= this.api.on('operation', ({ operation, item, done, total, unit }) => {
      if (operation !== this.running?.operation) return
      const spent = performance.now() - this.running.startedAt
      this.publish({ progress: { item, done, total, unit, left: done > 0 ? (spent / done) * (total - done) : null } })
    })
    this.cancel()
    this.publish({ isWhole: false, isBusy: true })
    if (this.calls.quick !== undefined && !this.isQuickRunning) void this.runQuick(this.calls.quick)
    this.timer = setTimeout(
      () => void this.runWhole(),
      this.calls.quick === undefined && this.generation === 1 ? 0 : rest,
    )
  }

  /** Ends what is under way; the answers so far stay. */
  stop(): void {
    this.generation += 1
    this.cancel()
    this.end?.()
    this.end = null
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
            this.publish({ output, input, error: null, isWhole, ...(isWhole ? { isBusy: false } : {}) })
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
      if (this.shownGeneration === generation) this.publish({ isWhole: true, isBusy: false })
      return
    }
    this.running = { operation, startedAt: performance.now() }
    try {
      const output = await answer
      if (generation !== this.generation) return
      this.shownGeneration = generation
      this.publish({ output, input, error: null, isWhole: true, isBusy: false, progress: null })
    } catch (error) {
      if (generation === this.generation) this.fail(error)
    } finally {
      if (this.running?.operation === operation) this.running = null
    }
  }

  private fail(error: unknown): void {
    clearTimeout(this.timer)
    this.publish({ error: error instanceof Error ? error : new Error(String(error)), isBusy: false, progress: null })
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
