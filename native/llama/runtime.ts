import { getLlama, type Llama, LlamaLogLevel } from 'node-llama-cpp'

/** Receives a warning or an error of llama.cpp, one line. */
export type LogListener = (line: string) => void

let started: { readonly gpu: 'auto' | 'off'; readonly llama: Promise<Llama> } | undefined
let listener: LogListener | undefined

/**
 * node-llama-cpp's runtime of this process: started once (it tries its binaries in a child process first) and shared by all
 * sources. Nothing is downloaded or compiled. `onLog` replaces the listener of an earlier call. Errors where a process asks
 * for another backend than before.
 */
export function startRuntime(gpu: 'auto' | 'off', onLog: LogListener | undefined): Promise<Llama> {
  listener = onLog
  if (started !== undefined && started.gpu !== gpu) throw new Error(`expected gpu ${started.gpu} as before in this process, got ${gpu}`)
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
