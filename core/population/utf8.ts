/** What a malformed byte sequence decodes to. */
export const replacement = '\uFFFD'

/** Number of bytes of the sequence that `lead` begins. */
function sequenceLength(lead: number): number {
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
}

/** Bytes held in `pending`. */
function pendingLength(pending: number): number {
  return pending === 0 ? 0 : pending < 0x100 ? 1 : pending < 0x10000 ? 2 : 3
}

/** True where `byte` may follow the sequence begun in `pending` (Unicode 16, table 3-7). */
function continues(pending: number, byte: number): boolean {
  if (byte < 0x80 || byte > 0xbf) return false
  switch (pending) {
    case 0xe0:
      return byte >= 0xa0
    case 0xed:
      return byte <= 0x9f
    case 0xf0:
      return byte >= 0x90
    case 0xf4:
      return byte <= 0x8f
    default:
      return true
  }
}

/** The code point of a complete sequence, its bytes big-endian in one number. */
function codePointOf(sequence: number, length: number): number {
  const last = sequence % 64
  const beforeLast = Math.floor(sequence / 0x100) % 64
  if (length === 2) return (Math.floor(sequence / 0x100) % 32) * 64 + last
  if (length === 3) return (Math.floor(sequence / 0x10000) % 16) * 4096 + beforeLast * 64 + last
  return (
    (Math.floor(sequence / 0x1000000) % 8) * 262144 +
    (Math.floor(sequence / 0x10000) % 64) * 4096 +
    beforeLast * 64 +
    last
  )
}

/**
 * One step of a streaming UTF-8 decoder that agrees with the WHATWG Encoding Standard (U+FFFD per maximal subpart).
 * `pending` holds the bytes of an unfinished sequence, first byte highest, 0 for none. Calls `emit` once per character
 * that `byte` completes (two at most: a U+FFFD for what was pending, and the byte itself). Returns the new `pending`.
 */
export function decodeByte(pending: number, byte: number, emit: (character: string) => void): number {
  if (pending !== 0) {
    if (continues(pending, byte)) {
      const length = pendingLength(pending) + 1
      const sequence = pending * 0x100 + byte
      const lead = Math.floor(sequence / 0x100 ** (length - 1))
      if (sequenceLength(lead) > length) return sequence
      emit(String.fromCodePoint(codePointOf(sequence, length)))
      return 0
    }
    emit(replacement)
  }
  if (byte < 0x80) {
    emit(String.fromCharCode(byte))
    return 0
  }
  if (byte >= 0xc2 && byte <= 0xf4) return byte
  emit(replacement)
  return 0
}

/**
 * The whole of `bytes` as text; malformed sequences, an unfinished one at the end among them, become U+FFFD. A BOM is
 * kept.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = ''
  let pending = 0
  const emit = (character: string): void => {
    text += character
  }
  for (const byte of bytes) pending = decodeByte(pending, byte, emit)
  return pending === 0 ? text : text + replacement
}

/** Writes the UTF-8 bytes of a code point that is no surrogate to `bytes` from `at` on; returns where they end. */
export function writeUtf8(point: number, bytes: Uint8Array, at: number): number {
  if (point < 0x80) {
    bytes[at] = point
    return at + 1
  }
  if (point < 0x800) {
    bytes[at] = 0xc0 | (point >> 6)
    bytes[at + 1] = 0x80 | (point & 63)
    return at + 2
  }
  if (point < 0x10000) {
    bytes[at] = 0xe0 | (point >> 12)
    bytes[at + 1] = 0x80 | ((point >> 6) & 63)
    bytes[at + 2] = 0x80 | (point & 63)
    return at + 3
  }
  bytes[at] = 0xf0 | (point >> 18)
  bytes[at + 1] = 0x80 | ((point >> 12) & 63)
  bytes[at + 2] = 0x80 | ((point >> 6) & 63)
  bytes[at + 3] = 0x80 | (point & 63)
  return at + 4
}

/** Room for one character. */
const codeUnits = new Uint8Array(4)

/** The UTF-8 bytes of `text`. Throws a RangeError at a lone surrogate, which UTF-8 cannot carry. */
export function encodeUtf8(text: string): number[] {
  const bytes: number[] = []
  for (const character of text) {
    const point = character.codePointAt(0)!
    if (point >= 0xd800 && point <= 0xdfff) {
      throw new RangeError(`expected well-formed text, found the lone surrogate U+${point.toString(16).toUpperCase()}`)
    }
    const length = writeUtf8(point, codeUnits, 0)
    for (let index = 0; index < length; index += 1) bytes.push(codeUnits[index]!)
  }
  return bytes
}
