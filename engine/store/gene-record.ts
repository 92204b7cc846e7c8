import { brotliCompressSync, brotliDecompressSync, constants, crc32 } from 'node:zlib'
import type { Connection } from './connection.ts'
import { decodeGeneResult, decodePopulationEntries } from '../../core/population/population-codec.ts'
import type { GeneResult, GeneSummary } from '../../core/population/population.ts'
import { PopulationRecordError } from '../../core/population/record-bytes.ts'
import type { PopulationEntries } from '../../core/population/sorted-entries.ts'

/** A gene's record as it is stored: compressed, and the CRC-32 of that. */
export interface StoredRecord {
  readonly content: Uint8Array
  readonly checksum: number
}

/** In place of the checksum of a record that could not be read when checksums were first made: no content has it. */
const noChecksum = -1

/**
 * A gene's record (see population-codec.ts), compressed. Measured on SmolLM2-135M at tolerance 0.001 (32 math genes,
 * 15.4 kB each as written by the codec): quality 5 gives 10.8 kB in 0.2 ms, quality 10 gives 9.7 kB in 8.5 ms, a
 * twentieth of the time that the gene takes to probe.
 */
export function packedRecord(record: Uint8Array): StoredRecord {
  const content = brotliCompressSync(record, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 5,
      [constants.BROTLI_PARAM_LGWIN]: 16,
      [constants.BROTLI_PARAM_SIZE_HINT]: record.length,
    },
  })
  return { content, checksum: crc32(content) }
}

/**
 * Throws a PopulationRecordError that says what was expected and what was found where the content is not what was
 * stored.
 */
export function unpackedRecord(record: StoredRecord): GeneResult {
  return decodeGeneResult(unpacked(record))
}

/** The same, of the population only and without its texts; see `decodePopulationEntries`. */
export function unpackedEntries(record: StoredRecord): PopulationEntries {
  return decodePopulationEntries(unpacked(record))
}

function unpacked({ content, checksum }: StoredRecord): Buffer {
  const actual = crc32(content)
  if (checksum === noChecksum)
    throw new PopulationRecordError(
      'expected a record that can be read, found one that could not be when checksums were made',
    )
  if (actual !== checksum)
    throw new PopulationRecordError(`expected the checksum ${String(checksum)}, found ${String(actual)}`)
  return decompressed(content)
}

/** What zlib says of content that is not what it wrote. A failed allocation says nothing about the content. */
const codesOfDamage = /^(Z_BUF_ERROR|ERR_BUFFER_TOO_LARGE|ERR__ERROR_(?!ALLOC).*)$/

// A record of 16 MiB would hold millions of alleles; more is a damaged row.
function decompressed(content: Uint8Array): Buffer {
  try {
    return brotliDecompressSync(content, {
      maxOutputLength: 2 ** 24,
      // Room for most records at once; the 16 KiB that Node takes otherwise are many times that of small ones.
      chunkSize: Math.max(1024, 4 * content.length),
    })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!codesOfDamage.test(code)) throw error
    throw new PopulationRecordError(`gene record: expected content that can be unpacked, found ${code}`)
  }
}

const summaryFields = [
  'logLikelihood',
  'tokens',
  'bytes',
  'nodes',
  'evaluatedTokens',
  'unresolved',
  'bound',
  'cap',
] as const satisfies readonly (keyof GeneSummary)[]

/**
 * Makes `first_record_checksum(content, log_likelihood, tokens, bytes, nodes, evaluated_tokens, unresolved, bound,
 * cap)` known to SQL: the checksum of a record that was stored without one. It must be readable, and say of itself what
 * its row says of it.
 */
export function defineFirstRecordChecksum(connection: Connection): void {
  connection.function('first_record_checksum', { varargs: true, deterministic: true }, (...values: unknown[]) => {
    const [content, ...summary] = values
    if (!(content instanceof Uint8Array)) return noChecksum
    try {
      const result = decodeGeneResult(decompressed(content))
      return summaryFields.every((field, index) => result[field] === summary[index]) ? crc32(content) : noChecksum
    } catch {
      return noChecksum
    }
  })
}
