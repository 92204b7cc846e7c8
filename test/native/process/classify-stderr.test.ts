import { expect, test } from 'vitest'
import { classifyExit, classifyLines } from '../../../native/process/classify-stderr.ts'

test.each([
  [
    "llama_model_load: error loading model: error loading model architecture: unknown model architecture: 'foo'",
    'unsupported-architecture',
  ],
  [
    "llama_model_load: error loading model: error loading model vocabulary: unknown pre-tokenizer type: 'x'",
    'unsupported-architecture',
  ],
  [
    "llama_model_load: error loading model: tensor 'blk.0.attn_k.weight' data is not within the file bounds, model is corrupted or incomplete",
    'corrupt-file',
  ],
  ["llama_model_load: error loading model: missing tensor 'output_norm.weight'", 'corrupt-file'],
  ["gguf_init_from_file_impl: invalid magic characters: 'PK', expected 'GGUF'", 'corrupt-file'],
  ['Invalid GGUF magic. Expected "GGUF" but got "PK\u0003\u0004"', 'corrupt-file'],
  ['/home/ci/llama.cpp/ggml/src/ggml.c:1234: GGML_ASSERT(ne > 0) failed', 'assertion'],
  ['ggml/src/ggml-backend.cpp:282: fatal error', 'assertion'],
  ["terminate called after throwing an instance of 'std::bad_alloc'", 'out-of-memory'],
  ['ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 34359738400', 'out-of-memory'],
  ['CUDA error: out of memory', 'out-of-memory'],
  ['ggml_vulkan: Device memory allocation of size 123 failed.', 'out-of-memory'],
  ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'out-of-memory'],
])('%s', (line, failure) => {
  expect(classifyLines(['[warn] something harmless', line])).toBe(failure)
  // What was written outweighs how the process ended.
  expect(classifyExit({ code: null, signal: 'SIGABRT' }, [line])).toBe(failure)
})

test('memory that runs out in an assertion is still memory', () => {
  expect(classifyLines(['ggml.c:1: GGML_ASSERT(buffer) failed', 'failed to allocate buffer of size 1'])).toBe(
    'out-of-memory',
  )
})

test('warnings of a healthy load say nothing', () => {
  const lines = [
    "[warn] load: control-looking token:    212 '</s>' was not control-type; this is probably a bug in the model.",
    '[warn] llama_context: n_ctx_seq (256) < n_ctx_train (8192) -- the full capacity of the model will not be utilized',
  ]
  expect(classifyLines(lines)).toBeUndefined()
})

test.each([
  [{ code: null, signal: 'SIGSEGV' }, 'crashed'],
  [{ code: null, signal: 'SIGABRT' }, 'crashed'],
  [{ code: null, signal: 'SIGKILL' }, 'killed'],
  [{ code: null, signal: 'SIGTERM' }, 'killed'],
  [{ code: 137, signal: null }, 'killed'],
  [{ code: 3221225477, signal: null }, 'crashed'],
  [{ code: 1, signal: null }, 'crashed'],
  [{ code: 0, signal: null }, 'failed'],
  [{ code: null, signal: null }, 'failed'],
] as const)('a silent end %j is %s', (exit, failure) => {
  expect(classifyExit(exit, [])).toBe(failure)
})
