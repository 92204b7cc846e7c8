import { createHash } from 'node:crypto'
import { recordLines } from '../../core/benchmark/record-lines.ts'

/**
 * The records of a benchmark's file as JSON texts. Throws BenchmarkError for a file that begins as a list and is none.
 */
export function recordsOf(text: string): string[] {
  return recordLines(text).map((record) => record.text)
}

/** sha256 over the records in order, each as its UTF-8 length in bytes, a colon and the text. */
export function benchmarkDigest(records: readonly string[]): string {
  const hash = createHash('sha256')
  for (const record of records) hash.update(`${String(Buffer.byteLength(record))}:`).update(record)
  return hash.digest('hex')
}

/** The id of a benchmark: the first 16 characters of its digest. */
export function benchmarkId(digest: string): string {
  return digest.slice(0, 16)
}
