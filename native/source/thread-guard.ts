import { median } from '../../core/statistics/median.ts'
import {
  affordableTrialShare,
  collapsedDecodes,
  collapseFactor,
  fewerThreadsFactor,
  firstWaitMilliseconds,
  hopelessTrialFactor,
  leastRecentDecodes,
  leastTellingMilliseconds,
  longestWaitMilliseconds,
  moreThreadsFactor,
  recentDecodes,
  rememberedDecodes,
  slowdownFactor,
  trialDecodes,
  trialMilliseconds,
} from './thread-tuning.ts'

interface Trial {
  readonly threads: number
  decodes: number
  /** Decodes of sizes whose speed is not known. */
  unknown: number
  milliseconds: number
  /** What the same decodes take with the present number of threads. */
  expected: number
}

/**
 * Watches decodes for threads that collapse because another process keeps a core busy: threads spin while they wait for
 * each other, and one that has no core makes all the others wait. Measured on two cores: two threads beside another
 * load ran 2 to 16 times slower than one. Where decodes have become slower, fewer threads are tried, and from time to
 * time more: the other process may have ended. Its clock is the time spent in decodes. Only the speed depends on the
 * number of threads, not the results.
 */
export class ThreadGuard {
  readonly #candidates: readonly number[]
  #threads: number
  /** Fastest milliseconds per token by size of batch, sizes by powers of two, and the last ones. */
  readonly #fastest = new Map<number, number>()
  readonly #recent = new Map<number, number[]>()
  #slow: boolean[] = []
  #clock = 0
  #wait = firstWaitMilliseconds
  /** When the next trial may begin. */
  #due = firstWaitMilliseconds
  #slowed = false
  #triedFewer = false
  #trial: Trial | undefined
  readonly #startWatch: () => () => number
  #busyCores: () => number

  /**
   * `candidates`: numbers of threads that may be taken, the largest all cores; without them, halves of the first.
   * `watch` starts to count the cores that other processes keep busy: more threads are tried only where there are cores
   * for them, since a single decode in which they collapse costs seconds.
   */
  constructor(
    threads: number,
    candidates: readonly number[] = Array.from(
      { length: 1 + Math.floor(Math.log2(threads)) },
      (_, power) => threads >> power,
    ),
    watch: () => () => number = () => () => 0,
  ) {
    this.#threads = threads
    this.#startWatch = watch
    this.#busyCores = watch()
    this.#candidates = [...candidates].sort((left, right) => left - right)
  }

  /** Takes note of a decode of `tokens` tokens; answers the number of threads for the next one. */
  observe(tokens: number, milliseconds: number): number {
    this.#clock += milliseconds
    const size = Math.floor(Math.log2(tokens))
    if (this.#trial === undefined) {
      this.#note(size, milliseconds, milliseconds / tokens)
      this.#begin(size)
    } else this.#judge(this.#trial, tokens, milliseconds, this.#expected(size))
    return this.#trial?.threads ?? this.#threads
  }

  #note(size: number, milliseconds: number, perToken: number): void {
    const fastest = Math.min(this.#fastest.get(size) ?? Infinity, perToken)
    this.#fastest.set(size, fastest)
    this.#recent.set(size, [...(this.#recent.get(size) ?? []), perToken].slice(-recentDecodes))
    this.#slow = [...this.#slow, milliseconds >= leastTellingMilliseconds && perToken > collapseFactor * fastest].slice(
      -rememberedDecodes,
    )
    if (this.#slow.filter(Boolean).length < collapsedDecodes) return
    const fewer = this.#candidates.filter((threads) => threads <= Math.max(1, this.#threads >> 1)).at(-1)
    if (fewer !== undefined && fewer < this.#threads) this.#take(fewer)
    else this.#slow = []
  }

  /** Milliseconds per token of late at this size of batch; undefined where it is not known. */
  #expected(size: number): number | undefined {
    const recent = this.#recent.get(size) ?? []
    return recent.length < leastRecentDecodes ? undefined : median(recent)
  }

  /** Begins a trial where one is due and there is something to try. */
  #begin(size: number): void {
    const expected = this.#expected(size)
    if (expected === undefined) return
    const slowed = expected > slowdownFactor * this.#fastest.get(size)!
    // What has just become slower is looked at without waiting.
    if (slowed && !this.#slowed) this.#due = Math.min(this.#due, this.#clock)
    this.#slowed = slowed
    if (this.#clock < this.#due) return
    const index = this.#candidates.indexOf(this.#threads)
    const busy = this.#busyCores()
    this.#busyCores = this.#startWatch()
    const fewer = this.#candidates[index - 1]
    const more = this.#candidates.slice(index + 1).filter((count) => count + busy <= this.#candidates.at(-1)!)[0]
    const threads = slowed && !this.#triedFewer ? (fewer ?? more) : (more ?? (slowed ? fewer : undefined))
    if (index < 0 || threads === undefined) {
      this.#due = this.#clock + firstWaitMilliseconds
      return
    }
    this.#triedFewer = threads === fewer
    this.#trial = { threads, decodes: 0, unknown: 0, milliseconds: 0, expected: 0 }
  }

  #judge(trial: Trial, tokens: number, milliseconds: number, expected: number | undefined): void {
    if (expected === undefined) {
      trial.unknown += 1
      if (trial.unknown > trialDecodes) this.#reject(trial)
      return
    }
    trial.decodes += 1
    trial.milliseconds += milliseconds
    trial.expected += expected * tokens
    const ratio = trial.milliseconds / trial.expected
    if (ratio > hopelessTrialFactor && trial.milliseconds >= leastTellingMilliseconds) this.#reject(trial)
    else if (trial.decodes >= trialDecodes && trial.expected >= trialMilliseconds) {
      if (ratio <= (trial.threads > this.#threads ? moreThreadsFactor : fewerThreadsFactor)) this.#take(trial.threads)
      else this.#reject(trial)
    }
  }

  #reject(trial: Trial): void {
    const lost = Math.max(0, trial.milliseconds - trial.expected)
    this.#wait = Math.min(2 * this.#wait, longestWaitMilliseconds)
    this.#due = this.#clock + Math.max(this.#wait, lost / affordableTrialShare)
    this.#trial = undefined
  }

  #take(threads: number): void {
    this.#threads = threads
    this.#trial = undefined
    this.#slow = []
    this.#fastest.clear()
    this.#recent.clear()
    this.#slowed = false
    this.#triedFewer = false
    this.#wait = firstWaitMilliseconds
    this.#due = this.#clock + firstWaitMilliseconds
  }
}
