import { compareAlleles, compareResidue } from './order.ts'
import type { Allele, ExpansionCap, GeneFacts, GeneResult, GeneSummary, NextToken, Residue } from './population.ts'
import type { SortedEntries } from './sorted-entries.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

/** Bytes that are not a gene's record, or not one that this version can read. */
export class PopulationRecordError extends Error {
  override readonly name = 'PopulationRecordError'
}

const version = 1
const caps: readonly ExpansionCap[] = ['none', 'depth', 'nodes']
/** In place of an exponent: probabilities are stored as doubles. */
const asDoubles = 255
const largestExponent = 62

/** A growing byte array. */
class ByteWriter {
  #bytes = new Uint8Array(4096)
  #length = 0
  readonly #cell = new DataView(new ArrayBuffer(8))

  get bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) {
      const longer = new Uint8Array(2 * this.#length)
      longer.set(this.#bytes)
      this.#bytes = longer
    }
    this.#bytes[this.#length] = value
    this.#length += 1
  }

  /** Seven bits a byte, lowest first, high bit set where more follow; `value` a whole number below 2^53. */
  whole(value: number): void {
    let left = value
    while (left >= 128) {
      this.byte((left % 128) + 128)
      left = Math.floor(left / 128)
    }
    this.byte(left)
  }

  /** Little-endian IEEE 754 double. */
  double(value: number): void {
    this.#cell.setFloat64(0, value, true)
    for (let index = 0; index < 8; index += 1) this.byte(this.#cell.getUint8(index))
  }
}

/** Reads within bounds; every failure is a PopulationRecordError that names the place. */
class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  fail(expected: string, found: string): never {
    throw new PopulationRecordError(`gene record, byte ${this.#at}: expected ${expected}, found ${found}`)
  }

  #need(count: number, what: string): void {
    if (this.left < count) this.fail(`${count} bytes of ${what}`, `${this.left}`)
  }

  byte(what: string): number {
    this.#need(1, what)
    const value = this.#bytes[this.#at]!
    this.#at += 1
    return value
  }

  whole(what: string): number {
    let value = 0
    for (let unit = 1; ; unit *= 128) {
      const part = this.byte(what)
      value += (part % 128) * unit
      if (value > Number.MAX_SAFE_INTEGER) this.fail(`${what} below 2^53`, 'a larger number')
      if (part < 128) return value
    }
  }

  /** A count of things that take at least `size` bytes each, so that a false count cannot ask for memory. */
  count(what: string, size: number): number {
    const value = this.whole(`the number of ${what}`)
    if (value * size > this.left) this.fail(`at most ${Math.floor(this.left / size)} ${what} in the bytes left`, `${value}`)
    return value
  }

  double(what: string): number {
    this.#need(8, what)
    const value = this.#view.getFloat64(this.#at, true)
    this.#at += 8
    if (!Number.isFinite(value)) this.fail(`a finite ${what}`, `${value}`)
    return value
  }

  take(count: number, what: string): Uint8Array {
    this.#need(count, what)
    const part = this.#bytes.subarray(this.#at, this.#at + count)
    this.#at += count
    return part
  }
}

/** A text and its mark (end alleles; always false for residue), as bytes. */
interface Entry {
  readonly bytes: readonly number[]
  readonly end: boolean
  readonly p: number
}

/** UTF-8 order of the text, a full allele before an end allele. */
function compareEntries(left: Pick<Entry, 'bytes' | 'end'>, right: Pick<Entry, 'bytes' | 'end'>): number {
  const shorter = Math.min(left.bytes.length, right.bytes.length)
  for (let index = 0; index < shorter; index += 1) {
    const difference = left.bytes[index]! - right.bytes[index]!
    if (difference !== 0) return difference
  }
  return left.bytes.length - right.bytes.length || Number(left.end) - Number(right.end)
}

/** Smallest k at which every probability is a whole multiple of 2^-k, or `asDoubles` where there is none up to 62. */
function commonExponent(lists: readonly Float64Array[]): number {
  let exponent = 0
  let scale = 1
  let largest = 0
  for (const list of lists) {
    for (let index = 0; index < list.length; index += 1) {
      const p = list[index]!
      while (!Number.isInteger(p * scale)) {
        exponent += 1
        scale *= 2
        if (exponent > largestExponent) return asDoubles
      }
      if (p > largest) largest = p
    }
  }
  // A multiple above 2^53 would not survive as a whole number.
  return largest * scale <= Number.MAX_SAFE_INTEGER ? exponent : asDoubles
}

/**
 * Texts front-coded: one byte with the end mark (1 bit), the number of leading bytes shared with the text before (3 bits, 7: a
 * number follows) and the number of other bytes (4 bits, 15: a number follows), then the other bytes. Probabilities come after all
 * texts, because like beside like compresses better.
 */
function writeEntries(writer: ByteWriter, { count, bytes, ends, marks, p }: SortedEntries, exponent: number): void {
  writer.whole(count)
  let before = 0
  let start = 0
  for (let index = 0; index < count; index += 1) {
    const end = ends[index]!
    let shared = 0
    while (start + shared < end && before + shared < start && bytes[start + shared] === bytes[before + shared]) shared += 1
    const rest = end - start - shared
    writer.byte(marks[index]! * 128 + Math.min(shared, 7) * 16 + Math.min(rest, 15))
    if (shared >= 7) writer.whole(shared)
    if (rest >= 15) writer.whole(rest)
    for (let at = start + shared; at < end; at += 1) writer.byte(bytes[at]!)
    before = start
    start = end
  }
  const scale = 2 ** exponent
  for (let index = 0; index < count; index += 1) {
    if (exponent === asDoubles) writer.double(p[index]!)
    else writer.whole(p[index]! * scale)
  }
}

