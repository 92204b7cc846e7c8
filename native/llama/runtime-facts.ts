import { z } from 'zod'

/** Which llama.cpp node-llama-cpp picks on this machine, and on what it computes; fields as in SourceEnvironment. */
export const runtimeFacts = z.object({
  library: z.string(),
  build: z.string(),
  backend: z.string(),
  device: z.string(),
  system: z.string(),
  /** File of the C library; null where it is not loaded as a file of its own. */
  file: z.string().nullable(),
})

export type RuntimeFacts = z.output<typeof runtimeFacts>
