import { compareAlleles, compareResidue } from './order.ts'
import type {
  Allele,
  ExpansionCap,
  GeneFacts,
  GeneRecord,
  GeneResult,
  GeneSummary,
  NextToken,
  Residue,
} from './population.ts'
import { ByteReader, ByteWriter } from './record-bytes.ts'
import {
  asDoubles,
  commonExponent,
  largestExponent,
  readEntries,
  sortedEntriesOf,
  writeEntries,
} from './record-entries.ts'
import type { PopulationEntries, SortedEntries } from './sorted-entries.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

const version = 1
const caps: readonly ExpansionCap[] = ['none', 'depth', 'nodes']

/** A record, which holds the facts about a gene and its population. Throws a RangeError for numbers that cannot be. */
export function encodeGeneRecord(facts: GeneFacts, alleles: SortedEntries, residue: SortedEntries): Uint8Array {
  const exponent = commonExponent([alleles.p.subarray(0, alleles.count), residue.p.subarray(0, residue.count)])
  const writer = new ByteWriter()
  writer.byte(version)
  writer.byte(caps.indexOf(facts.cap))
  writer.byte(exponent)
  for (const count of [facts.tokens, facts.bytes, facts.nodes, facts.evaluatedTokens]) {
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`expected a whole count, found ${count}`)
    writer.whole(count)
  }
  for (const value of [facts.unresolved, facts.bound, facts.logLikelihood]) {
    if (!Number.isFinite(value)) throw new RangeError(`expected finite numbers, found ${value}`)
    writer.double(value)
  }
  writer.whole(facts.nextTokens.length)
  for (const { token, text, logProbability } of facts.nextTokens) {
    const bytes = encodeUtf8(text)
    writer.whole(token)
    writer.whole(bytes.length)
    for (const byte of bytes) writer.byte(byte)
    writer.double(logProbability)
  }
  writeEntries(writer, alleles, exponent)
  writeEntries(writer, residue, exponent)
  return writer.bytes
}

/**
 * A gene's result as a record (compresses well). Lossless: probabilities that are whole multiples of a power of two, as
 * those of fold.ts are, take two to four bytes each; any others are kept as doubles. Throws a RangeError for duplicate
 * alleles or prefixes, probabilities outside 0..1 and text that is not well formed.
 */
export function encodeGeneResult(result: GeneResult): Uint8Array {
  return encodeGeneRecord(
    result,
    sortedEntriesOf(result.alleles, 'alleles'),
    sortedEntriesOf(
      result.residue.map(({ prefix, p }) => ({ text: prefix, end: false, p })),
      'prefixes',
    ),
  )
}

/** The beginning of a record: whatever is not a list. */
function readSummary(reader: ByteReader): { readonly summary: GeneSummary; readonly exponent: number } {
  const recordVersion = reader.byte('the version')
  if (recordVersion !== version) reader.fail(`record version ${version}`, `version ${recordVersion}`)
  const capIndex = reader.byte('the cap')
  const cap = caps[capIndex] ?? reader.fail(`a cap below ${caps.length}`, `${capIndex}`)
  const exponent = reader.byte('the exponent')
  if (exponent > largestExponent && exponent !== asDoubles)
    reader.fail(`an exponent up to ${largestExponent} or ${asDoubles}`, `${exponent}`)
  const tokens = reader.whole('the token count')
  const bytes = reader.whole('the byte count')
  const nodes = reader.whole('the node count')
  const evaluatedTokens = reader.whole('the count of evaluated tokens')
  const unresolved = reader.double('unresolved mass')
  const bound = reader.double('bound')
  const logLikelihood = reader.double('log-likelihood')
  return { exponent, summary: { cap, tokens, bytes, nodes, evaluatedTokens, unresolved, bound, logLikelihood } }
}

/**
 * A record with what it tells without its lists, which are not read. Throws a PopulationRecordError where the bytes do
 * not begin like a record.
 */
export function geneRecordOf(bytes: Uint8Array): GeneRecord {
  return { bytes, summary: readSummary(new ByteReader(bytes)).summary }
}

/**
 * The gene's result that is in a record, alleles and residue most probable first (see order.ts).
 * Throws a PopulationRecordError that says what was expected and what was found where the bytes are not such a record.
 */
export function decodeGeneResult(record: Uint8Array): GeneResult {
  const reader = new ByteReader(record)
  const { exponent, summary } = readSummary(reader)
  const nextTokens: NextToken[] = []
  for (let left = reader.count('next tokens', 10); left > 0; left -= 1) {
    const token = reader.whole('a token')
    const length = reader.whole('a text length')
    const text = decodeUtf8(reader.take(length, 'a token text'))
    nextTokens.push({ token, text, logProbability: reader.double('log-probability') })
  }
  const alleles: Allele[] = texts(readEntries(reader, 'alleles', exponent), reader)
  const residue: Residue[] = texts(readEntries(reader, 'prefixes', exponent), reader).map(({ text, end, p }) => {
    if (end) reader.fail('a prefix without an end mark', 'one with it')
    return { prefix: text, p }
  })
  if (reader.left > 0) reader.fail('the end of the record', `${reader.left} more bytes`)
  alleles.sort(compareAlleles)
  residue.sort(compareResidue)
  return { alleles, residue, ...summary, nextTokens }
}

function texts({ count, bytes, ends, marks, p }: SortedEntries, reader: ByteReader): Allele[] {
  let start = 0
  return Array.from({ length: count }, (_, index) => {
    const end = ends[index]!
    const text = decodeUtf8(bytes.subarray(start, end))
    if (encodeUtf8(text).length !== end - start) reader.fail('UTF-8', 'other bytes')
    start = end
    return { text, end: marks[index] === 1, p: p[index]! }
  })
}

/**
 * The populations of a record as they are in it, without the texts being made: for sums over many records. Throws as
 * `decodeGeneResult` does.
 */
export function decodePopulationEntries(record: Uint8Array): PopulationEntries {
  const reader = new ByteReader(record)
  const { exponent } = readSummary(reader)
  for (let left = reader.count('next tokens', 10); left > 0; left -= 1) {
    reader.whole('a token')
    reader.take(reader.whole('a text length'), 'a token text')
    reader.double('log-probability')
  }
  const alleles = readEntries(reader, 'alleles', exponent)
  const residue = readEntries(reader, 'prefixes', exponent)
  if (reader.left > 0) reader.fail('the end of the record', `${reader.left} more bytes`)
  return { alleles, residue }
}
