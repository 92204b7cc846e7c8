/** How a model is loaded. Absent fields are chosen by the inference process. */
export interface LoadSettings {
  /** `auto` takes the GPU where one is usable, `off` the CPU. Default `auto`. */
  readonly gpu: 'auto' | 'off'
  /** CPU threads; default: one less than the cores that this process may use, at least 1. */
  readonly threads?: number
  /** Tokens per sequence; default: as long as the longest text needs. */
  readonly contextTokens?: number
  /** `public` takes node-llama-cpp's public API; `auto` (default) the direct source where it works and agrees with it. */
  readonly source?: 'auto' | 'public'
  /** True where the direct source has agreed with the public API on this model, build and device before. */
  readonly agreed?: boolean
}
