import type { InferenceFailure } from '../schemas/failure.ts'
import type { ProcessExit } from './transport.ts'

/** What llama.cpp, ggml, the C++ runtime, Node and drivers write, most telling first. */
const signs: readonly (readonly [InferenceFailure, RegExp])[] = [
  [
    'out-of-memory',
    /out of memory|out_of_memory|OutOf(Device|Host)Memory|bad_alloc|(failed|unable) to allocate|cannot allocate memory|allocation of .* failed|not enough (memory|vram|ram)|insufficient memory|too large for the available (v?ram|memory)/i,
  ],
  ['assertion', /GGML_ASSERT|GGML_ABORT|assertion .*failed|\.(c|cc|cpp|cu|h|m|metal):\d+: fatal error/i],
  [
    'unsupported-architecture',
    /unknown model architecture|unsupported (model )?architecture|unknown tokenizer|unknown pre-tokenizer type|unsupported gguf version|version \d+ is not supported|expected a tokenizer of one of the kinds|does not support token generation/i,
  ],
  [
    'corrupt-file',
    /invalid (gguf )?magic|bad magic|not within the file bounds|corrupted or incomplete|out of bounds|failed to read|buffer to be long enough|unexpected end|invalid (tensor|ggml) type|invalid (string|array) length|key .* (has wrong type|not found in model)|missing tensor|tensor .* not found|wrong (number of tensors|shape)|duplicate (key|tensor)|invalid number of|error loading model (hyperparameters|vocabulary)|unsupportedggufvaluetype|unsupported gguf value type|invalid typed array length|offset .* out(side| of) /i,
  ],
]

/** The failure that lines of stderr or of an error message tell of; undefined where they tell of none. */
export function classifyLines(lines: readonly string[]): InferenceFailure | undefined {
  return signs.find(([, sign]) => lines.some((line) => sign.test(line)))?.[0]
}

const crashSignals: ReadonlySet<string> = new Set([
  'SIGSEGV',
  'SIGBUS',
  'SIGILL',
  'SIGFPE',
  'SIGABRT',
  'SIGTRAP',
  'SIGSYS',
])
/** Shells and Windows report signals as exit codes: 128 + 9, 128 + 15. */
const killCodes: ReadonlySet<number> = new Set([137, 143])

/**
 * Why a process that nobody asked to end has ended. `killed` is an end from outside: by a person, or by the system for
 * want of memory.
 */
export function classifyExit(exit: ProcessExit, stderr: readonly string[]): InferenceFailure {
  const told = classifyLines(stderr)
  if (told !== undefined) return told
  if (exit.signal !== null) return crashSignals.has(exit.signal) ? 'crashed' : 'killed'
  if (exit.code === null || exit.code === 0) return 'failed'
  return killCodes.has(exit.code) ? 'killed' : 'crashed'
}
