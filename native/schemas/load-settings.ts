import { z } from 'zod'

/**
 * What is evaluated: `file` the weights as they are stored; `float` the weights dequantized to F16, or to F32 where F16
 * overflows; `f32` the weights dequantized to F32. Quantized weights make llama.cpp round its activations to 8 bits,
 * which makes a result depend on what shares its batch; floats do not.
 */
export const precision = z.enum(['file', 'float', 'f32'])

/** `auto` takes the GPU where one is usable, `off` the CPU. */
export const gpu = z.enum(['auto', 'off'])

/**
 * Where and in which precision a model gave the same probabilities through both sources. Fields as in
 * SourceEnvironment.
 */
const agreement = z.object({ build: z.string(), backend: z.string(), device: z.string(), precision: z.string() })

/** What a loaded model may take of the machine at most; what is absent is not limited. */
export const loadLimits = z.object({
  /** CPU threads: those that decode, and those that read the scores between two decodes. */
  threads: z.number().int().min(1).exactOptional(),
  /** Bytes of memory of the process, on the CPU. A model that takes more is refused before it is loaded. */
  memory: z.number().int().min(1).exactOptional(),
  /** Layers of the model on the GPU. */
  gpuLayers: z.number().int().min(0).exactOptional(),
})

/** How a model is loaded. Absent fields are chosen by the inference process. */
export const loadSettings = z.object({
  gpu,
  /** Default: weights as stored; others are dequantized in a temporary file, see native/precision/. */
  precision: precision.exactOptional(),
  /**
   * CPU threads; default: the fastest in a short measurement (direct source), one less than the cores, at least 1
   * (public API).
   */
  threads: z.number().int().min(1).exactOptional(),
  limits: loadLimits.exactOptional(),
  /** Tokens per sequence; default: as long as the longest text needs. */
  contextTokens: z.number().int().min(1).exactOptional(),
  /**
   * `public` takes node-llama-cpp's public API; `auto` (default) the direct source where it works and agrees with it.
   */
  source: z.enum(['auto', 'public']).exactOptional(),
  /**
   * Where the direct source has agreed with the public API on this very file before. One that fits the build, device
   * and precision of this load spares the comparison; any other is no reason to.
   */
  agreed: z.array(agreement).readonly().exactOptional(),
})

export type Precision = z.output<typeof precision>
export type Agreement = Readonly<z.output<typeof agreement>>
export type LoadLimits = Readonly<z.output<typeof loadLimits>>
export type LoadSettings = Readonly<z.output<typeof loadSettings>>
