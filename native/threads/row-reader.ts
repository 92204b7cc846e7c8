import { LocalGenes } from '../expansion/gene-group.ts'
import type { KernelMemory } from '../kernel/kernel-memory.ts'
import { threadKernel } from '../kernel/thread-kernel.ts'
import type { VocabularyKernel } from '../kernel/vocabulary-kernel.ts'
import { rowLogProbability, ScoreRow } from '../source/score-row.ts'
import type { Vocabulary } from '../source/logit-source.ts'
import type { RowAnswer, RowRequest } from './row-messages.ts'

/** Reads rows of scores at their addresses and expands the genes that it is given, in the thread that it is in. */
export class RowReader {
  readonly #vocabulary: Vocabulary
  readonly #kernel: VocabularyKernel
  #genes: LocalGenes | undefined

  /** `memory`: where the kernels of the other threads are, unless this thread's kernel is there already. */
  constructor(vocabulary: Vocabulary, memory?: KernelMemory) {
    this.#vocabulary = vocabulary
    this.#kernel = threadKernel(vocabulary, memory)
  }

  /** Throws InferenceError for a gene whose scores are not finite. */
  answer(request: RowRequest): RowAnswer {
    if (request.kind === 'logProbabilities') {
      const { addresses, tokens } = request
      const logProbabilities = Float64Array.from(tokens, (token, index) =>
        rowLogProbability({ address: addresses[index]!, token }, this.#kernel),
      )
      return { kind: 'logProbabilities', logProbabilities }
    }
    if (request.kind === 'rows') {
      const genes = (this.#genes ??= new LocalGenes(this.#vocabulary, request.settings))
      for (const { opened, address } of request.opened) genes.begin(opened, new ScoreRow(address, this.#kernel))
      const { genes: indices, proposals, addresses } = request.answers
      for (const [at, index] of indices.entries())
        genes.answer(index, proposals[at]!, new ScoreRow(addresses[at]!, this.#kernel))
      return { kind: 'settled' }
    }
    if (request.kind === 'survey') return { kind: 'surveyed', surveys: this.#genes?.surveys(request.most) ?? [] }
    if (request.kind === 'follow') return { kind: 'proposed', steps: this.#genes?.follows(request.decisions) ?? [] }
    return { kind: 'proposed', steps: this.#genes?.steps(request.most) ?? [] }
  }

  /** Forgets all genes. */
  clear(): void {
    this.#genes = undefined
  }
}
