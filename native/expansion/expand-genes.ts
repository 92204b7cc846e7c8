import { plural } from '../../core/format/quantity.ts'
import type { ProbeSettings } from '../../core/population/probe-settings.ts'
import type { InferenceError, ProbeGene } from '../process/inference.ts'
import type { LogitSource, NextTokenScores, SourceNode } from '../source/logit-source.ts'
import type { Proposal } from './continuations.ts'
import type { RowThreads } from '../threads/row-threads.ts'
import { type GeneGroup, type GeneStep, LocalGenes, type PoolDecision, refuseGene } from './gene-group.ts'
import { poolAllowance, poolSlack, sharePool } from './pool.ts'

/** A source, and the threads that can read its scores at their addresses where it has any. */
export type ThreadedSource = LogitSource & { readonly rowThreads?: RowThreads | undefined }

export interface ExpandOptions {
  /** Called once per gene, as soon as it is done, with its record (see population-codec.ts). */
  readonly onGene: (index: number, record: Uint8Array) => void
  /**
   * Called once per gene that cannot be evaluated, before any other is: its text is empty or too long for the context.
   * The error names the gene. Absent: the first such error rejects the call.
   */
  readonly onRefused?: (refusal: InferenceError) => void
  /** Called after each round: genes done and next-token distributions taken since the call began. */
  readonly onProgress?: (progress: { readonly genes: number; readonly nodes: number }) => void
  /** Aborting stops the work at the next call of the source; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/**
 * Most paths of one gene in one round: more fill a batch better but are chosen before the best of them is known.
 * Measured on math genes at tolerance 0.001: 1 and 4 take 29.4 nodes a gene, 8 take 29.8, 32 take 32.8.
 */
export const pathsPerRound = 8
/** The same under a pooled tolerance, on average over the genes. */
const pooledPathsPerGene = 2

interface TokenisedGene {
  readonly gene: ProbeGene
  readonly tokens: readonly number[]
}

/** The tokens of a gene, or why it cannot be evaluated. */
function tokenise(source: LogitSource, gene: ProbeGene): TokenisedGene | InferenceError {
  if (gene.text === '')
    return refuseGene('expected a text of at least one character, found an empty one', 'refused', gene)
  const tokens = source.tokenize(gene.text)
  if (tokens.length === 0)
    return refuseGene('expected at least one token, found that the model makes none of this text', 'refused', gene)
  const most = source.contextTokens - 1
  if (tokens.length > most) {
    return refuseGene(
      `expected at most ${plural(most, 'token')}, as many as the model's context holds, found ${tokens.length}`,
      'text-too-long',
      gene,
    )
  }
  return { gene, tokens }
}

/**
 * Genes whose indices fall into the same stretch of `size`: so a gene shares its batches with the same genes after a
 * resume.
 */
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

/** The groups that expand the genes of a block, and which group has which gene: threads share genes evenly. */
class Block {
  readonly #groups: readonly GeneGroup[]
  readonly #groupOf = new Map<number, GeneGroup>()
  /** Genes that are not done. */
  #open: number

  constructor(groups: readonly GeneGroup[], genes: readonly TokenisedGene[]) {
    this.#groups = groups
    this.#open = genes.length
    for (const group of groups) group.clear()
    for (const [position, { gene }] of genes.entries()) this.#groupOf.set(gene.index, groups[position % groups.length]!)
  }

  groupOf(gene: number): GeneGroup {
    return this.#groupOf.get(gene)!
  }

