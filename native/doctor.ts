import { classifyExit } from './process/classify-stderr.ts'
import { forkTransport } from './process/fork-transport.ts'
import { InferenceError } from './process/inference.ts'
import type { InferenceFailure } from './schemas/failure.ts'
import { type RuntimeReport, runtimeMessage } from './process/runtime-messages.ts'
import { StderrTail } from './process/stderr-tail.ts'
import type { StartTransport } from './process/transport.ts'
import { siblingModule } from './process/sibling-module.ts'

export type { RuntimeReport }

export interface InspectOptions {
  /** How the process is started. Default: Node's fork. */
  readonly transport?: StartTransport
  /** The module that runs in the process. Default: process/runtime-process beside this file. */
  readonly entry?: URL
  /** Milliseconds until the process is given up. Default 60,000: a first start of a GPU driver compiles its kernels. */
  readonly timeout?: number
}

/**
 * Reports, without loading a model, which llama.cpp and which devices probes will use. Runs in a process of its own.
 * Rejects with InferenceError (stage `start`) where that process crashes, reports a failure or does not answer in time.
 */
export function inspectRuntime(options: InspectOptions = {}): Promise<RuntimeReport> {
  const { transport = forkTransport, timeout = 60_000 } = options
  return new Promise((resolve, reject) => {
    const child = transport(options.entry ?? siblingModule('process/runtime-process', import.meta.url))
    const stderr = new StderrTail(40)
    let report: RuntimeReport | undefined
    let verdict: { readonly failure: InferenceFailure; readonly message: string } | undefined
    const timer = setTimeout(() => {
      verdict = {
        failure: 'silent',
        message: `expected an answer about the runtime within ${timeout} ms, heard nothing`,
      }
      child.kill('force')
    }, timeout)
    child.onStderr((text) => stderr.add(text))
    child.onMessage((raw) => {
      const message = runtimeMessage.safeParse(raw)
      if (!message.success)
        verdict ??= { failure: 'protocol', message: 'expected a report about the runtime, found another message' }
      else if (message.data.type === 'failed') verdict ??= { failure: 'failed', message: message.data.message }
      else report = message.data.report
      child.kill('ask')
    })
    child.onExit((exit) => {
      clearTimeout(timer)
      if (report !== undefined && verdict === undefined) {
        resolve(report)
        return
      }
      const how = exit.signal ?? `exit code ${exit.code}`
      const { failure, message } = verdict ?? {
        failure: classifyExit(exit, stderr.lines),
        message: `the process that looks at the runtime ended (${how}) before it answered`,
      }
      reject(new InferenceError(message, { failure, stage: 'start', stderr: stderr.lines }))
    })
  })
}
