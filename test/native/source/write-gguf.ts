/**
 * Writes small GGUF files (version 3, little-endian) with random float32 weights, for kinds of models that none is
 * shipped of.
 */
import { byteOfCodePoint } from '../../../native/vocabulary/byte-alphabet.ts'

export type MetadataValue =
  | { readonly type: 'u32' | 'f32'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'i32s'; readonly value: readonly number[] }

export interface TensorData {
  readonly name: string
  /** Lengths, fastest index first. */
  readonly shape: readonly number[]
  readonly weights: Float32Array
}

const typeNumbers = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 } as const
const alignment = 32

class Writer {
  readonly #parts: Buffer[] = []
  length = 0
  raw(part: Buffer): void {
    this.#parts.push(part)
    this.length += part.length
  }
  u32(value: number): void {
    const part = Buffer.alloc(4)
    part.writeUInt32LE(value)
    this.raw(part)
  }
  i32(value: number): void {
    const part = Buffer.alloc(4)
    part.writeInt32LE(value)
    this.raw(part)
  }
  u64(value: number): void {
    const part = Buffer.alloc(8)
    part.writeBigUInt64LE(BigInt(value))
    this.raw(part)
  }
  f32(value: number): void {
    const part = Buffer.alloc(4)
    part.writeFloatLE(value)
    this.raw(part)
  }
  string(value: string): void {
    const text = Buffer.from(value)
    this.u64(text.length)
    this.raw(text)
  }
  value({ type, value }: MetadataValue): void {
    if (type === 'strings' || type === 'i32s') {
      this.u32(typeNumbers.array)
      this.u32(type === 'strings' ? typeNumbers.string : typeNumbers.i32)
      this.u64(value.length)
      for (const item of value) {
        if (typeof item === 'string') this.string(item)
        else this.i32(item)
      }
      return
    }
    this.u32(typeNumbers[type])
    if (type === 'string') this.string(value)
    else if (type === 'bool') this.raw(Buffer.from([Number(value)]))
    else if (type === 'u32') this.u32(value)
    else this.f32(value)
  }
  pad(): void {
    this.raw(Buffer.alloc((alignment - (this.length % alignment)) % alignment))
  }
  bytes(): Buffer {
    return Buffer.concat(this.#parts)
  }
}

export function writeGguf(metadata: Readonly<Record<string, MetadataValue>>, tensors: readonly TensorData[]): Buffer {
  const writer = new Writer()
  writer.raw(Buffer.from('GGUF'))
  writer.u32(3)
  writer.u64(tensors.length)
  writer.u64(Object.keys(metadata).length)
  for (const [key, value] of Object.entries(metadata)) {
    writer.string(key)
    writer.value(value)
  }
  let offset = 0
  for (const { name, shape, weights } of tensors) {
    writer.string(name)
    writer.u32(shape.length)
    for (const length of shape) writer.u64(length)
    writer.u32(0)
    writer.u64(offset)
    offset += Math.ceil((4 * weights.length) / alignment) * alignment
  }
  writer.pad()
  for (const { weights } of tensors) {
    writer.raw(Buffer.from(weights.buffer, weights.byteOffset, weights.byteLength))
    writer.pad()
  }
  return writer.bytes()
}

/** A byte-level vocabulary without merges: one token per byte, then an end-of-text token. */
export function byteVocabulary(): Record<string, MetadataValue> {
  const letters = [...byteOfCodePoint]
    .sort(([, left], [, right]) => left - right)
    .map(([letter]) => String.fromCodePoint(letter))
  return {
    'tokenizer.ggml.model': { type: 'string', value: 'gpt2' },
    'tokenizer.ggml.pre': { type: 'string', value: 'gpt-2' },
    'tokenizer.ggml.tokens': { type: 'strings', value: [...letters, '<|endoftext|>'] },
    'tokenizer.ggml.token_type': { type: 'i32s', value: [...letters.map(() => 1), 3] },
    'tokenizer.ggml.merges': { type: 'strings', value: ['t h'] },
    'tokenizer.ggml.eos_token_id': { type: 'u32', value: 256 },
  }
}

/** Numbers between -1 and 1 from a seeded generator (xorshift32). */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return ((state >>> 0) / 2 ** 32) * 2 - 1
  }
}
