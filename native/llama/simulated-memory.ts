/** Memory of a context in bytes, as llama.cpp says it would take it. */
export interface ContextMemory {
  /** Keys and values, for which every token takes the same. */
  readonly cells: number
  /** States of recurrent layers, for which every sequence takes the same. */
  readonly states: number
  /** What is held while tokens are computed, their logits among it. */
  readonly compute: number
}

const mebibyte = 2 ** 20
const size = /^(\w+): size = +([\d.]+) MiB \( *(\d+) cells/
const compute = /^sched_reserve: +\S+ compute buffer size = +([\d.]+) MiB/

/**
 * Reads the log of llama.cpp's `llama_init_from_model` on a model without memory (`no_alloc`), where the sizes are
 * those that it would take. They are written to a hundredth of a MiB.
 */
export function readContextMemory(lines: readonly string[]): ContextMemory {
  const bytes = { cells: 0, states: 0, compute: 0 }
  for (const line of lines) {
    const memory = size.exec(line)
    if (memory !== null)
      bytes[memory[1] === 'llama_memory_recurrent' ? 'states' : 'cells'] += Number(memory[2]) * mebibyte
    bytes.compute += Number(compute.exec(line)?.[1] ?? 0) * mebibyte
  }
  return bytes
}

/**
 * Whether the log of a model's loading names weights that are held in another layout than the file's, beside a memory
 * map of the file.
 */
export function hasRepackedWeights(lines: readonly string[]): boolean {
  return lines.some((line) => /^load_tensors: +CPU_\w+ model buffer size/.test(line))
}
