import { z } from 'zod'

/** What llama.cpp finds on this machine without a model. */
const runtimeReport = z.object({
  /** Version of node-llama-cpp. */
  library: z.string(),
  /** Tag of the llama.cpp build it carries. */
  build: z.string(),
  /** `prebuilt` or `localBuild`. */
  buildType: z.string(),
  /** `cpu`, `cuda`, `metal` or `vulkan`: what `auto` takes. */
  backend: z.string(),
  /** Names of the GPUs that backend sees; empty on the CPU. */
  devices: z.array(z.string()),
  /** Bytes of GPU memory; 0 on the CPU. */
  gpuMemory: z.number().min(0),
  /** Whether the C library can be called directly, which is the faster way; `found`: its version, or why not. */
  direct: z.object({ works: z.boolean(), found: z.string() }),
  processor: z.string(),
  /** Features of the CPU backend, one line, as llama.cpp reports them. */
  features: z.string(),
  /** Cores this process may use, and those of them that llama.cpp calls useful for arithmetic. */
  cores: z.number().int().min(1),
  mathCores: z.number().int().min(0),
  /** Bytes of memory of the machine. */
  memory: z.number().min(0),
  node: z.string(),
  platform: z.string(),
})

export type RuntimeReport = z.output<typeof runtimeReport>

/** The one message of a runtime process. */
export const runtimeMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('runtime'), report: runtimeReport }),
  z.object({ type: z.literal('failed'), message: z.string() }),
])

export type RuntimeMessage = z.output<typeof runtimeMessage>
