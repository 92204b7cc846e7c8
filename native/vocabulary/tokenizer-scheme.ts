/**
 * How the texts of a vocabulary spell bytes.
 * - `marked`: U+2581 is a space, byte tokens read `<0xNN>` (SentencePiece, WordPiece and Unigram as llama.cpp stores
 *   them)
 * - `byte-level`: the byte alphabet of GPT-2
 * - `escaped`: `\n`, `\t`, `\r`, `\\`, `\xNN` (RWKV)
 * - `literal`: texts are what they say, byte tokens read `<0xNN>` (PLaMo 2)
 */
export type TokenizerScheme = 'marked' | 'byte-level' | 'escaped' | 'literal'

/** Thrown for a tokenizer whose token bytes are not known. */
export class UnsupportedTokenizerError extends Error {
  override readonly name = 'UnsupportedTokenizerError'
}

/** Pre-tokenizers of BPE vocabularies that llama.cpp treats as SentencePiece-like: U+2581 marks a space. */
const markedPreTokenizers: ReadonlySet<string> = new Set(['gemma4', 'granite-embed-multi-311m', 'sarvam-moe'])

/**
 * The scheme of a GGUF vocabulary from `tokenizer.ggml.model` and `tokenizer.ggml.pre` (llama.cpp, llama_vocab::load).
 * Throws UnsupportedTokenizerError for a model without a vocabulary and for names that llama.cpp does not list, and for
 * `hybriddna` and `whitespace`, whose texts drop bytes.
 */
export function tokenizerScheme(model: string, preTokenizer?: string): TokenizerScheme {
  switch (model) {
    case 'llama':
    case 'bert':
    case 't5':
    case 'gemma4':
      return 'marked'
    case 'gpt2':
      return preTokenizer !== undefined && markedPreTokenizers.has(preTokenizer) ? 'marked' : 'byte-level'
    case 'rwkv':
      return 'escaped'
    case 'plamo2':
      return 'literal'
    default:
      throw new UnsupportedTokenizerError(
        `expected a tokenizer of one of the kinds llama, gpt2, bert, t5, gemma4, rwkv, plamo2, found ${JSON.stringify(model)}`,
      )
  }
}
