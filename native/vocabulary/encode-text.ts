import type { LlamaLibrary, Pointer } from '../llama/library.ts'
import { InferenceError } from '../process/inference.ts'

/** How llama.cpp begins a text: what its tokenizer puts in front where it is asked to add special tokens. */
export interface TextStart {
  /** BOS, or nothing. */
  readonly tokens: readonly number[]
  /**
   * The token that begins a text where nothing else does: BOS, else the one that ends texts; null where there is
   * neither.
   */
  readonly startToken: number | null
}

/** llama_vocab_type values of tokenizers with a rule of their own. */
const wordPiece = 3
const rwkv = 5

/**
 * The rule of llama_tokenize with `add_special`, whatever type the file gives the token: BOS where
 * llama_vocab_get_add_bos says so, always for WordPiece, never for RWKV. What it would append (EOS, SEP) is left out,
 * since texts are to be continued. Throws InferenceError `refused` where BOS is asked for and there is none: llama.cpp
 * itself ends the process over such a text.
 */
export function textStart(library: LlamaLibrary, vocabulary: Pointer): TextStart {
  const size = library.vocabularySize(vocabulary)
  const within = (token: number): number | null => (token >= 0 && token < size ? token : null)
  const bos = within(library.bos(vocabulary))
  const startToken = bos ?? within(library.eos(vocabulary))
  const kind = library.vocabularyType(vocabulary)
  const addsBos = kind === wordPiece || (kind !== rwkv && library.addsBos(vocabulary))
  if (!addsBos) return { tokens: [], startToken }
  if (bos === null) {
    throw new InferenceError(
      `expected a BOS token from 0 to ${size - 1}, since the file asks for one in front of each text (tokenizer.ggml.add_bos_token), found ${library.bos(vocabulary)}`,
      { failure: 'refused', stage: 'load' },
    )
  }
  return { tokens: [bos], startToken }
}

/** Token ids of a text as llama.cpp begins and tokenizes it; control tokens in the text are plain text. */
export function encodeText(library: LlamaLibrary, vocabulary: Pointer, start: TextStart, text: string): number[] {
  const bytes = new TextEncoder().encode(text)
  let tokens = new Int32Array(bytes.length + 16)
  let count = library.tokenize(vocabulary, bytes, bytes.length, tokens, tokens.length, false, false)
  if (count < 0) {
    tokens = new Int32Array(-count)
    count = library.tokenize(vocabulary, bytes, bytes.length, tokens, tokens.length, false, false)
  }
  return [...start.tokens, ...tokens.subarray(0, count)]
}
