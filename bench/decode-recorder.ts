import koffi from 'koffi'
import type { Batch, LlamaLibrary, Pointer } from '../native/llama/library.ts'
import { DecodeBatch } from '../native/source/decode-batch.ts'

/** One decode as the library was given it; parallel arrays, one entry per token. */
export interface RecordedDecode {
  readonly tokens: Int32Array
  readonly positions: Int32Array
  readonly sequences: Int32Array
  /** 1 where logits are wanted. */
  readonly outputs: Int8Array
}

type Operation =
  | { readonly kind: 'copy'; readonly from: number; readonly to: number; readonly start: number; readonly end: number }
  | { readonly kind: 'remove'; readonly sequence: number; readonly start: number; readonly end: number }
  | { readonly kind: 'decode'; readonly decode: RecordedDecode }

/** The calls that one run of a source made, and how long its decodes took. */
export interface Recording {
  readonly operations: readonly Operation[]
  readonly decodes: number
  readonly tokens: number
  readonly outputs: number
}

/**
 * Stands between a direct source and the library, writes down every decode and every change of sequences, and can do
 * the same again with nothing else: no logits read, nothing computed from them.
 */
export class DecodeRecorder {
  #library: LlamaLibrary | undefined
  #context: Pointer | undefined
  #operations: Operation[] | undefined

  /** To be passed to `openDirectSource`. */
  readonly observe = (library: LlamaLibrary): LlamaLibrary => {
    this.#library = library
    const note = (context: Pointer, batch: Batch): void => {
      this.#context = context
      this.#operations?.push({ kind: 'decode', decode: copyOf(batch) })
    }
    const decode = Object.assign(
      (context: Pointer, batch: Batch): number => {
        note(context, batch)
        return library.decode(context, batch)
      },
      {
        async: (context: Pointer, batch: Batch, done: (error: Error | null, status: number) => void): void => {
          note(context, batch)
          library.decode.async(context, batch, done)
        },
      },
    )
    return {
      ...library,
      decode,
      copySequence: (memory, from, to, start, end) => {
        this.#operations?.push({ kind: 'copy', from, to, start, end })
        library.copySequence(memory, from, to, start, end)
      },
      removeSequence: (memory, sequence, start, end) => {
        this.#operations?.push({ kind: 'remove', sequence, start, end })
        return library.removeSequence(memory, sequence, start, end)
      },
    }
  }

  start(): void {
    this.#operations = []
  }

  stop(): Recording {
    const operations = this.#operations ?? []
    this.#operations = undefined
    let decodes = 0
    let tokens = 0
    let outputs = 0
    for (const operation of operations) {
      if (operation.kind !== 'decode') continue
      decodes += 1
      tokens += operation.decode.tokens.length
      outputs += operation.decode.outputs.reduce((sum, wanted) => sum + wanted, 0)
    }
    return { operations, decodes, tokens, outputs }
  }

  /** Does the recorded calls again, on the same context, and returns the milliseconds spent in llama_decode. */
  replay(recording: Recording): number {
    const library = this.#library
    const context = this.#context
    if (library === undefined || context === undefined) throw new Error('expected decodes to replay, found none')
    const memory = library.memory(context)
    if (memory === null) throw new Error('expected a context with a memory')
    library.clearMemory(memory, false)
    const most = recording.operations.reduce(
      (sum, item) => (item.kind === 'decode' ? Math.max(sum, item.decode.tokens.length) : sum),
      0,
    )
    const batch = new DecodeBatch(most)
    let milliseconds = 0
    for (const operation of recording.operations) {
      if (operation.kind === 'copy')
        library.copySequence(memory, operation.from, operation.to, operation.start, operation.end)
      else if (operation.kind === 'remove')
        library.removeSequence(memory, operation.sequence, operation.start, operation.end)
      else milliseconds += replayDecode(library, context, batch, operation.decode)
    }
    return milliseconds
  }
}

function copyOf(batch: Batch): RecordedDecode {
  const count = batch.n_tokens
  // The sequence of token i stands where seq_id[i] points to.
  const sequences = Int32Array.from(
    { length: count },
    (_, index) => koffi.decode(batch.seq_id[index]!, 'int32_t') as number,
  )
  return {
    tokens: batch.token.slice(0, count),
    positions: batch.pos.slice(0, count),
    sequences,
    outputs: batch.logits.slice(0, count),
  }
}

function replayDecode(
  library: LlamaLibrary,
  context: Pointer,
  batch: DecodeBatch,
  { tokens, positions, sequences, outputs }: RecordedDecode,
): number {
  batch.clear()
  for (const [at, token] of tokens.entries()) batch.add(token, positions[at]!, sequences[at]!, outputs[at] === 1)
  const last = outputs.lastIndexOf(1)
  const started = performance.now()
  const status = library.decode(context, batch.batch)
  // Waits until the backend is done; the address is not looked at.
  if (status === 0 && last >= 0) library.logits(context, last)
  const milliseconds = performance.now() - started
  if (status !== 0) throw new Error(`llama_decode returned ${status} where it had returned 0 before`)
  return milliseconds
}
