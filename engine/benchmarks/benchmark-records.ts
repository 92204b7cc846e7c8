import { createHash } from 'node:crypto'

/** The records of a JSON lines text: its lines without white space around them; empty lines are left out. */
export function recordsOf(text: string): string[] {
  return text
    .replace(/^\ufeff/, '')
    .split('\n')
    .map((line) => line.replace(/^[ \t\r]+|[ \t\r]+$/g, ''))
    .filter((line) => line !== '')
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
