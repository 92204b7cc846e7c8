import { basename, dirname } from 'node:path'
import koffi from 'koffi'

/**
 * The C library inside node-llama-cpp's prebuilt package, called through koffi. Struct layouts and enum values are
 * those of llama.h of exactly this build, as `llama_version` names it; another build is refused, since a struct that
 * does not fit would be read as another one.
 */
export const expectedBuild = '0.5.0-dev'

/** Throws unless a library is of the build that the structs below were copied from. */
export function requireBuild(version: string, file: string): void {
  if (version === expectedBuild) return
  throw new Error(`expected llama.cpp build ${expectedBuild}, found ${version} in ${basename(dirname(file))}`)
}

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
  /** One of `loadModes`. */
  load_mode: number
  /**
   * Reads no weights and takes no memory for them; contexts made from such a model take none either. Not with a memory
   * map.
   */
  no_alloc: boolean
  /** Reads the header and the vocabulary only. */
  vocab_only: boolean
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
  /** Most bytes of a tensor that are held at once. */
  max_buf_size: number
  /** Header values to write in place of the file's, as `headerOverrides` makes them; the caller keeps the memory. */
  kv_overrides: Uint8Array | null
}

/** llama_ftype values of files whose weights are floats. */
export const fileTypes = { f32: 0, f16: 1 } as const

/** ggml_type values of KV caches and files. */
export const ggmlTypes = { f32: 0, f16: 1 } as const

/** llama_load_mode values: a memory map where the device allows it, and weights read into memory. */
export const loadModes = { auto: -1, none: 0 } as const

/** llama_token_attr bits that tell what a token is. */
export const tokenAttributes = { unknown: 1, normal: 4, control: 8, userDefined: 16, byte: 32 } as const

/**
 * Receives a piece of llama.cpp's log: a ggml_log_level (1 debug, 2 info, 3 warning, 4 error, 5 goes on with the line
 * before).
 */
export type LibraryLogListener = (level: number, text: string) => void

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
  /** A value of the file's header as text, -1 and nothing written where there is none; a list reads `[1, 2]`. */
  readonly headerValue: (model: Pointer, key: string, buffer: Uint8Array, bytes: number) => number
  /** Bytes of all tensors, and their number of weights. */
  readonly modelSize: (model: Pointer) => bigint | number
  readonly modelParameters: (model: Pointer) => bigint | number
  readonly initContext: Call<[Pointer, ContextParameters], Pointer | null>
  readonly freeContext: (context: Pointer) => void
  readonly vocabulary: (model: Pointer) => Pointer
  readonly vocabularySize: (vocabulary: Pointer) => number
  /** A llama_vocab_type: 1 SentencePiece, 2 BPE, 3 WordPiece, 4 Unigram, 5 RWKV, 6 PLaMo 2. */
  readonly vocabularyType: (vocabulary: Pointer) => number
  readonly bos: (vocabulary: Pointer) => number
  /** The token that ends a text; -1 (as for `bos`) where there is none. */
  readonly eos: (vocabulary: Pointer) => number
  readonly addsBos: (vocabulary: Pointer) => boolean
  readonly isEndOfGeneration: (vocabulary: Pointer, token: number) => boolean
  /** Bits of `tokenAttributes`. */
  readonly tokenAttributes: (vocabulary: Pointer, token: number) => number
  /** A token as the file spells it. */
  readonly tokenText: (vocabulary: Pointer, token: number) => string
  /** Writes the bytes of a token; answers their number, negative where the buffer is too small. */
  readonly tokenPiece: (
    vocabulary: Pointer,
    token: number,
    buffer: Uint8Array,
    bytes: number,
    stripped: number,
    special: boolean,
  ) => number
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
  /** Number of devices, the CPU among them; 0 where no backend is loaded. */
  readonly deviceCount: () => bigint | number
  readonly loadBackends: (folder: string) => void
  /** Sends the log of the whole process to a listener, or to stderr where it is null. */
  readonly setLog: (listener: LibraryLogListener | null) => void
}

/** The llama library that node-llama-cpp's addon has loaded into this process, or null where none is loaded. */
export function loadedLlamaFile(): string | null {
  // Without this, every network interface's name is looked up.
  Object.assign(process.report, { excludeNetwork: true })
  const report = process.report.getReport() as { sharedObjects?: readonly string[] }
  return (
    (report.sharedObjects ?? []).find(
      (file) => /^(lib)?llama(\.|$)/.test(basename(file)) && /\.(so|dylib|dll)/.test(file),
    ) ?? null
  )
}

const logCallback = koffi.pointer(koffi.proto('void cladescope_log(int level, const char *text, void *data)'))

let atExit: (() => void) | undefined

/**
 * Binds the C library that node-llama-cpp has already loaded in this process (so its backends are registered and it is
 * the one it picked for this machine), or the one in `file`. Errors where none is loaded or its version is not
 * `expectedBuild`.
 */
