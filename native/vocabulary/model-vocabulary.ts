import type { LlamaModel, Token } from 'node-llama-cpp'
import type { Vocabulary } from '../source/logit-source.ts'
import { buildVocabulary } from './build-vocabulary.ts'
import type { TokenType } from './token-bytes.ts'
import { tokenizerScheme, UnsupportedTokenizerError } from './tokenizer-scheme.ts'

function tokenType(model: LlamaModel, token: number): TokenType {
  const attributes = model.getTokenAttributes(token as Token)
  if (attributes.unknown) return 'unknown'
  if (attributes.control) return 'control'
  if (attributes.userDefined) return 'user-defined'
  if (attributes.byte) return 'byte'
  if (attributes.normal) return 'normal'
  // llama.cpp prints nothing for a token with none of these attributes.
  return 'unused'
}

/**
 * The vocabulary of a loaded model: texts from the file's metadata, types and end-of-generation tokens as llama.cpp
 * settled them while loading. Throws UnsupportedTokenizerError where token bytes are not known.
 */
export function modelVocabulary(model: LlamaModel): Vocabulary {
  const tokenizer = model.fileInfo.metadata.tokenizer?.ggml
  const texts = tokenizer?.tokens
  if (tokenizer === undefined || texts === undefined || texts.length === 0) {
    throw new UnsupportedTokenizerError('expected a vocabulary in the model file, found none')
  }
  const types = texts.map((_, token) => tokenType(model, token))
  const ends = new Set([...texts.keys()].filter((token) => model.isEogToken(token as Token)))
  return buildVocabulary({ scheme: tokenizerScheme(tokenizer.model, tokenizer.pre), texts, types, ends })
}
