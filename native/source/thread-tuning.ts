/**
 * What decides how many CPU threads decode: how the number is chosen at load (choose-threads.ts), and how it is guarded
 * during a probe (thread-guard.ts). docs/architecture.md has a table and a diagram of what they do together. Only the
 * speed depends on them, not the results.
 */

// ---------------------------------------------------------------- choosing, at load

/** Least milliseconds in which busy cores are counted: the system counts processor time in steps of 10. */
export const leastWatchMilliseconds = 100

/** Tokens of one measurement of the speed; every context has as many sequences. */
export const measuredTokens = 4

/** Most runs of a candidate: how often its work is timed. */
export const mostRuns = 4

/** Milliseconds after which only candidates that had no run yet get one. */
export const measuringMilliseconds = 250

/** A candidate whose run took this many times the best run so far gets no further one. */
export const hopelessRunFactor = 2

/** A larger number of threads must be faster by this factor: where every core is busy, few threads lose least. */
export const worthwhileGainFactor = 1.05

/** A kept choice stands where it takes at most this many times what it took when it was made. */
export const keptChoiceFactor = 1.4

// ---------------------------------------------------------------- guarding: threads that collapse

/** A decode that takes this many times the fastest one of its size has met threads that wait for each other. */
export const collapseFactor = 3

/** Shorter decodes tell nothing one by one: the system's own pauses are as long. */
export const leastTellingMilliseconds = 4

/** Decodes that are remembered, and how many of them must have collapsed for half the threads to be taken at once. */
export const rememberedDecodes = 16
export const collapsedDecodes = 3

// ---------------------------------------------------------------- guarding: trials of another number

/** Decodes of a size whose median tells the speed of now, and how many there must be. */
export const recentDecodes = 8
export const leastRecentDecodes = 4

/** A median that is this many times the fastest decode is a reason to try fewer threads. */
export const slowdownFactor = 1.3

/** Milliseconds of decoding between two trials: at first, and at most; doubled by every trial that fails. */
export const firstWaitMilliseconds = 1000
export const longestWaitMilliseconds = 30_000

/** A trial that fails may cost this share of the decoding until the next one. */
export const affordableTrialShare = 1 / 40

/** A trial ends after this many decodes and milliseconds (as expected). */
export const trialDecodes = 3
export const trialMilliseconds = 20

/** A trial ends at once where it takes this many times what was expected. */
export const hopelessTrialFactor = 1.5

/**
 * What a trial may take of what was expected: more threads must be faster by a tenth, fewer may be as fast. The gap
 * keeps noise from moving the number to and fro.
 */
export const moreThreadsFactor = 0.9
export const fewerThreadsFactor = 1
