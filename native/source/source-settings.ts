import { availableParallelism } from 'node:os'
import type { LoadSettings } from '../schemas/load-settings.ts'
import type { FloatType } from '../precision/float-copies.ts'

/** What a source reports while it works. */
export interface SourceListener {
  /** Fraction of the model that has been read, 0 to 1. */
  readonly onLoadProgress?: (fraction: number) => void
  /** Something was evaluated: a sign of life. */
  readonly onActivity?: () => void
  /** A warning or an error of llama.cpp, one line. */
  readonly onLog?: (line: string) => void
}

/** How a source opens a model. */
export interface SourceSettings extends LoadSettings {
  /** Longest text in UTF-8 bytes that will be opened. */
  readonly longestText?: number
  /** Set where the file is a dequantized copy: the type of its weights. */
  readonly evaluated?: FloatType
}

/**
 * One less than the cores that this process may use, at least 1: spinning threads collapse where every core is busy.
 */
export function defaultThreads(): number {
  return Math.max(1, availableParallelism() - 1)
}
