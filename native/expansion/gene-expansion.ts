import { foldPopulation, quantumExponent, type FoldedPopulation } from '../../core/population/fold.ts'
import { encodeGeneRecord } from '../../core/population/population-codec.ts'
import type { NextToken } from '../../core/population/population.ts'
import { sortedEntries } from '../../core/population/sorted-entries.ts'
import type { ProbeSettings } from '../../core/population/probe-settings.ts'
import type { NextTokenScores } from '../source/logit-source.ts'
import type { BinningLimits } from './binned-distribution.ts'
import { type Answer, Continuations, copied, type ExpansionTools, type Proposal } from './continuations.ts'
import type { OpenPath } from './open-paths.ts'
import type { GeneSurvey } from './pool.ts'
import {
  entryPriceShare,
  finishedShare,
  foldingShare,
  foldThresholdShare,
  leastEntryShare,
  partOfNode,
  pooledStart,
  shorterPrefixShare,
  unseenShare,
  widestOpenPath,
} from './tolerance-budget.ts'

/** What is known of a gene before its expansion. */
export interface OpenedFacts {
  readonly logLikelihood: number
  readonly tokens: number
  readonly bytes: number
  readonly nextTokens: readonly NextToken[]
  /** Tokens of the gene itself as the engine evaluated them. */
  readonly textTokens: number
  /** Longest continuation in tokens that the context still holds. */
  readonly depthLeft: number
}

/**
 * The expansion of one gene's continuations: widest share of the bound first. Alternate `propose`, evaluation of what
 * it returns and `receive` of each answer, until `propose` returns nothing; then `record` is there. Under a pooled
 * tolerance others decide how far it goes: alternate `survey`, `take`, evaluation and `receive`, then `finish`.
 */
export class GeneExpansion {
  readonly #settings: ProbeSettings
  readonly #facts: OpenedFacts
  readonly #continuations: Continuations
  /** What the last survey told about, by index among the open paths. */
  #widest: readonly { readonly index: number; readonly share: number }[] = []
  #bound = Number.POSITIVE_INFINITY
  #proposed: OpenPath[] = []
  /**
   * What counts as rare in this gene is measured by this: the tolerance, or what a pooled one allows a gene on average.
   */
  #scale: number
  /** How many of the proposed paths have been followed, in order, and answers that came before their turn. */
  #followed = 0
  readonly #early = new Map<number, Answer>()
  #nodes: number
  #evaluatedTokens: number
  #record: Uint8Array | undefined

  /** `root` is the distribution after the gene's text, as `open` of a source gives it. */
  constructor(settings: ProbeSettings, tools: ExpansionTools, facts: OpenedFacts, root: NextTokenScores) {
    this.#settings = settings
    this.#continuations = new Continuations(settings, tools, facts.depthLeft)
    this.#facts = facts
    this.#scale = settings.pooled ? pooledStart * settings.tolerance : settings.tolerance
    this.#nodes = 1
    this.#evaluatedTokens = facts.textTokens
    const start = this.#continuations.start()
    if (root.tokens !== undefined && settings.temperature !== 1) this.#continuations.keepOpen(start)
    else this.#continuations.follow(start, this.#read(start, root))
  }

  get nodes(): number {
    return this.#nodes
  }

  /** The gene's record (see population-codec.ts), once it is done. */
  get record(): Uint8Array | undefined {
    return this.#record
  }

