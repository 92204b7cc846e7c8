import { dirname } from 'node:path'
import { type LlamaLibrary, openLlamaLibrary } from './library.ts'
import type { LogListener } from './library-log.ts'
import type { RuntimeFacts } from './runtime-facts.ts'

/** A C library that is ready in this process, and what is known of it. */
export interface AttachedRuntime {
  readonly library: LlamaLibrary
  readonly facts: RuntimeFacts
}

/** Starts node-llama-cpp in this process and takes the library that it has loaded. */
export async function startAttachedRuntime(
  gpu: 'auto' | 'off',
  onLog: LogListener | undefined,
): Promise<AttachedRuntime> {
  const { findRuntimeFacts, startRuntime } = await import('./runtime.ts')
  const facts = await findRuntimeFacts(await startRuntime(gpu, onLog))
  return { library: openLlamaLibrary(facts.file), facts }
}

/**
 * The library that node-llama-cpp has picked in another process, loaded into this one without node-llama-cpp, which
 * takes some 50 MB. Where that is not the same library (tried on Linux and on CPUs only), node-llama-cpp is started
 * here after all.
 */
export async function attachRuntime(
  facts: RuntimeFacts,
  gpu: 'auto' | 'off',
  onLog: LogListener | undefined,
): Promise<AttachedRuntime> {
  if (process.platform === 'linux' && facts.backend === 'cpu' && facts.file !== null) {
    try {
      const library = openLlamaLibrary(facts.file)
      library.setLog(() => undefined)
      if (Number(library.deviceCount()) === 0) library.loadBackends(dirname(facts.file))
      const system = library.systemInfo().trim()
      if (system !== facts.system) throw new Error(`expected a library with ${facts.system}, found ${system}`)
      return { library, facts }
    } catch (error) {
      onLog?.(`[warn] node-llama-cpp is loaded as well: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return startAttachedRuntime(gpu, onLog)
}
