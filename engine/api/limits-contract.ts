/** What a loaded model may take of this machine, and what the machine has. */
import { z } from 'zod'
import { call, nothing } from './call.ts'

/** Null: not limited. */
const limits = z.object({
  /** CPU threads. */
  threads: z.number().int().nullable(),
  /** Bytes of memory of the inference process, where the model is computed on the CPU. */
  memory: z.number().int().nullable(),
  /** Layers of a model on the GPU. */
  gpuLayers: z.number().int().nullable(),
})

const machineLimits = z.object({
  limits,
  /** The machine, as far as the limits concern it. */
  machine: z.object({
    cores: z.number().int(),
    /** Bytes of memory, and those that a process can get now. */
    memory: z.number(),
    availableMemory: z.number(),
    /** Names of the graphics processors that llama.cpp can use; null where it could not be asked. */
    devices: z.array(z.string()).nullable(),
  }),
})

export const limitsCalls = {
  'limits.get': call(nothing, machineLimits),
  /**
   * Those that are named take the place of the former ones. They are kept for this user on this machine, whatever the
   * project, and hold for each model that is loaded from then on; one that is loaded keeps what it has. Refused where
   * the machine has less.
   */
  'limits.set': call(limits.partial(), machineLimits),
} as const

export type Limits = z.output<typeof limits>
export type MachineLimits = z.output<typeof machineLimits>
