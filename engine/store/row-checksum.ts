import { crc32 } from 'node:zlib'
import type { Connection } from './connection.ts'

/** Name of the SQL function that gives the checksum of a row's values. */
export const checksumFunction = 'row_checksum'

/**
 * CRC-32 of a row's values, in their order, as a JSON list. A damaged row keeps its checksum with a chance of about one
 * in 2^32; no kind of damage is certain to be found, since one changed bit of a stored number can change all digits
 * that are summed. No covered column is a BLOB.
 */
export function rowChecksum(...values: unknown[]): number {
  return crc32(JSON.stringify(values))
}

/** Makes `row_checksum(value, …)` known to SQL. */
export function defineRowChecksum(connection: Connection): void {
  connection.function(checksumFunction, { varargs: true, deterministic: true }, rowChecksum)
}
