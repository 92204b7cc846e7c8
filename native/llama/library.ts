import { basename, dirname } from 'node:path'
import koffi from 'koffi'

/**
 * The C library inside node-llama-cpp's prebuilt package, called through koffi. Struct layouts and enum values are those
 * of llama.h of exactly this build; another build is refused.
 */
export const expectedBuild = 'v0.5.0'

koffi.struct('llama_model_params', {
  devices: 'void *',
  tensor_buft_overrides: 'void *',
  n_gpu_layers: 'int32_t',
  split_mode: 'int',
  load_mode: 'int',
  lazy_mode: 'int',
  main_gpu: 'int32_t',
  tensor_split: 'void *',
  progress_callback: 'void *',
  progress_callback_user_data: 'void *',
  kv_overrides: 'void *',
  vocab_only: 'bool',
  check_tensors: 'bool',
  use_extra_bufts: 'bool',
  no_host: 'bool',
  no_alloc: 'bool',
  load_mtp: 'bool',
})

koffi.struct('llama_context_params', {
  n_ctx: 'uint32_t',
  n_batch: 'uint32_t',
  n_ubatch: 'uint32_t',
  n_seq_max: 'uint32_t',
  n_rs_seq: 'uint32_t',
  n_outputs_max: 'uint32_t',
  n_outputs_max_per_seq: 'uint32_t',
  n_threads: 'int32_t',
  n_threads_batch: 'int32_t',
  ctx_type: 'int',
  rope_scaling_type: 'int',
  pooling_type: 'int',
  attention_type: 'int',
  flash_attn_type: 'int',
  rope_freq_base: 'float',
  rope_freq_scale: 'float',
  yarn_ext_factor: 'float',
  yarn_attn_factor: 'float',
  yarn_beta_fast: 'float',
  yarn_beta_slow: 'float',
  yarn_orig_ctx: 'uint32_t',
  defrag_thold: 'float',
  cb_eval: 'void *',
  cb_eval_user_data: 'void *',
  type_k: 'int',
  type_v: 'int',
  abort_callback: 'void *',
  abort_callback_data: 'void *',
  embeddings: 'bool',
  offload_kqv: 'bool',
  no_perf: 'bool',
  op_offload: 'bool',
  swa_full: 'bool',
  kv_unified: 'bool',
  samplers: 'void *',
  n_samplers: 'size_t',
  ctx_other: 'void *',
})

koffi.struct('llama_model_quantize_params', {
  nthread: 'int32_t',
  ftype: 'int',
  output_tensor_type: 'int',
  token_embedding_type: 'int',
  allow_requantize: 'bool',
  quantize_output_tensor: 'bool',
  only_copy: 'bool',
  pure: 'bool',
  keep_split: 'bool',
  dry_run: 'bool',
  imatrix: 'void *',
  kv_overrides: 'void *',
  tt_overrides: 'void *',
  prune_layers: 'void *',
  max_buf_size: 'size_t',
})

koffi.struct('llama_batch', {
  n_tokens: 'int32_t',
  token: 'void *',
  embd: 'void *',
  pos: 'void *',
  n_seq_id: 'void *',
  seq_id: 'void *',
  logits: 'void *',
})

/** An address in the library's memory. */
export type Pointer = object | bigint

export interface ModelParameters {
  n_gpu_layers: number
  use_extra_bufts: boolean
  load_mode: number
}

export interface ContextParameters {
  n_ctx: number
  n_batch: number
  n_ubatch: number
  n_seq_max: number
  n_outputs_max: number
  n_threads: number
  n_threads_batch: number
  flash_attn_type: number
  type_k: number
  type_v: number
  embeddings: boolean
  no_perf: boolean
  offload_kqv: boolean
  swa_full: boolean
  kv_unified: boolean
}

/** Arguments of llama_decode; arrays of at least n_tokens entries, seq_id an array of pointers. */
export interface Batch {
  n_tokens: number
  token: Int32Array
  embd: null
  pos: Int32Array
  n_seq_id: Int32Array
  seq_id: BigInt64Array
  logits: Int8Array
}

