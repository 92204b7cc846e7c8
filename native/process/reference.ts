import { type RuntimeFacts } from '../llama/runtime-facts.ts'
import type { SourceListener, SourceSettings } from '../source/source-settings.ts'
import type { TextStart } from '../vocabulary/encode-text.ts'
import { classifyExit } from './classify-stderr.ts'
import { forkTransport } from './fork-transport.ts'
import { InferenceError } from './inference.ts'
import { type FromReference, fromReference, type ToReference } from './reference-messages.ts'
import { siblingModule } from './sibling-module.ts'
import { StderrTail } from './stderr-tail.ts'
import type { ProcessExit, StartTransport, Transport } from './transport.ts'

/** A process of its own in which node-llama-cpp runs. */
export interface Reference {
  readonly facts: RuntimeFacts
  /** Log-probabilities after texts (token ids) through the public API; see `nextLogProbabilities`. */
  compare(
    path: string,
    texts: readonly (readonly number[])[],
    settings: SourceSettings & { readonly unmapped: boolean; readonly start: TextStart },
  ): Promise<Float32Array[]>
  /** Ends the process; its memory is free once this resolves. Safe to call twice. */
  close(): Promise<void>
}

export interface ReferenceOptions {
  /** How the process is started. Default: Node's fork. */
  readonly transport?: StartTransport
  /** The module that runs in the process. Default: reference-process beside this file. */
  readonly entry?: URL
}

export type StartReference = (gpu: 'auto' | 'off', listener: SourceListener) => Promise<Reference>

/** One side of the conversation: requests are made one after another. */
class ReferenceClient {
  readonly gone: Promise<void>
  readonly #transport: Transport
  readonly #listener: SourceListener
  readonly #stderr = new StderrTail(40)
  #onMessage: (message: FromReference) => void = () => undefined
  #reject: (error: InferenceError) => void = () => undefined
  #ended: InferenceError | undefined

  constructor(transport: Transport, listener: SourceListener) {
    this.#transport = transport
    this.#listener = listener
    transport.onStderr((text) => this.#stderr.add(text))
    transport.onMessage((raw) => this.#receive(raw))
    this.gone = new Promise((resolve) => {
      transport.onExit((exit) => {
        this.#end(exit)
        resolve()
      })
    })
  }

  /** Sends a request, if any, and waits until `receive` answers something for a message. */
  ask<Result>(
    request: ToReference | undefined,
    receive: (message: FromReference) => Result | undefined,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) throw this.#ended
      this.#reject = reject
      this.#onMessage = (message) => {
        if (message.type === 'failed') {
          reject(
            new InferenceError(message.message, {
              failure: message.failure,
              stage: 'load',
              stderr: this.#stderr.lines,
            }),
          )
          return
        }
        const result = receive(message)
        if (result !== undefined) resolve(result)
      }
      if (request !== undefined) this.#transport.send(request)
    })
  }

  kill(): void {
    this.#transport.kill('force')
  }

  #receive(raw: unknown): void {
    const { success, data } = fromReference.safeParse(raw)
    if (!success) {
      this.#reject(
        new InferenceError('expected a message of the comparing process, found another', {
          failure: 'protocol',
          stage: 'load',
        }),
      )
      return
    }
    this.#listener.onActivity?.()
    if (data.type === 'log') this.#listener.onLog?.(data.line)
    else if (data.type === 'load-progress') this.#listener.onLoadProgress?.(data.fraction)
    else this.#onMessage(data)
  }

  #end(exit: ProcessExit): void {
    const { lines } = this.#stderr
    const how = exit.signal ?? (exit.code === null ? 'not started' : `exit code ${exit.code}`)
    const last = lines.at(-1)
    this.#ended = new InferenceError(
      `the process that asks the public API ended (${how})${last === undefined ? '' : `: ${last}`}`,
      {
        failure: classifyExit(exit, lines),
        stage: 'load',
        stderr: lines,
      },
    )
    this.#reject(this.#ended)
  }
}

/**
 * Starts node-llama-cpp in a process of its own and waits until it has picked its library. Rejects with InferenceError
 * (stage `load`) where that process fails or dies, then or in a later call. It needs no limit on silence: who waits for
 * this process has one.
 */
export async function startReference(
  gpu: 'auto' | 'off',
  listener: SourceListener,
  options: ReferenceOptions = {},
): Promise<Reference> {
  const { transport = forkTransport, entry = siblingModule('reference-process', import.meta.url) } = options
  const client = new ReferenceClient(transport(entry), listener)
  const close = async (): Promise<void> => {
    client.kill()
    await client.gone
  }
  try {
    await client.ask(undefined, (message) => (message.type === 'ready' ? true : undefined))
    const facts = await client.ask({ type: 'start', gpu }, (message) =>
      message.type === 'runtime' ? message.facts : undefined,
    )
    return {
      facts,
      compare: (path, texts, { threads, limits, evaluated, unmapped, start }) => {
        const distributions: Float32Array[] = []
        const request: ToReference = {
          type: 'compare',
          path,
          texts: texts.map((tokens) => [...tokens]),
          start: { tokens: [...start.tokens], startToken: start.startToken },
          gpu,
          unmapped,
          ...(threads === undefined ? {} : { threads }),
          ...(limits === undefined ? {} : { limits }),
          ...(evaluated === undefined ? {} : { evaluated }),
        }
        return client.ask(request, (message) => {
          if (message.type === 'text') distributions.push(message.logProbabilities)
          return message.type === 'compared' ? distributions : undefined
        })
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
