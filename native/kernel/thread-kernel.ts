import type { TokenBytes } from '../../core/population/token-bytes.ts'
import type { KernelMemory } from './kernel-memory.ts'
import { VocabularyKernel } from './vocabulary-kernel.ts'

const kernels = new WeakMap<TokenBytes, VocabularyKernel>()

/**
 * This thread's kernel for a vocabulary. Made on first use: in `memory`, where other threads have theirs, or else in a
 * memory of its own. Errors where there is one already in another memory than the one that is given.
 */
export function threadKernel(vocabulary: TokenBytes, memory?: KernelMemory): VocabularyKernel {
  let kernel = kernels.get(vocabulary)
  if (kernel === undefined) {
    kernel = new VocabularyKernel(vocabulary.size, memory)
    kernels.set(vocabulary, kernel)
  } else if (memory !== undefined && memory !== kernel.memory)
    throw new Error('expected no kernel for this vocabulary, found one in another memory')
  return kernel
}