  /**
   * Up to `most` paths, widest share of the bound first, none that the end could be reached without. Empty when done.
   */
  propose(most: number): Proposal[] {
    if (this.#record !== undefined) return []
    const { bound, shares } = this.survey(most)
    const { tolerance } = this.#settings
    const wide = widestOpenPath(this.#settings)
    if (shares.length === 0 || (bound <= finishedShare * tolerance && shares[0]! <= wide)) {
      this.finish(tolerance)
      return []
    }
    const excess = bound - finishedShare * tolerance
    let covered = 0
    let needed = 0
    while (needed < shares.length && (needed === 0 || covered < excess || shares[needed]! > wide)) {
      covered += shares[needed]!
      needed += 1
    }
    return this.take(needed)
  }

  /**
   * Takes in the answers to the last proposals and tells where the gene stands, with the shares of its `most` widest
   * open paths.
   */
  survey(most: number): Pick<GeneSurvey, 'bound' | 'shares'> {
    this.#absorb()
    const bound = this.#continuations.trie.update()
    this.#widest = this.#continuations.open.widest(Math.min(most, this.#settings.maxNodes - this.#nodes), (prefix) =>
      this.#continuations.trie.weight(prefix),
    )
    this.#bound = bound
    return { bound, shares: this.#widest.map(({ share }) => share) }
  }

  /** Sum of the squares of the resolved alleles. */
  get squares(): number {
    const { alleleMass, alleleCount } = this.#continuations.trie
    let squares = 0
    for (let allele = 0; allele < alleleCount; allele += 1) squares += alleleMass[allele]! ** 2
    return squares
  }

  /** Proposes the first `count` of the paths whose shares the last survey told. */
  take(count: number): Proposal[] {
    const chosen = this.#widest.slice(0, count).map(({ index }) => index)
    this.#proposed = chosen.map((index) => this.#continuations.open.at(index))
    this.#continuations.open.remove(chosen)
    return this.#proposed.map((open) => ({
      path: this.#continuations.pathOf(open),
      detail: this.#continuations.detailOf(open),
    }))
  }

  /**
   * Ends the expansion as the last survey found it: `record` is there. Folding keeps a bound that is within `limit` so.
   */
  finish(limit: number): void {
    const isWithin = this.#bound <= limit
    const folded = this.#fold(isWithin ? limit : undefined)
    const spent = this.#nodes >= this.#settings.maxNodes
    const { unresolved, bound } = folded
    const { logLikelihood, tokens, bytes, nextTokens } = this.#facts
    const cap = bound <= limit ? 'none' : spent ? 'nodes' : 'depth'
    const facts = {
      unresolved,
      bound,
      logLikelihood,
      tokens,
      bytes,
      nodes: this.#nodes,
      evaluatedTokens: this.#evaluatedTokens,
      cap,
      nextTokens,
    } as const
    const { alleles, residue } = sortedEntries(this.#continuations.trie, folded.alleles, folded.residue)
    this.#record = encodeGeneRecord(facts, alleles, residue)
    this.#continuations.end()
  }

  /** Sets what counts as rare: how much of the bound a gene may take up, on average over a pool. */
  rescale(scale: number): void {
    this.#scale = scale
  }

  /**
   * Takes the answer to proposal number `proposal` of the last ones; views in it are not kept. The order of the answers
   * does not matter.
   */
  receive(proposal: number, scores: NextTokenScores): void {
    const answer = this.#read(this.#proposed[proposal]!, scores)
    if (proposal > this.#followed) {
      this.#early.set(proposal, copied(answer))
      return
    }
    let next: Answer | undefined = answer
    while (next !== undefined) {
      this.#continuations.follow(this.#proposed[this.#followed]!, next)
      this.#followed += 1
      next = this.#early.get(this.#followed)
    }
  }

  #read(open: OpenPath, scores: NextTokenScores): Answer {
    return this.#continuations.read(open, scores, this.#limits(open))
  }

  /**
   * Ends the round of the last proposals. What a round's answers are measured by, `#nodes` among it, changes only here.
   */
  #absorb(): void {
    const expected = this.#proposed.length
    if (this.#followed < expected)
      throw new Error(`expected an answer to each of ${expected} paths, found none to number ${this.#followed}`)
    this.#nodes += expected
    this.#evaluatedTokens += this.#proposed.reduce((sum, open) => sum + this.#continuations.pathOf(open).length, 0)
    this.#proposed = []
    this.#followed = 0
    this.#early.clear()
  }

  /** What is too rare to look at after a path. */
  #limits({ mass, whole, prefix }: OpenPath): BinningLimits {
    const scale = this.#scale * partOfNode(this.#nodes, this.#settings.maxNodes)
    // Twice the largest probability of an allele is the most that mass can weigh in the bound.
    const ceiling = this.#continuations.trie.ceiling(prefix)
    const unit = scale / (2 * mass ** 2)
    return {
      floor: (leastEntryShare * this.#scale * Math.min(1, (64 / this.#nodes) ** 2)) / mass,
      rest: Math.min(0.01, (unseenShare * scale) / (whole * ceiling)),
      highest: Math.max(1, ceiling / 2 / mass),
      price: unit * entryPriceShare,
      cap: unit * shorterPrefixShare,
    }
  }

  /** Folds as usual, or, where that is too much for the limit, as much as it allows. */
  #fold(limit: number | undefined): FoldedPopulation {
    let threshold = foldThresholdShare * this.#scale
    let budget = foldingShare * this.#scale
    let exponent = quantumExponent(this.#scale)
    let folded = foldPopulation(this.#continuations.trie, { threshold, budget, exponent })
    while (limit !== undefined && folded.bound > limit && (threshold > 1e-18 || exponent < 52)) {
      threshold /= 4
      budget /= 4
      exponent = Math.min(52, exponent + 1)
      folded = foldPopulation(this.#continuations.trie, { threshold, budget, exponent })
    }
    return folded
  }
}
