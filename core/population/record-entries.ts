import type { ByteReader, ByteWriter } from './record-bytes.ts'
import type { SortedEntries } from './sorted-entries.ts'
import { encodeUtf8 } from './utf8.ts'

/** In place of an exponent: probabilities are stored as doubles. */
export const asDoubles = 255
export const largestExponent = 62

/** Smallest k at which every probability is a whole multiple of 2^-k, or `asDoubles` where there is none up to 62. */
export function commonExponent(lists: readonly Float64Array[]): number {
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
 * Texts front-coded: one byte with the end mark (1 bit), the number of leading bytes shared with the text before (3
 * bits, 7: a number follows) and the number of other bytes (4 bits, 15: a number follows), then the other bytes.
 * Probabilities come after all texts, because like beside like compresses better.
 */
export function writeEntries(
  writer: ByteWriter,
  { count, bytes, ends, marks, p }: SortedEntries,
  exponent: number,
): void {
  writer.whole(count)
  let before = 0
  let start = 0
  for (let index = 0; index < count; index += 1) {
    const end = ends[index]!
    let shared = 0
    while (start + shared < end && before + shared < start && bytes[start + shared] === bytes[before + shared])
      shared += 1
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

/** Reads what `writeEntries` wrote. That the texts are UTF-8 is not looked at. */
export function readEntries(reader: ByteReader, what: string, exponent: number): SortedEntries {
  const count = reader.count(what, exponent === asDoubles ? 9 : 2)
  const [headName, textName] = [`the head of one of the ${what}`, `one of the ${what}`]
  const ends = new Int32Array(count)
  const marks = new Uint8Array(count)
  const p = new Float64Array(count)
  let bytes = new Uint8Array(8 * count)
  let before = 0
  let start = 0
  for (let index = 0; index < count; index += 1) {
    const head = reader.byte(headName)
    const mark = head >> 7
    let shared = (head >> 4) & 7
    let rest = head & 15
    if (shared === 7) shared = reader.whole('a shared length')
    if (rest === 15) rest = reader.whole('a length')
    if (shared > start - before) reader.fail(`at most ${start - before} shared bytes`, `${shared}`)
    reader.need(rest, textName)
    const end = start + shared + rest
    if (end > bytes.length) {
      const longer = new Uint8Array(2 * end)
      longer.set(bytes)
      bytes = longer
    }
    for (let at = 0; at < shared; at += 1) bytes[start + at] = bytes[before + at]!
    reader.copy(rest, bytes, start + shared, textName)
    // All shared bytes are told, so that the next one decides the order; the same text goes on with an end allele only.
    const isNew =
      before + shared < start
        ? rest > 0 && bytes[start + shared]! > bytes[before + shared]!
        : rest > 0 || index === 0 || mark > marks[index - 1]!
    if (!isNew) reader.fail(`${what} in rising order`, 'one that does not follow')
    ends[index] = end
    marks[index] = mark
    before = start
    start = end
  }
  const quantum = 2 ** -exponent
  for (let index = 0; index < count; index += 1) {
    const value = exponent === asDoubles ? reader.double('probability') : reader.whole('a probability') * quantum
    if (!(value >= 0 && value <= 1)) reader.fail('a probability from 0 to 1', `${value}`)
    p[index] = value
  }
  return { count, bytes: bytes.subarray(0, start), ends, marks, p }
}

/**
 * Texts in any order as entries. Throws a RangeError for one that occurs twice, a probability outside 0..1 and text
 * that is not well formed.
 */
export function sortedEntriesOf(
  items: readonly { readonly text: string; readonly end: boolean; readonly p: number }[],
  what: string,
): SortedEntries {
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

/** A text and its mark (end alleles; always false for residue), as bytes. */
interface Entry {
  readonly bytes: readonly number[]
  readonly end: boolean
}

/** UTF-8 order of the text, a full allele before an end allele. */
function compareEntries(left: Entry, right: Entry): number {
  const shorter = Math.min(left.bytes.length, right.bytes.length)
  for (let index = 0; index < shorter; index += 1) {
    const difference = left.bytes[index]! - right.bytes[index]!
    if (difference !== 0) return difference
  }
  return left.bytes.length - right.bytes.length || Number(left.end) - Number(right.end)
}
