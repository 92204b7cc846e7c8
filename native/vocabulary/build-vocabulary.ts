import type { TokenKind, Vocabulary } from '../source/logit-source.ts'
import { gatherVocabulary } from './shared-vocabulary.ts'
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

/**
 * Bytes and kinds of all tokens, computed once. Unknown and unused tokens count as control tokens: they have no text,
 * so whatever follows one continues nothing that was written. Throws RangeError for an id outside the vocabulary.
 */
export function buildVocabulary(description: VocabularyDescription): Vocabulary {
  const { scheme, texts, types, ends } = description
  if (types.length !== texts.length)
    throw new Error(`expected one type per token (${texts.length}), found ${types.length}`)
  const kindOf = (token: number): TokenKind => {
    if (ends.has(token)) return 'end'
    const type = types[token]!
    return type === 'control' || type === 'unknown' || type === 'unused' ? 'control' : 'text'
  }
  return gatherVocabulary(texts.length, kindOf, (token) => tokenBytes(scheme, texts[token]!, types[token]!))
}
