/**
 * Entry of the process that looks at the machine for `inspectRuntime`: loading a GPU driver can crash. Sends one
 * message and ends.
 */
import { availableParallelism, cpus, totalmem } from 'node:os'
import { getLlama, getModuleVersion, LlamaLogLevel } from 'node-llama-cpp'
import { openLlamaLibrary } from '../llama/library.ts'
import type { RuntimeMessage, RuntimeReport } from './runtime-messages.ts'

async function inspect(): Promise<RuntimeReport> {
  const llama = await getLlama({
    gpu: 'auto',
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.warn,
    logger: (level, message) => process.stderr.write(`[${level}] ${message.trimEnd()}\n`),
  })
  return {
    library: await getModuleVersion(),
    build: llama.llamaCppRelease.release,
    buildType: llama.buildType,
    backend: llama.gpu === false ? 'cpu' : llama.gpu,
    devices: await llama.getGpuDeviceNames(),
    gpuMemory: llama.gpu === false ? 0 : (await llama.getVramState()).total,
    direct: directLibrary(),
    processor: cpus()[0]?.model ?? 'unknown',
    features: llama.systemInfo.trim(),
    cores: availableParallelism(),
    mathCores: llama.cpuMathCores,
    memory: totalmem(),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
  }
}

/** The library is the one that getLlama has loaded. */
function directLibrary(): RuntimeReport['direct'] {
  try {
    const { version } = openLlamaLibrary()
    return { works: true, found: `llama.cpp ${version}` }
  } catch (error) {
    return { works: false, found: error instanceof Error ? error.message : String(error) }
  }
}

/** Both channels drain before the exit, else the message could be lost. */
function answer(message: RuntimeMessage): void {
  const port = (process as { parentPort?: { postMessage(message: unknown): void } }).parentPort
  if (port !== undefined) {
    port.postMessage(message)
    setTimeout(() => process.exit(0), 100)
  } else process.send?.(message, undefined, undefined, () => process.exit(0))
}

inspect().then(
  (report) => answer({ type: 'runtime', report }),
  (error: unknown) => answer({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
)
