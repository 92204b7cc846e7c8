import { cpus } from 'node:os'
import { getLlama, getModuleVersion, type Llama, LlamaLogLevel } from 'node-llama-cpp'
import { loadedLlamaFile } from './library.ts'
import type { LogListener } from './library-log.ts'
import type { RuntimeFacts } from './runtime-facts.ts'

let started: { readonly gpu: 'auto' | 'off'; readonly llama: Promise<Llama> } | undefined
let listener: LogListener | undefined

/**
 * node-llama-cpp's runtime of this process: started once (it tries its binaries in a child process first) and shared by
 * all sources. Nothing is downloaded or compiled. `onLog` replaces the listener of an earlier call. Errors where a
 * process asks for another backend than before.
 */
export function startRuntime(gpu: 'auto' | 'off', onLog: LogListener | undefined): Promise<Llama> {
  listener = onLog
  if (started !== undefined && started.gpu !== gpu)
    throw new Error(`expected gpu ${started.gpu} as before in this process, got ${gpu}`)
  started ??= {
    gpu,
    llama: getLlama({
      gpu: gpu === 'off' ? false : 'auto',
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      maxThreads: 0,
      logLevel: LlamaLogLevel.warn,
      logger: (level, message) => listener?.(`[${level}] ${message.trimEnd()}`),
    }),
  }
  return started.llama
}

/** Which llama.cpp computes, and on what; fields as in SourceEnvironment. */
export async function describeRuntime(
  llama: Llama,
): Promise<{ readonly build: string; readonly backend: string; readonly device: string }> {
  return {
    build: `llama.cpp ${llama.llamaCppRelease.release} (${llama.buildType})`,
    backend: llama.gpu === false ? 'cpu' : llama.gpu,
    device: llama.gpu === false ? (cpus()[0]?.model ?? 'unknown') : (await llama.getGpuDeviceNames()).join(', '),
  }
}

/** What is known of the runtime of this process once it is started. */
export async function findRuntimeFacts(llama: Llama): Promise<RuntimeFacts> {
  return {
    library: `node-llama-cpp ${await getModuleVersion()}`,
    ...(await describeRuntime(llama)),
    system: llama.systemInfo.trim(),
    file: loadedLlamaFile(),
  }
}
