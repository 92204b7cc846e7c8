import { describe, expect, test } from 'vitest'
import { tokenBytes, type TokenType } from '../../../native/vocabulary/token-bytes.ts'
import {
  tokenizerScheme,
  type TokenizerScheme,
  UnsupportedTokenizerError,
} from '../../../native/vocabulary/tokenizer-scheme.ts'

const bytes = (scheme: TokenizerScheme, text: string, type: TokenType = 'normal'): number[] => [
  ...tokenBytes(scheme, text, type),
]
const utf8 = (text: string): number[] => [...new TextEncoder().encode(text)]

describe('bytes of tokens', () => {
  test('marked: U+2581 is a space', () => {
    expect(bytes('marked', '▁the▁▁x')).toEqual(utf8(' the  x'))
    expect(bytes('marked', '中')).toEqual([0xe4, 0xb8, 0xad])
  })

  test('marked and literal: byte tokens', () => {
    expect(bytes('marked', '<0x0A>', 'byte')).toEqual([0x0a])
    expect(bytes('literal', '<0xfF>', 'byte')).toEqual([0xff])
    // The same text as a normal token is six characters.
    expect(bytes('marked', '<0x0A>')).toEqual(utf8('<0x0A>'))
    expect(() => bytes('marked', '0x0A', 'byte')).toThrow('expected a byte token like <0x0A>, found "0x0A"')
  })

  test('byte-level: the byte alphabet, partial UTF-8 included', () => {
    expect(bytes('byte-level', 'Ġthe')).toEqual(utf8(' the'))
    expect(bytes('byte-level', 'ä¸')).toEqual([0xe4, 0xb8])
    // A space is not in the alphabet: taken literally.
    expect(bytes('byte-level', 'a b')).toEqual(utf8('a b'))
  })

  test('escaped: backslash sequences', () => {
    expect(bytes('escaped', String.raw`a\n\t\r\\\x0f\'`)).toEqual([0x61, 0x0a, 0x09, 0x0d, 0x5c, 0x0f, 0x27])
    expect(bytes('escaped', '中')).toEqual([0xe4, 0xb8, 0xad])
    expect(() => bytes('escaped', String.raw`\x4`)).toThrow('two hexadecimal digits')
  })

  test('user-defined tokens are their own text, tokens without text have no bytes', () => {
    expect(bytes('marked', '▁▁', 'user-defined')).toEqual(utf8('▁▁'))
    expect(bytes('byte-level', 'Ġ<tool>', 'user-defined')).toEqual(utf8('Ġ<tool>'))
    for (const type of ['control', 'unknown', 'unused'] as const) expect(bytes('marked', '<s>', type)).toEqual([])
  })
})

test('tokenizer schemes by the names in GGUF files', () => {
  expect(tokenizerScheme('llama')).toBe('marked')
  expect(tokenizerScheme('gpt2', 'qwen2')).toBe('byte-level')
  expect(tokenizerScheme('gpt2', 'sarvam-moe')).toBe('marked')
  expect(tokenizerScheme('gemma4')).toBe('marked')
  expect(tokenizerScheme('bert')).toBe('marked')
  expect(tokenizerScheme('t5')).toBe('marked')
  expect(tokenizerScheme('rwkv')).toBe('escaped')
  expect(tokenizerScheme('plamo2')).toBe('literal')
  expect(() => tokenizerScheme('hybriddna')).toThrow(UnsupportedTokenizerError)
  expect(() => tokenizerScheme('none')).toThrow('found "none"')
})
