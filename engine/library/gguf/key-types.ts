/**
 * The types that llama.cpp asks of keys, of those that it reads from a header of any architecture: with another type it
 * does not load the file. A test holds this against the pinned build.
 */
const keyTypes = {
  string: ['general.name', 'ARCHITECTURE.rope.scaling.type', 'tokenizer.ggml.model', 'tokenizer.ggml.pre'],
  uint32: [
    'general.file_type',
    'ARCHITECTURE.context_length',
    'ARCHITECTURE.embedding_length',
    'ARCHITECTURE.block_count',
    'ARCHITECTURE.vocab_size',
    'ARCHITECTURE.expert_count',
    'ARCHITECTURE.pooling_type',
    'tokenizer.ggml.bos_token_id',
    'tokenizer.ggml.eos_token_id',
    'tokenizer.ggml.unknown_token_id',
    'tokenizer.ggml.padding_token_id',
  ],
  float32: [
    'ARCHITECTURE.attention.layer_norm_rms_epsilon',
    'ARCHITECTURE.rope.freq_base',
    'ARCHITECTURE.rope.scaling.factor',
  ],
  bool: [
    'ARCHITECTURE.attention.causal',
    'tokenizer.ggml.add_bos_token',
    'tokenizer.ggml.add_eos_token',
    'tokenizer.ggml.add_space_prefix',
  ],
} as const

/** Each key with the type that it must have where a header has it. */
export function expectedTypes(architecture: string): [key: string, type: string][] {
  return Object.entries(keyTypes).flatMap(([type, keys]) =>
    keys.map((key): [string, string] => [key.replace('ARCHITECTURE', architecture), type]),
  )
}
