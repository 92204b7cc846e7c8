import { byteOfCodePoint } from './byte-alphabet.ts'
import type { TokenizerScheme } from './tokenizer-scheme.ts'

/** What a token is, as llama.cpp sees it after loading (its own corrections of the file's token types included). */
export type TokenType = 'normal' | 'unknown' | 'control' | 'user-defined' | 'unused' | 'byte'

const encoder = new TextEncoder()
const byteToken = /^<0x([0-9A-Fa-f]{2})>$/

function byteLevel(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const byte = byteOfCodePoint.get(character.codePointAt(0)!)
    // A character outside the alphabet is a file's mistake (a literal token declared normal): take it literally.
    if (byte === undefined) bytes.push(...encoder.encode(character))
    else bytes.push(byte)
  }
  return Uint8Array.from(bytes)
}

function unescaped(text: string): Uint8Array {
  const escaped = encoder.encode(text)
  const bytes: number[] = []
  for (let at = 0; at < escaped.length; at++) {
    const byte = escaped[at]!
    if (byte !== 0x5c || at + 1 === escaped.length) {
      bytes.push(byte)
      continue
    }
    const next = String.fromCharCode(escaped[++at]!)
    if (next === 't') bytes.push(0x09)
    else if (next === 'n') bytes.push(0x0a)
    else if (next === 'r') bytes.push(0x0d)
    else if (next === 'x') {
      const hex = String.fromCharCode(...escaped.subarray(at + 1, at + 3))
      if (!/^[0-9A-Fa-f]{2}$/.test(hex))
        throw new Error(`expected two hexadecimal digits after \\x, found ${JSON.stringify(hex)} in a token`)
      bytes.push(Number.parseInt(hex, 16))
      at += 2
    } else bytes.push(escaped[at]!)
  }
  return Uint8Array.from(bytes)
}

/**
 * The bytes a token appends to a text, by the rules of llama.cpp's `llama_token_to_piece` with special tokens off:
 * control, unknown and unused tokens have none, user-defined tokens are their own text.
 */
export function tokenBytes(scheme: TokenizerScheme, text: string, type: TokenType): Uint8Array {
  if (type === 'control' || type === 'unknown' || type === 'unused') return new Uint8Array(0)
  if (scheme === 'escaped') return unescaped(text)
  if (type === 'user-defined') return encoder.encode(text)
  if (type === 'byte') {
    const digits = byteToken.exec(text)?.[1]
    if (digits === undefined) throw new Error(`expected a byte token like <0x0A>, found ${JSON.stringify(text)}`)
    return Uint8Array.of(Number.parseInt(digits, 16))
  }
  if (scheme === 'byte-level') return byteLevel(text)
  return encoder.encode(scheme === 'marked' ? text.replaceAll('\u2581', ' ') : text)
}