/** What llama_model_quantize is told; `ftype` a value of `fileTypes`. */
export interface QuantizeParameters {
  nthread: number
  ftype: number
  allow_requantize: boolean
}

/** llama_ftype values of files whose weights are floats. */
export const fileTypes = { f32: 0, f16: 1 } as const

/** ggml_type values of KV caches and files. */
export const ggmlTypes = { f32: 0, f16: 1 } as const

type Call<Arguments extends unknown[], Result> = ((...values: Arguments) => Result) & {
  async(...values: [...Arguments, (error: Error | null, result: Result) => void]): void
}

/** The functions of llama.h that the direct source calls, by their C names without the `llama_` prefix. */
export interface LlamaLibrary {
  /** File of the shared library. */
  readonly file: string
  readonly version: string
  readonly modelDefaults: () => ModelParameters
  readonly contextDefaults: () => ContextParameters
  readonly loadModel: Call<[string, ModelParameters], Pointer | null>
  readonly quantizeDefaults: () => QuantizeParameters
  /** Writes a model file with other weight types; 0 where it worked. */
  readonly quantize: Call<[string, string, QuantizeParameters], number>
  readonly freeModel: (model: Pointer) => void
  readonly initContext: Call<[Pointer, ContextParameters], Pointer | null>
  readonly freeContext: (context: Pointer) => void
  readonly vocabulary: (model: Pointer) => Pointer
  readonly vocabularySize: (vocabulary: Pointer) => number
  readonly bos: (vocabulary: Pointer) => number
  /** The token that ends a text; -1 (as for `bos`) where there is none. */
  readonly eos: (vocabulary: Pointer) => number
  readonly addsBos: (vocabulary: Pointer) => boolean
  readonly isEndOfGeneration: (vocabulary: Pointer, token: number) => boolean
  readonly tokenize: (
    vocabulary: Pointer,
    text: Uint8Array,
    bytes: number,
    tokens: Int32Array,
    capacity: number,
    addSpecial: boolean,
    parseSpecial: boolean,
  ) => number
  readonly memory: (context: Pointer) => Pointer | null
  readonly copySequence: (memory: Pointer, from: number, to: number, start: number, end: number) => void
  readonly removeSequence: (memory: Pointer, sequence: number, start: number, end: number) => boolean
  readonly clearMemory: (memory: Pointer, data: boolean) => void
  readonly decode: Call<[Pointer, Batch], number>
  readonly logits: (context: Pointer, output: number) => Pointer | null
  readonly setThreads: (context: Pointer, generation: number, batch: number) => void
  readonly contextLength: (model: Pointer) => number
  readonly isRecurrent: (model: Pointer) => boolean
  readonly isHybrid: (model: Pointer) => boolean
  readonly hasEncoder: (model: Pointer) => boolean
  readonly slidingWindow: (model: Pointer) => number
  readonly systemInfo: () => string
}

/** The llama library that node-llama-cpp's addon has loaded into this process, or null where none is loaded. */
export function loadedLlamaFile(): string | null {
  // Without this, every network interface's name is looked up.
  Object.assign(process.report, { excludeNetwork: true })
  const report = process.report.getReport() as { sharedObjects?: readonly string[] }
  return (report.sharedObjects ?? []).find((file) => /^(lib)?llama(\.|$)/.test(basename(file)) && /\.(so|dylib|dll)/.test(file)) ?? null
}

/**
 * Binds the C library that node-llama-cpp has already loaded in this process (so its backends are registered and it is
 * the one it picked for this machine). Errors where none is loaded or its version is not `expectedBuild`.
 */
