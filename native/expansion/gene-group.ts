import { createTokenOutcomes } from '../../core/population/token-outcomes.ts'
import { encodeUtf8 } from '../../core/population/utf8.ts'
import { BinTables } from '../kernel/bin-tables.ts'
import { threadKernel } from '../kernel/thread-kernel.ts'
import type { ProbeSettings } from '../../core/population/probe-settings.ts'
import { InferenceError, type ProbeGene } from '../process/inference.ts'
import type { InferenceFailure } from '../schemas/failure.ts'
import type { NextTokenScores, Vocabulary } from '../source/logit-source.ts'
import { createBinPrefixes, type ExpansionTools, type Proposal } from './continuations.ts'
import { GeneExpansion } from './gene-expansion.ts'
import { createNextDistribution, NonFiniteScoresError } from './next-distribution.ts'
import { nextTokens } from './next-tokens.ts'
import type { GeneSurvey } from './pool.ts'

/** Next tokens kept per gene. */
const nextTokensKept = 32

/** A gene whose text has been evaluated. */
export interface OpenedGene {
  readonly gene: ProbeGene
  readonly logLikelihood: number
  /** Tokens whose log-probability is summed in `logLikelihood`. */
  readonly tokens: number
  /** Tokens of the gene as the engine evaluated them. */
  readonly textTokens: number
  /** Longest continuation in tokens that the context still holds. */
  readonly depthLeft: number
}

/** What a gene wants next: paths, or nothing more where its record is there. */
export interface GeneStep {
  readonly index: number
  readonly proposals: readonly Proposal[]
  readonly record: Uint8Array | undefined
}

/**
 * What a pool has decided for a gene: how many of its widest paths are evaluated next, or that it ends within a limit
 * to its bound.
 */
export interface PoolDecision {
  readonly index: number
  /** What counts as rare from now on; see GeneExpansion. */
  readonly scale: number
  readonly next: { readonly paths: number } | { readonly limit: number }
}

/**
 * Some genes of a block, expanded in one thread. Methods are to be called in turn: begin, propose, answer, propose,
 * answer, ...
 */
export interface GeneGroup {
  /** Takes the distribution after a gene's text. */
  begin(opened: OpenedGene, next: NextTokenScores): void
  /** Takes the distribution after the path of proposal number `proposal`, of a gene's last proposals. */
  answer(index: number, proposal: number, next: NextTokenScores): void
  /** Resolves when no scores that were handed over are needed any more; rejects with what they have led to. */
  settle(): Promise<void>
  /** At most `most` paths of each gene that is not done, each gene by its own tolerance. */
  propose(most: number): Promise<readonly GeneStep[]>
  /** Where each gene stands that is not done, with the shares of its `most` widest paths. */
  survey(most: number): Promise<readonly GeneSurvey[]>
  /** The steps that a pool has decided on, for genes as their last survey found them. */
  follow(decisions: readonly PoolDecision[]): Promise<readonly GeneStep[]>
  /** Forgets all genes. */
  clear(): void
}

/** An InferenceError that names a gene. */
export function refuseGene(message: string, failure: InferenceFailure, gene: ProbeGene): InferenceError {
  return new InferenceError(`gene ${gene.index}: ${message}`, { failure, stage: 'probe', genes: [gene.index] })
}

/** Reading every token of a large vocabulary takes a second: once is enough for all probes of a model. */
const toolsByVocabulary = new WeakMap<Vocabulary, ExpansionTools>()

/** What the expansions of all genes of a model share in one thread. */
export function expansionTools(vocabulary: Vocabulary): ExpansionTools {
  let tools = toolsByVocabulary.get(vocabulary)
  if (tools === undefined) {
    const kernel = threadKernel(vocabulary)
    tools = {
      outcomes: createTokenOutcomes(vocabulary),
      distribute: createNextDistribution(vocabulary.size),
      kernel,
      binTables: new BinTables(vocabulary, kernel.memory),
      spare: [],
      prefixesOf: createBinPrefixes(),
      sums: new Float64Array(vocabulary.size),
    }
    toolsByVocabulary.set(vocabulary, tools)
  }
  return tools
}

/** Genes expanded in this thread. */
export class LocalGenes implements GeneGroup {
  readonly #vocabulary: Vocabulary
  readonly #settings: ProbeSettings
  readonly #genes = new Map<number, { readonly gene: ProbeGene; readonly expansion: GeneExpansion }>()

  constructor(vocabulary: Vocabulary, settings: ProbeSettings) {
    this.#vocabulary = vocabulary
    this.#settings = settings
  }

  begin({ gene, ...opened }: OpenedGene, next: NextTokenScores): void {
    const tools = expansionTools(this.#vocabulary)
    const facts = {
      ...opened,
      bytes: encodeUtf8(gene.text.toWellFormed()).length,
      nextTokens: nextTokens(next, this.#vocabulary, nextTokensKept, tools.kernel),
    }
    naming(gene, () =>
      this.#genes.set(gene.index, { gene, expansion: new GeneExpansion(this.#settings, tools, facts, next) }),
    )
  }

  answer(index: number, proposal: number, next: NextTokenScores): void {
    const { gene, expansion } = this.#genes.get(index)!
    naming(gene, () => expansion.receive(proposal, next))
  }

  settle(): Promise<void> {
    return Promise.resolve()
  }

  propose(most: number): Promise<readonly GeneStep[]> {
    return Promise.resolve(this.steps(most))
  }

  /** The same as `propose`, at once. */
  steps(most: number): GeneStep[] {
    return Array.from(this.#genes, ([index, { expansion }]) => {
      const proposals = expansion.propose(most)
      const { record } = expansion
      if (record !== undefined) this.#genes.delete(index)
      return { index, proposals, record }
    })
  }

  survey(most: number): Promise<readonly GeneSurvey[]> {
    return Promise.resolve(this.surveys(most))
  }

  surveys(most: number): GeneSurvey[] {
    return Array.from(this.#genes, ([index, { expansion }]) => ({
      index,
      ...expansion.survey(most),
      squares: expansion.squares,
    }))
  }

  follow(decisions: readonly PoolDecision[]): Promise<readonly GeneStep[]> {
    return Promise.resolve(this.follows(decisions))
  }

  follows(decisions: readonly PoolDecision[]): GeneStep[] {
    return decisions.map(({ index, scale, next }) => {
      const { expansion } = this.#genes.get(index)!
      expansion.rescale(scale)
      if ('paths' in next) return { index, proposals: expansion.take(next.paths), record: undefined }
      expansion.finish(next.limit)
      this.#genes.delete(index)
      return { index, proposals: [], record: expansion.record }
    })
  }

  clear(): void {
    this.#genes.clear()
  }
}

/** Runs `take`, naming the gene in what it throws for scores that are not finite. */
function naming(gene: ProbeGene, take: () => void): void {
  try {
    take()
  } catch (error) {
    if (error instanceof NonFiniteScoresError)
      throw refuseGene(`expected finite scores from the model, but ${error.message}`, 'non-finite', gene)
    throw error
  }
}
