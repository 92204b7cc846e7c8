import { type LlamaLibrary, type Pointer, tokenAttributes } from '../llama/library.ts'
import type { TokenKind, Vocabulary } from '../source/logit-source.ts'
import { gatherVocabulary } from './shared-vocabulary.ts'
import { tokenBytes } from './token-bytes.ts'
import type { TokenizerScheme } from './tokenizer-scheme.ts'

/** Most tokens are shorter; for a longer one the buffer grows. */
const usualBytes = 512
const { normal, control, unknown, userDefined, byte } = tokenAttributes
/** What llama.cpp prints in front of characters that the byte alphabet does not have. */
const foreign = Buffer.from('[UNK_BYTE_0x')

/**
 * The vocabulary of a model that the library has loaded, with or without its weights: kinds and bytes as
 * `llama_token_to_piece` gives them with special tokens off, which is what `modelVocabulary` computes from the file's
 * token texts. Characters outside the byte alphabet are taken literally, as there.
 */
export function libraryVocabulary(library: LlamaLibrary, vocabulary: Pointer, scheme: TokenizerScheme): Vocabulary {
  const size = library.vocabularySize(vocabulary)
  let buffer = new Uint8Array(usualBytes)
  const piece = (token: number): Uint8Array => {
    let length = library.tokenPiece(vocabulary, token, buffer, buffer.length, 0, false)
    if (length < 0) {
      buffer = new Uint8Array(-length)
      length = library.tokenPiece(vocabulary, token, buffer, buffer.length, 0, false)
    }
    const bytes = buffer.subarray(0, length)
    if (scheme !== 'byte-level' || length < foreign.length || !Buffer.from(bytes.buffer, 0, length).includes(foreign))
      return bytes
    return tokenBytes(
      scheme,
      library.tokenText(vocabulary, token),
      (library.tokenAttributes(vocabulary, token) & normal) === 0 ? 'user-defined' : 'normal',
    )
  }
  const kindOf = (token: number): TokenKind => {
    if (library.isEndOfGeneration(vocabulary, token)) return 'end'
    const bits = library.tokenAttributes(vocabulary, token)
    // llama.cpp prints nothing for a token with none of these attributes.
    return (bits & (unknown | control)) !== 0 || (bits & (normal | userDefined | byte)) === 0 ? 'control' : 'text'
  }
  return gatherVocabulary(size, kindOf, piece)
}