function readEntries(reader: ByteReader, what: string, exponent: number): { text: string; end: boolean; p: number }[] {
  const count = reader.count(what, exponent === asDoubles ? 9 : 2)
  const entries: { text: string; end: boolean; p: number }[] = []
  let before: { bytes: readonly number[]; end: boolean } | undefined
  for (let index = 0; index < count; index += 1) {
    const head = reader.byte(`the head of one of the ${what}`)
    const end = head >= 128
    let shared = Math.floor(head / 16) % 8
    let rest = head % 16
    if (shared === 7) shared = reader.whole('a shared length')
    if (rest === 15) rest = reader.whole('a length')
    const known = before?.bytes ?? []
    if (shared > known.length) reader.fail(`at most ${known.length} shared bytes`, `${shared}`)
    const entry = { bytes: [...known.slice(0, shared), ...reader.take(rest, `one of the ${what}`)], end }
    if (before !== undefined && compareEntries(before, entry) >= 0) reader.fail(`${what} in rising order`, 'one that does not follow')
    const text = decodeUtf8(Uint8Array.from(entry.bytes))
    if (encodeUtf8(text).length !== entry.bytes.length) reader.fail('UTF-8', 'other bytes')
    entries.push({ text, end, p: 0 })
    before = entry
  }
  for (const entry of entries) {
    entry.p = exponent === asDoubles ? reader.double('probability') : reader.whole('a probability') / 2 ** exponent
    if (!(entry.p >= 0 && entry.p <= 1)) reader.fail('a probability from 0 to 1', `${entry.p}`)
  }
  return entries
}

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
 * A gene's result as a record (compresses well). Lossless: probabilities that are whole multiples of a power of two, as those of
 * fold.ts are, take two to four bytes each; any others are kept as doubles. Throws a RangeError for duplicate alleles or prefixes,
 * probabilities outside 0..1 and text that is not well formed.
 */
export function encodeGeneResult(result: GeneResult): Uint8Array {
  return encodeGeneRecord(
    result,
    entriesOf(result.alleles, 'alleles'),
    entriesOf(result.residue.map(({ prefix, p }) => ({ text: prefix, end: false, p })), 'prefixes'),
  )
}

function entriesOf(items: readonly Allele[], what: string): SortedEntries {
  const entries = items.map(({ text, end, p }) => ({ bytes: encodeUtf8(text), end, p })).sort(compareEntries)
  entries.forEach(({ p }, index) => {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`expected probabilities from 0 to 1, found ${p} among the ${what}`)
    if (index > 0 && compareEntries(entries[index - 1]!, entries[index]!) === 0) {
      throw new RangeError(`expected each of the ${what} once, found one twice`)
    }
  })
  let length = 0
  return {
    count: entries.length,
    bytes: Uint8Array.from(entries.flatMap(({ bytes }) => bytes)),
    ends: Int32Array.from(entries, ({ bytes }) => (length += bytes.length)),
    marks: Uint8Array.from(entries, ({ end }) => Number(end)),
    p: Float64Array.from(entries, ({ p }) => p),
  }
}

/** The beginning of a record: whatever is not a list. */
function readSummary(reader: ByteReader): GeneSummary & { readonly exponent: number } {
  const found = reader.byte('the version')
  if (found !== version) reader.fail(`record version ${version}`, `version ${found}`)
  const capIndex = reader.byte('the cap')
  const cap = caps[capIndex] ?? reader.fail(`a cap below ${caps.length}`, `${capIndex}`)
  const exponent = reader.byte('the exponent')
  if (exponent > largestExponent && exponent !== asDoubles) reader.fail(`an exponent up to ${largestExponent} or ${asDoubles}`, `${exponent}`)
  const tokens = reader.whole('the token count')
  const bytes = reader.whole('the byte count')
  const nodes = reader.whole('the node count')
  const evaluatedTokens = reader.whole('the count of evaluated tokens')
  const unresolved = reader.double('unresolved mass')
  const bound = reader.double('bound')
  const logLikelihood = reader.double('log-likelihood')
  return { cap, exponent, tokens, bytes, nodes, evaluatedTokens, unresolved, bound, logLikelihood }
}

/** What a record tells without its lists. Throws a PopulationRecordError where the bytes do not begin like a record. */
export function summaryOf(record: Uint8Array): GeneSummary {
  const { cap, tokens, bytes, nodes, evaluatedTokens, unresolved, bound, logLikelihood } = readSummary(new ByteReader(record))
  return { cap, tokens, bytes, nodes, evaluatedTokens, unresolved, bound, logLikelihood }
}

/**
 * The gene's result that is in a record, alleles and residue most probable first (see order.ts).
 * Throws a PopulationRecordError that says what was expected and what was found where the bytes are not such a record.
 */
export function decodeGeneResult(record: Uint8Array): GeneResult {
  const reader = new ByteReader(record)
  const { exponent, ...summary } = readSummary(reader)
  const nextTokens: NextToken[] = []
  for (let left = reader.count('next tokens', 10); left > 0; left -= 1) {
    const token = reader.whole('a token')
    const length = reader.whole('a text length')
    const text = decodeUtf8(reader.take(length, 'a token text'))
    nextTokens.push({ token, text, logProbability: reader.double('log-probability') })
  }
  const alleles: Allele[] = readEntries(reader, 'alleles', exponent)
  const residue: Residue[] = readEntries(reader, 'prefixes', exponent).map(({ text, end, p }) => {
    if (end) reader.fail('a prefix without an end mark', 'one with it')
    return { prefix: text, p }
  })
  if (reader.left > 0) reader.fail('the end of the record', `${reader.left} more bytes`)
  alleles.sort(compareAlleles)
  residue.sort(compareResidue)
  return { alleles, residue, ...summary, nextTokens }
}
