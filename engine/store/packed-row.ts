import { crc32 } from 'node:zlib'
import { deserialize, serialize } from 'node:v8'
import type { Connection } from './connection.ts'
import { DatabaseError } from './database-error.ts'

/** A value as SQLite stores it; whole numbers are bigints, so that none is mistaken for a floating point number. */
export type StoredValue = bigint | number | string | Buffer | null

/** A row by the names of its columns. */
export type StoredRow = Readonly<Record<string, StoredValue>>

/** Name of the SQL function that packs a row: `packed_row(name, value, …)`. */
export const packingFunction = 'packed_row'

/** Of the checksum in front of what is packed. */
const checksumBytes = 4

/**
 * Makes `packed_row(name, value, …)` known to SQL: a row as bytes, with the checksum of them in front. V8 reads what
 * its earlier versions have written.
 */
export function definePackedRow(connection: Connection): void {
  connection.function(packingFunction, { varargs: true, deterministic: true, safeIntegers: true }, (...values) => {
    const content = serialize(values)
    const checksum = Buffer.alloc(checksumBytes)
    checksum.writeUInt32LE(crc32(content))
    return Buffer.concat([checksum, content])
  })
}

/** Throws DatabaseError where the bytes are not those that were packed. */
export function unpackedRow(packed: Buffer): StoredRow {
  const content = packed.subarray(checksumBytes)
  if (packed.length < checksumBytes || packed.readUInt32LE() !== crc32(content))
    throw new DatabaseError('A removed row is not what was kept of it, by its checksum: it cannot be restored.')
  const values = deserialize(content) as readonly StoredValue[]
  return Object.fromEntries(
    Array.from({ length: values.length / 2 }, (_, index) => {
      const value = values[2 * index + 1]!
      return [String(values[2 * index]), value instanceof Uint8Array ? Buffer.from(value) : value]
    }),
  )
}