  /** Waits for all groups, also where one has failed: scores may be overwritten afterwards. */
  readonly settle = async (): Promise<void> => {
    const ended = await Promise.allSettled(this.#groups.map((group) => group.settle()))
    const failed = ended.find((result) => result.status === 'rejected')
    if (failed !== undefined) throw failed.reason as Error
  }

  /**
   * What every gene that is not done wants next, by gene: `most` paths together or, where there are more genes, one
   * each.
   */
  async next({ pooled, tolerance }: ProbeSettings, most: number): Promise<readonly GeneStep[]> {
    if (pooled) return this.#share(tolerance, most)
    const each = Math.max(1, Math.min(pathsPerRound, Math.floor(most / this.#open)))
    const steps = await Promise.all(this.#groups.map((group) => group.propose(each)))
    for (const { record } of steps.flat()) if (record !== undefined) this.#open -= 1
    return steps.flat().sort((left, right) => left.index - right.index)
  }

  /** The same under a pooled tolerance: all genes go on, those that narrow the sum most, until all end together. */
  async #share(tolerance: number, most: number): Promise<readonly GeneStep[]> {
    const surveysByGroup = await Promise.all(this.#groups.map((group) => group.survey(pathsPerRound)))
    const surveys = surveysByGroup.flat().sort((left, right) => left.index - right.index)
    const paths = sharePool(surveys, tolerance, Math.min(most, pooledPathsPerGene * surveys.length))
    const isOver = paths.every((count) => count === 0)
    const scale = poolAllowance(surveys, tolerance)
    const slack = poolSlack(surveys, tolerance)
    const decisions = surveys.map(
      ({ index, bound }, position): PoolDecision => ({
        index,
        scale,
        // Where no path is left and the pool still exceeds its tolerance, every gene is capped.
        next: isOver ? { limit: slack > 0 ? bound + slack : 0 } : { paths: paths[position]! },
      }),
    )
    const steps = await Promise.all(
      this.#groups.map((group) => group.follow(decisions.filter(({ index }) => this.groupOf(index) === group))),
    )
    return steps.flat().sort((left, right) => left.index - right.index)
  }
}

async function openBlock(
  source: LogitSource,
  genes: readonly TokenisedGene[],
  block: Block,
  signal: AbortSignal | undefined,
): Promise<void> {
  const byKey = new Map(genes.map((item) => [item.gene.index, item]))
  const answered = new Set<number>()
  const take = (key: number, tokenLogProbabilities: Float64Array, next: NextTokenScores): void => {
    const { gene, tokens } = byKey.get(key)!
    const logLikelihood = tokenLogProbabilities.reduce((sum, value) => sum + value, 0)
    if (!Number.isFinite(logLikelihood))
      throw refuseGene(`expected a finite log-likelihood, got ${logLikelihood}`, 'non-finite', gene)
    const tokensLeft = source.contextTokens - tokens.length
    block
      .groupOf(key)
      .begin(
        { gene, logLikelihood, tokens: tokenLogProbabilities.length, textTokens: tokens.length, depthLeft: tokensLeft },
        next,
      )
    answered.add(key)
  }
  const texts = genes.map(({ gene, tokens }) => ({ key: gene.index, tokens }))
  await receiving((guard) =>
    source.open(
      texts,
      (text, logProbabilities, next) => guard(() => take(text.key, logProbabilities, next)),
      signal,
      block.settle,
    ),
  )
  const missing = genes.find(({ gene }) => !answered.has(gene.index))
  if (missing !== undefined)
    throw refuseGene('expected an answer for every text, found none for this one', 'failed', missing.gene)
}

interface Request extends Proposal {
  readonly gene: ProbeGene
  /** Index among the gene's proposals of this round. */
  readonly proposal: number
}

/** Evaluates the requests of one round, at most `nodesPerCall` in one call of the source. */
async function evaluate(
  source: LogitSource,
  requests: readonly Request[],
  block: Block,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let from = 0; from < requests.length; from += source.nodesPerCall) {
    signal?.throwIfAborted()
    const part = requests.slice(from, from + source.nodesPerCall)
    const nodes: SourceNode[] = part.map(({ gene, path, detail }) => ({ key: gene.index, path, detail }))
    const answered = new Set<number>()
    await receiving((guard) =>
      source.expand(
        nodes,
        (index, next) =>
          guard(() => {
            const { gene, proposal, detail } = part[index]!
            if (detail === 'whole' && next.tokens !== undefined) {
              throw refuseGene(
                `expected scores of the whole vocabulary, got ${plural(next.scores.length, 'token')}`,
                'failed',
                gene,
              )
            }
            block.groupOf(gene.index).answer(gene.index, proposal, next)
            answered.add(index)
          }),
        signal,
        block.settle,
      ),
    )
    const missing = part.find((_, index) => !answered.has(index))
    if (missing !== undefined)
      throw refuseGene('expected an answer for every path, found none for one', 'failed', missing.gene)
  }
}

/**
 * Expands the continuations of genes until the bound of each, or under a pooled tolerance those of a block together, is
 * within `settings.tolerance` or a cap is hit, and hands over each gene's result as soon as it is there.
 *
 * Genes are worked on in fixed blocks: those whose index divided by `source.texts` is the same. In each round every
 * gene of the block that is not done proposes the paths that hold most of its bound, and all of these are evaluated
 * together. What shares a batch follows from the genes and the settings alone, so the same source gives the same
 * results; give whole blocks where that matters. The genes of a block are shared among the threads of the source, if it
 * has any; a result does not depend on the thread it is computed in.
 *
 * Rejects with an InferenceError that names the gene where the model's scores are not finite; with the signal's reason
 * where it is aborted. Open texts are always released.
 */
export async function expandGenes(
  source: ThreadedSource,
  genes: readonly ProbeGene[],
  settings: ProbeSettings,
  { onGene, onRefused, onProgress, signal }: ExpandOptions,
): Promise<void> {
  signal?.throwIfAborted()
  const tokenised = genes.flatMap((gene) => {
    const outcome = tokenise(source, gene)
    if ('tokens' in outcome) return [outcome]
    if (onRefused === undefined) throw outcome
    onRefused(outcome)
    return []
  })
  const groups = source.rowThreads?.groups(settings) ?? [new LocalGenes(source.vocabulary, settings)]
  const progress = { genes: 0, nodes: 0 }

  for (const items of blocksOf(tokenised, source.texts)) {
    signal?.throwIfAborted()
    const block = new Block(groups, items)
    const open = new Map(items.map(({ gene }) => [gene.index, gene]))
    try {
      await openBlock(source, items, block, signal)
      progress.nodes += open.size
      while (open.size > 0) {
        signal?.throwIfAborted()
        const steps = await block.next(settings, source.nodesPerCall)
        const requests = steps.flatMap(({ index, proposals }) =>
          proposals.map((proposal, position): Request => ({ ...proposal, gene: open.get(index)!, proposal: position })),
        )
        for (const { index, record } of steps) {
          if (record === undefined) continue
          source.release(index)
          open.delete(index)
          progress.genes += 1
          onGene(index, record)
        }
        await evaluate(source, requests, block, signal)
        progress.nodes += requests.length
        onProgress?.({ ...progress })
      }
    } finally {
      for (const key of open.keys()) source.release(key)
    }
  }
}
