import { plural } from '../../core/format/quantity.ts'

/** Sizes of llama_model_kv_override: a tag, a key of 128 bytes, and a value that begins at a multiple of 8. */
const keyBytes = 128
const valueAt = 136
const entryBytes = valueAt + 128
const integerTag = 0

/**
 * Whole numbers that llama.cpp takes in place of what a header says, as its C list: one entry each, and an empty one at
 * the end.
 */
export function headerOverrides(values: Readonly<Record<string, number>>): Uint8Array {
  const entries = Object.entries(values)
  const list = Buffer.alloc((entries.length + 1) * entryBytes)
  for (const [index, [key, value]] of entries.entries()) {
    if (Buffer.byteLength(key) >= keyBytes)
      throw new RangeError(`expected a key of less than ${plural(keyBytes, 'byte')}, found ${key}`)
    const at = index * entryBytes
    list.writeInt32LE(integerTag, at)
    list.write(key, at + 4)
    list.writeBigInt64LE(BigInt(value), at + valueAt)
  }
  return list
}
