import { crc32 } from 'node:zlib'
import type { Connection } from './connection.ts'

/** Name of the SQL function that gives the checksum of a row's values. */
export const checksumFunction = 'row_checksum'

/** CRC-32 of a row's values in their order: it finds every change of up to 32 bits in a row, and all but one in 2^32 of longer ones. */
export function rowChecksum(...values: unknown[]): number {
  return crc32(JSON.stringify(values, (_, value: unknown) => (value instanceof Uint8Array ? [value.length, crc32(value)] : value)))
}

/** Makes `row_checksum(value, …)` known to SQL. */
export function defineRowChecksum(connection: Connection): void {
  connection.function(checksumFunction, { varargs: true, deterministic: true }, rowChecksum)
}
