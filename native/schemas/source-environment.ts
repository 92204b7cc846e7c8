import { z } from 'zod'

const count = z.number().int().min(0)

/** Everything that can change the numbers of a source; stored with each probe. */
export const sourceEnvironment = z.object({
  /** Name of the source, `direct` (llama.cpp's C library) or `public` (node-llama-cpp's public API). */
  source: z.string(),
  /** Why the public API was used although the direct source was asked for. */
  fallback: z.string().exactOptional(),
  /** Why the weights were evaluated as stored although dequantized ones had been chosen. */
  precisionFallback: z.string().exactOptional(),
  /** Version of node-llama-cpp and tag of its llama.cpp build. */
  library: z.string(),
  build: z.string(),
  /** `cpu`, `cuda`, `metal` or `vulkan`. */
  backend: z.string(),
  device: z.string(),
  /** `file`: weights as stored; `f16`, `f32`: dequantized to that. */
  precision: z.string(),
  keyType: z.string(),
  valueType: z.string(),
  flashAttention: z.boolean(),
  batchTokens: count,
  /** Tokens of a batch that are computed at a time; absent in what was stored before it was recorded. */
  computedTokens: count.exactOptional(),
  threads: count,
  sequences: count,
  /** CPU or driver features the library reports, one line. */
  system: z.string(),
})

export type SourceEnvironment = Readonly<z.output<typeof sourceEnvironment>>