export function openLlamaLibrary(file: string | null = loadedLlamaFile()): LlamaLibrary {
  if (file === null)
    throw new Error('expected the llama library of node-llama-cpp to be loaded in this process, found none')
  const library = koffi.load(file)
  const bind = (prototype: string): unknown => library.func(prototype)
  const version = (bind('const char *llama_version()') as () => string)()
  requireBuild(version, file)
  const contextDefaults = bind('llama_context_params llama_context_default_params()') as () => ContextParameters
  const defaults = contextDefaults()
  // Known defaults of this build stand at both ends of the struct: they tell whether the layout is right.
  if (
    defaults.n_ctx !== 512 ||
    defaults.n_batch !== 2048 ||
    defaults.type_k !== ggmlTypes.f16 ||
    !defaults.offload_kqv ||
    !defaults.no_perf
  ) {
    throw new Error(`expected the context defaults of llama.cpp ${expectedBuild}, found ${JSON.stringify(defaults)}`)
  }
  const setLog = bind('void llama_log_set(void *callback, void *data)') as (
    callback: Pointer | null,
    data: null,
  ) => void
  let registered: ReturnType<typeof koffi.register> | undefined
  const unsetLog = (): void => setLog(null, null)
  return {
    file,
    version,
    deviceCount: bind('size_t ggml_backend_dev_count()') as LlamaLibrary['deviceCount'],
    loadBackends: bind('void ggml_backend_load_all_from_path(const char *folder)') as LlamaLibrary['loadBackends'],
    setLog: (listener) => {
      const before = registered
      registered = listener === null ? undefined : koffi.register(listener, logCallback)
      setLog((registered as Pointer | undefined) ?? null, null)
      if (before !== undefined) koffi.unregister(before)
      // What the library says while the process ends must not reach a listener that is gone.
      if (atExit === undefined) process.once('exit', () => atExit?.())
      atExit = unsetLog
    },
    contextDefaults,
    modelDefaults: bind('llama_model_params llama_model_default_params()') as LlamaLibrary['modelDefaults'],
    loadModel: bind(
      'void *llama_model_load_from_file(const char *path, llama_model_params p)',
    ) as LlamaLibrary['loadModel'],
    quantizeDefaults: bind(
      'llama_model_quantize_params llama_model_quantize_default_params()',
    ) as LlamaLibrary['quantizeDefaults'],
    quantize: bind(
      'uint32_t llama_model_quantize(const char *from, const char *to, llama_model_quantize_params *params)',
    ) as LlamaLibrary['quantize'],
    freeModel: bind('void llama_model_free(void *model)') as LlamaLibrary['freeModel'],
    headerValue: bind(
      'int32_t llama_model_meta_val_str(void *model, const char *key, void *buffer, size_t bytes)',
    ) as LlamaLibrary['headerValue'],
    modelSize: bind('uint64_t llama_model_size(void *model)') as LlamaLibrary['modelSize'],
    modelParameters: bind('uint64_t llama_model_n_params(void *model)') as LlamaLibrary['modelParameters'],
    initContext: bind(
      'void *llama_init_from_model(void *model, llama_context_params p)',
    ) as LlamaLibrary['initContext'],
    freeContext: bind('void llama_free(void *context)') as LlamaLibrary['freeContext'],
    vocabulary: bind('void *llama_model_get_vocab(void *model)') as LlamaLibrary['vocabulary'],
    vocabularySize: bind('int32_t llama_vocab_n_tokens(void *vocab)') as LlamaLibrary['vocabularySize'],
    vocabularyType: bind('int llama_vocab_type(void *vocab)') as LlamaLibrary['vocabularyType'],
    bos: bind('int32_t llama_vocab_bos(void *vocab)') as LlamaLibrary['bos'],
    eos: bind('int32_t llama_vocab_eos(void *vocab)') as LlamaLibrary['eos'],
    addsBos: bind('bool llama_vocab_get_add_bos(void *vocab)') as LlamaLibrary['addsBos'],
    isEndOfGeneration: bind('bool llama_vocab_is_eog(void *vocab, int32_t token)') as LlamaLibrary['isEndOfGeneration'],
    tokenAttributes: bind(
      'int32_t llama_vocab_get_attr(void *vocab, int32_t token)',
    ) as LlamaLibrary['tokenAttributes'],
    tokenText: bind('const char *llama_vocab_get_text(void *vocab, int32_t token)') as LlamaLibrary['tokenText'],
    tokenPiece: bind(
      'int32_t llama_token_to_piece(void *vocab, int32_t token, void *buffer, int32_t bytes, int32_t stripped, bool special)',
    ) as LlamaLibrary['tokenPiece'],
    tokenize: bind(
      'int32_t llama_tokenize(void *vocab, void *text, int32_t text_len, void *tokens, int32_t n_tokens_max, bool add_special, bool parse_special)',
    ) as LlamaLibrary['tokenize'],
    memory: bind('void *llama_get_memory(void *context)') as LlamaLibrary['memory'],
    copySequence: bind(
      'void llama_memory_seq_cp(void *mem, int32_t src, int32_t dst, int32_t p0, int32_t p1)',
    ) as LlamaLibrary['copySequence'],
    removeSequence: bind(
      'bool llama_memory_seq_rm(void *mem, int32_t seq, int32_t p0, int32_t p1)',
    ) as LlamaLibrary['removeSequence'],
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
