/**
 * What threads that share a kernel's memory compute in shared-kernel.test.ts; as a worker's module it posts its
 * results.
 */
import { parentPort, workerData } from 'node:worker_threads'
import type { TokenBytes } from '../../../core/population/token-bytes.ts'
import { BinTables } from '../../../native/kernel/bin-tables.ts'
import { KernelMemory } from '../../../native/kernel/kernel-memory.ts'
import { VocabularyKernel } from '../../../native/kernel/vocabulary-kernel.ts'

export interface BinningWork {
  readonly memory: WebAssembly.Memory
  /** Indices into `tableKeys`, in the order in which they are computed. */
  readonly order: readonly number[]
}

const letters = 'abc \n'
/** 1,500 texts of one to six letters, as digits of their index. */
const texts = Array.from({ length: 1500 }, (_, index) =>
  Array.from({ length: 1 + (index % 6) }, (_, position) => letters[Math.floor(index / 5 ** position) % 5]!).join(''),
)
const vocabulary: TokenBytes = {
  size: texts.length + 1,
  kind: (token) => (token === texts.length ? 'end' : 'text'),
  bytes: (token) => Buffer.from(texts[token]!),
}

export const tableKeys = [0, 1, 2].flatMap((state) => [1, 2, 3, 4, 5, 6].map((wanted) => ({ state, wanted })))

/** Per table what a flat and a sharp distribution give: bins, sums and paths. */
export function binAll({ memory: shared, order }: BinningWork): number[][] {
  const memory = new KernelMemory(shared)
  const kernel = new VocabularyKernel(vocabulary.size, memory)
  const tables = new BinTables(vocabulary, memory)
  const results: number[][] = []
  for (const index of order) {
    const table = tables.table(tableKeys[index]!)
    results[index] = [0.5, 9].flatMap((spread) => {
      kernel.weigh(Float32Array.from({ length: vocabulary.size }, (_, token) => spread * Math.sin(token * (index + 1))))
      const { bins, sums, pathTokens, pathWeights } = kernel.bin(table, {
        least: 1e-6,
        rest: 1e-5,
        beside: 0,
        price: 0,
        cap: 0,
      })
      return [...bins, ...sums, ...pathTokens, ...pathWeights]
    })
  }
  return results
}

// Not where a test imports this in a thread of its own.
const work = workerData as Partial<BinningWork> | null
if (work?.order !== undefined && work.memory !== undefined) parentPort?.postMessage(binAll(work as BinningWork))
