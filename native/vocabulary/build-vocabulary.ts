import type { TokenKind, Vocabulary } from '../source/logit-source.ts'
import { tokenBytes, type TokenType } from './token-bytes.ts'
import type { TokenizerScheme } from './tokenizer-scheme.ts'

/** A vocabulary as a model file gives it; lists are indexed by token id. */
export interface VocabularyDescription {
  readonly scheme: TokenizerScheme
  readonly texts: readonly string[]
  readonly types: readonly TokenType[]
  /** Tokens that end generation, whatever their type. */
  readonly ends: ReadonlySet<number>
}

const noBytes = new Uint8Array(0)

/**
 * Bytes and kinds of all tokens, computed once. Unknown and unused tokens count as control tokens: they have no text, so
 * whatever follows one continues nothing that was written. Throws RangeError for an id outside the vocabulary.
 */
export function buildVocabulary(description: VocabularyDescription): Vocabulary {
  const { scheme, texts, types, ends } = description
  if (types.length !== texts.length) throw new Error(`expected one type per token (${texts.length}), found ${types.length}`)
  const kinds: TokenKind[] = types.map((type, token) => {
    if (ends.has(token)) return 'end'
    return type === 'control' || type === 'unknown' || type === 'unused' ? 'control' : 'text'
  })
  const bytes = texts.map((text, token) => (kinds[token] === 'text' ? tokenBytes(scheme, text, types[token]!) : noBytes))
  const at = <T>(list: readonly T[], token: number): T => {
    const value = list[token]
    if (value === undefined) throw new RangeError(`expected a token id from 0 to ${texts.length - 1}, found ${token}`)
    return value
  }
  return { size: texts.length, kind: (token) => at(kinds, token), bytes: (token) => at(bytes, token) }
}