export function openLlamaLibrary(): LlamaLibrary {
  const file = loadedLlamaFile()
  if (file === null) throw new Error('expected the llama library of node-llama-cpp to be loaded in this process, found none')
  const library = koffi.load(file)
  const bind = (prototype: string): unknown => library.func(prototype)
  const version = (bind('const char *llama_version()') as () => string)()
  if (!`v${version}`.startsWith(expectedBuild) && !version.startsWith(expectedBuild)) {
    throw new Error(`expected llama.cpp build ${expectedBuild}, found ${version} in ${basename(dirname(file))}`)
  }
  const contextDefaults = bind('llama_context_params llama_context_default_params()') as () => ContextParameters
  const defaults = contextDefaults()
  // Known defaults of this build stand at both ends of the struct: they tell whether the layout is right.
  if (defaults.n_ctx !== 512 || defaults.n_batch !== 2048 || defaults.type_k !== ggmlTypes.f16 || !defaults.offload_kqv || !defaults.no_perf) {
    throw new Error(`expected the context defaults of llama.cpp ${expectedBuild}, found ${JSON.stringify(defaults)}`)
  }
  return {
    file,
    version,
    contextDefaults,
    modelDefaults: bind('llama_model_params llama_model_default_params()') as LlamaLibrary['modelDefaults'],
    loadModel: bind('void *llama_model_load_from_file(const char *path, llama_model_params p)') as LlamaLibrary['loadModel'],
    quantizeDefaults: bind('llama_model_quantize_params llama_model_quantize_default_params()') as LlamaLibrary['quantizeDefaults'],
    quantize: bind(
      'uint32_t llama_model_quantize(const char *from, const char *to, llama_model_quantize_params *params)',
    ) as LlamaLibrary['quantize'],
    freeModel: bind('void llama_model_free(void *model)') as LlamaLibrary['freeModel'],
    initContext: bind('void *llama_init_from_model(void *model, llama_context_params p)') as LlamaLibrary['initContext'],
    freeContext: bind('void llama_free(void *context)') as LlamaLibrary['freeContext'],
    vocabulary: bind('void *llama_model_get_vocab(void *model)') as LlamaLibrary['vocabulary'],
    vocabularySize: bind('int32_t llama_vocab_n_tokens(void *vocab)') as LlamaLibrary['vocabularySize'],
    bos: bind('int32_t llama_vocab_bos(void *vocab)') as LlamaLibrary['bos'],
    eos: bind('int32_t llama_vocab_eos(void *vocab)') as LlamaLibrary['eos'],
    addsBos: bind('bool llama_vocab_get_add_bos(void *vocab)') as LlamaLibrary['addsBos'],
    isEndOfGeneration: bind('bool llama_vocab_is_eog(void *vocab, int32_t token)') as LlamaLibrary['isEndOfGeneration'],
    tokenize: bind(
      'int32_t llama_tokenize(void *vocab, void *text, int32_t text_len, void *tokens, int32_t n_tokens_max, bool add_special, bool parse_special)',
    ) as LlamaLibrary['tokenize'],
    memory: bind('void *llama_get_memory(void *context)') as LlamaLibrary['memory'],
    copySequence: bind('void llama_memory_seq_cp(void *mem, int32_t src, int32_t dst, int32_t p0, int32_t p1)') as LlamaLibrary['copySequence'],
    removeSequence: bind('bool llama_memory_seq_rm(void *mem, int32_t seq, int32_t p0, int32_t p1)') as LlamaLibrary['removeSequence'],
    clearMemory: bind('void llama_memory_clear(void *mem, bool data)') as LlamaLibrary['clearMemory'],
    decode: bind('int32_t llama_decode(void *context, llama_batch batch)') as LlamaLibrary['decode'],
    logits: bind('void *llama_get_logits_ith(void *context, int32_t i)') as LlamaLibrary['logits'],
    setThreads: bind('void llama_set_n_threads(void *context, int32_t n, int32_t nb)') as LlamaLibrary['setThreads'],
    contextLength: bind('int32_t llama_model_n_ctx_train(void *model)') as LlamaLibrary['contextLength'],
    isRecurrent: bind('bool llama_model_is_recurrent(void *model)') as LlamaLibrary['isRecurrent'],
    isHybrid: bind('bool llama_model_is_hybrid(void *model)') as LlamaLibrary['isHybrid'],
    hasEncoder: bind('bool llama_model_has_encoder(void *model)') as LlamaLibrary['hasEncoder'],
    slidingWindow: bind('int32_t llama_model_n_swa(void *model)') as LlamaLibrary['slidingWindow'],
    systemInfo: bind('const char *llama_print_system_info()') as LlamaLibrary['systemInfo'],
  }
}
