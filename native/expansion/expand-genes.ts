import { encodeUtf8 } from '../../core/population/utf8.ts'
import { createTokenOutcomes } from '../../core/population/token-outcomes.ts'
import type { GeneResult } from '../../core/population/population.ts'
import { VocabularyKernel } from '../kernel/vocabulary-kernel.ts'
import type { ProbeSettings } from '../probe-settings.ts'
import { InferenceError, type InferenceFailure, type ProbeGene } from '../process/inference.ts'
import type { LogitSource, NextTokenScores, SourceNode, Vocabulary } from '../source/logit-source.ts'
import { createBinPrefixes, GeneExpansion, type ExpansionTools, type Proposal } from './gene-expansion.ts'
import { createNextDistribution, NonFiniteScoresError } from './next-distribution.ts'
import { nextTokens } from './next-tokens.ts'

export interface ExpandOptions {
  /** Called once per gene, as soon as it is done. */
  readonly onGene: (index: number, result: GeneResult) => void
  /** Called after each round: genes done and next-token distributions taken since the call began. */
  readonly onProgress?: (progress: { readonly genes: number; readonly nodes: number }) => void
  /** Aborting stops the work at the next call of the source; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/** Next tokens kept per gene. */
const nextTokensKept = 32
/**
 * Most paths of one gene in one round: more fill a batch better but are chosen before the best of them is known. Measured on math
 * genes at tolerance 0.001: 1 and 4 take 29.4 nodes a gene, 8 take 29.8, 32 take 32.8.
 */
const pathsPerRound = 8

/** Reading every token of a large vocabulary takes a second: once is enough for all probes of a model. */
const toolsByVocabulary = new WeakMap<Vocabulary, ExpansionTools>()

function toolsOf(vocabulary: Vocabulary): ExpansionTools {
  let tools = toolsByVocabulary.get(vocabulary)
  if (tools === undefined) {
    tools = {
      outcomes: createTokenOutcomes(vocabulary),
      distribute: createNextDistribution(vocabulary.size),
      kernel: new VocabularyKernel(vocabulary.size),
      prefixesOf: createBinPrefixes(),
      sums: new Float64Array(vocabulary.size),
    }
    toolsByVocabulary.set(vocabulary, tools)
  }
  return tools
}

interface TokenisedGene {
  readonly gene: ProbeGene
  readonly tokens: readonly number[]
}

function refuse(message: string, failure: InferenceFailure, gene: ProbeGene): InferenceError {
  return new InferenceError(`gene ${gene.index}: ${message}`, { failure, stage: 'probe', genes: [gene.index] })
}

function tokenise(source: LogitSource, gene: ProbeGene): TokenisedGene {
  if (gene.text === '') throw refuse('expected a text of at least one character, found an empty one', 'refused', gene)
  const tokens = source.tokenize(gene.text)
  if (tokens.length === 0) throw refuse('expected at least one token, found that the model makes none of this text', 'refused', gene)
  const most = source.contextTokens - 1
  if (tokens.length > most) throw refuse(`expected at most ${most} tokens, got ${tokens.length}`, 'text-too-long', gene)
  return { gene, tokens }
}

/** Genes whose indices fall into the same stretch of `size`: so a gene shares its batches with the same genes after a resume. */
function blocksOf(genes: readonly TokenisedGene[], size: number): TokenisedGene[][] {
  const blocks = new Map<number, TokenisedGene[]>()
  for (const item of [...genes].sort((left, right) => left.gene.index - right.gene.index)) {
    const number = Math.floor(item.gene.index / size)
    const block = blocks.get(number)
    if (block === undefined) blocks.set(number, [item])
    else block.push(item)
  }
  return [...blocks.values()]
}

/** Runs `take`, naming the gene in what it throws for scores that are not finite. */
function naming(gene: ProbeGene, take: () => void): void {
  try {
    take()
  } catch (error) {
    if (error instanceof NonFiniteScoresError) throw refuse(`expected finite scores from the model, but ${error.message}`, 'non-finite', gene)
    throw error
  }
}

/** Calls a source and throws what a `receive` callback threw, whatever the source made of that. */
async function receiving(call: (guard: (take: () => void) => void) => Promise<void>): Promise<void> {
  const failures: unknown[] = []
  const guard = (take: () => void): void => {
    if (failures.length > 0) return
    try {
      take()
    } catch (error) {
      failures.push(error)
    }
  }
  try {
    await call(guard)
  } catch (error) {
    failures.push(error)
  }
  if (failures.length > 0) throw failures[0]
}

/** One gene of an open block. */
interface Running {
  readonly gene: ProbeGene
  readonly expansion: GeneExpansion
}

async function openBlock(
  source: LogitSource,
  block: readonly TokenisedGene[],
  settings: ProbeSettings,
  tools: ExpansionTools,
  signal: AbortSignal | undefined,
): Promise<Running[]> {
  const running = new Map<number, Running>()
  const byKey = new Map(block.map((item) => [item.gene.index, item]))
  const texts = block.map(({ gene, tokens }) => ({ key: gene.index, tokens }))
  const take = (key: number, tokenLogProbabilities: Float64Array, next: NextTokenScores): void => {
    const { gene, tokens } = byKey.get(key)!
    const logLikelihood = tokenLogProbabilities.reduce((sum, value) => sum + value, 0)
    if (!Number.isFinite(logLikelihood)) throw refuse(`expected a finite log-likelihood, got ${logLikelihood}`, 'non-finite', gene)
    const facts = {
      logLikelihood,
      tokens: tokenLogProbabilities.length,
      bytes: encodeUtf8(gene.text.toWellFormed()).length,
      nextTokens: nextTokens(next, source.vocabulary, nextTokensKept),
      textTokens: tokens.length,
      room: source.contextTokens - tokens.length,
    }
    naming(gene, () => running.set(key, { gene, expansion: new GeneExpansion(settings, tools, facts, next) }))
  }
  await receiving((guard) =>
    source.open(texts, (text, logProbabilities, next) => guard(() => take(text.key, logProbabilities, next)), signal),
  )
  return block.map(({ gene }) => {
    const found = running.get(gene.index)
    if (found === undefined) throw refuse('expected an answer for every text, found none for this one', 'failed', gene)
    return found
  })
}

interface Request extends Proposal {
  readonly running: Running
  /** Place among the gene's proposals of this round. */
  readonly place: number
}

/** Evaluates the requests of one round, at most `nodesPerCall` in one call of the source. */
async function evaluate(source: LogitSource, requests: readonly Request[], signal: AbortSignal | undefined): Promise<void> {
  for (let from = 0; from < requests.length; from += source.nodesPerCall) {
    signal?.throwIfAborted()
    const part = requests.slice(from, from + source.nodesPerCall)
    const nodes: SourceNode[] = part.map(({ running, path, detail }) => ({ key: running.gene.index, path, detail }))
    const answered = new Set<number>()
    await receiving((guard) =>
      source.expand(
        nodes,
        (index, next) =>
          guard(() => {
            const { running, place, detail } = part[index]!
            if (detail === 'whole' && next.tokens !== undefined) {
              throw refuse(`expected scores of the whole vocabulary, got ${next.scores.length} tokens`, 'failed', running.gene)
            }
            naming(running.gene, () => running.expansion.receive(place, next))
            answered.add(index)
          }),
        signal,
      ),
    )
    const missing = part.find((_, index) => !answered.has(index))
    if (missing !== undefined) throw refuse('expected an answer for every path, found none for one', 'failed', missing.running.gene)
  }
}

/**
 * Expands the continuations of genes until the bound of each is within `settings.tolerance` or a cap is hit, and hands over each
 * gene's result as soon as it is there.
 *
 * Genes are worked on in fixed blocks: those whose index divided by `source.texts` is the same. In each round every gene of the block
 * that is not done proposes the paths that hold most of its bound, and all of these are evaluated together. What shares a batch follows
 * from the genes and the settings alone, so the same source gives the same results; give whole blocks where that matters.
 *
 * Rejects with an InferenceError that names the gene where its text is empty or too long for the context (before anything is
 * evaluated) or where the model's scores are not finite; with the signal's reason where it is aborted. Open texts are always released.
 */
export async function expandGenes(
  source: LogitSource,
  genes: readonly ProbeGene[],
  settings: ProbeSettings,
  { onGene, onProgress, signal }: ExpandOptions,
): Promise<void> {
  signal?.throwIfAborted()
  const tools = toolsOf(source.vocabulary)
  const tokenised = genes.map((gene) => tokenise(source, gene))
  const progress = { genes: 0, nodes: 0 }

  for (const block of blocksOf(tokenised, source.texts)) {
    signal?.throwIfAborted()
    const open = new Set(block.map(({ gene }) => gene.index))
    try {
      let active = await openBlock(source, block, settings, tools, signal)
      progress.nodes += active.length
      while (active.length > 0) {
        signal?.throwIfAborted()
        const most = Math.max(1, Math.min(pathsPerRound, Math.floor(source.nodesPerCall / active.length)))
        const requests = active.flatMap((running) =>
          running.expansion.propose(most).map((proposal, place): Request => ({ ...proposal, running, place })),
        )
        for (const { gene, expansion } of active) {
          if (expansion.result === undefined) continue
          source.release(gene.index)
          open.delete(gene.index)
          progress.genes += 1
          onGene(gene.index, expansion.result)
        }
        active = active.filter(({ expansion }) => expansion.result === undefined)
        await evaluate(source, requests, signal)
        progress.nodes += requests.length
        onProgress?.({ ...progress })
      }
    } finally {
      for (const key of open) source.release(key)
    }
  }
}
