import type { Precision } from './precision/choose-precision.ts'

/**
 * Where and in which precision a model gave the same probabilities through both sources. Fields as in
 * SourceEnvironment.
 */
export interface Agreement {
  readonly build: string
  readonly backend: string
  readonly device: string
  readonly precision: string
}

/** How a model is loaded. Absent fields are chosen by the inference process. */
export interface LoadSettings {
  /** `auto` takes the GPU where one is usable, `off` the CPU. Default `auto`. */
  readonly gpu: 'auto' | 'off'
  /** Weights as stored (default), or dequantized in a temporary file; see native/precision/. */
  readonly precision?: Precision
  /**
   * CPU threads; default: the fastest in a short measurement (direct source), one less than the cores, at least 1
   * (public API).
   */
  readonly threads?: number
  /** Tokens per sequence; default: as long as the longest text needs. */
  readonly contextTokens?: number
  /**
   * `public` takes node-llama-cpp's public API; `auto` (default) the direct source where it works and agrees with it.
   */
  readonly source?: 'auto' | 'public'
  /**
   * Where the direct source has agreed with the public API on this very file before. One that fits the build, device
   * and precision of this load spares the comparison; any other is no reason to.
   */
  readonly agreed?: readonly Agreement[]
}
