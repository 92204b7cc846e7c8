import { availableParallelism } from 'node:os'
import type { LoadLimits, LoadSettings } from '../schemas/load-settings.ts'
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

/** The cores that this process may use, within the limit. */
export function usableCores({ threads = Infinity }: LoadLimits = {}): number {
  return Math.min(availableParallelism(), threads)
}

/**
 * One less than the cores that this process may use, at least 1: spinning threads collapse where every core is busy.
 * Within the limit on threads.
 */
export function defaultThreads({ threads = Infinity }: LoadLimits = {}): number {
  return Math.max(1, Math.min(availableParallelism() - 1, threads))
}

/** Layers that llama.cpp is told to put on the GPU; -1 stands for all. */
export function gpuLayersWithin({ gpuLayers = -1 }: LoadLimits = {}): number {
  return gpuLayers
}
