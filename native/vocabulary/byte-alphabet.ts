/**
 * The alphabet of byte-level BPE (GPT-2's encoder.py): every byte has a printable character, so that token texts are
 * valid Unicode. Bytes that print in Latin-1 stand for themselves, the other 68 for U+0100 onward, in order.
 */
function printable(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff)
}

function invertAlphabet(): ReadonlyMap<number, number> {
  const bytes = new Map<number, number>()
  let substitutes = 0
  for (let byte = 0; byte < 256; byte++) bytes.set(printable(byte) ? byte : 0x100 + substitutes++, byte)
  return bytes
}

/** The byte a code point of a byte-level BPE token stands for; code points outside the alphabet are absent. */
export const byteOfCodePoint: ReadonlyMap<number, number> = invertAlphabet()
