import { foldPopulation, quantumExponent, type FoldedPopulation } from '../../core/population/fold.ts'
import { encodeGeneRecord } from '../../core/population/population-codec.ts'
import type { NextToken } from '../../core/population/population.ts'
import { sortedEntries } from '../../core/population/sorted-entries.ts'
import type { ProbeSettings } from '../../core/population/probe-settings.ts'
import type { NextTokenScores } from '../source/logit-source.ts'
import type { BinningLimits } from './binned-distribution.ts'
import { type Answer, Continuations, copied, type ExpansionTools, type Proposal } from './continuations.ts'
import type { OpenPath } from './open-paths.ts'
import { enough, type GeneSurvey } from './pool.ts'

/** What is known of a gene before its expansion. */
export interface OpenedFacts {
  readonly logLikelihood: number
  readonly tokens: number
  readonly bytes: number
  readonly nextTokens: readonly NextToken[]
  /** Tokens of the gene itself as the engine evaluated them. */
  readonly textTokens: number
  /** Longest continuation in tokens that the context still holds. */
  readonly room: number
}

/**
 * An allele or prefix that a node gives less mass than this share of the tolerance is added to the prefix above it at
 * once.
 */
const leastShare = 3e-4
/**
 * Share of the tolerance that tokens which are not looked at may take up, all nodes together; likewise what shorter
 * prefixes could add to mass that is left with a prefix.
 */
const rareShare = 0.3
/**
 * An allele or prefix is not told apart from the prefix above it, and a path is not kept, where that costs no more than
 * this share of the tolerance (falling like the others with the nodes). Measured on 32 math genes at tolerance 0.001:
 * 0.5 % more nodes than with 0 and less than half of the alleles to keep until folding, on a flat distribution over
 * 128,256 tokens a tenth.
 */
const priceShare = 1e-3
/** An allele or residue below this share of the tolerance is folded: 10^-6 at the default tolerance of 0.001. */
const foldShare = 1e-3
/**
 * Share of the tolerance that further folding may take up. Measured on 16 math genes at tolerance 0.001: 0.04 takes
 * 31.6 nodes and 12.8 kB a gene, 0.1 (finished below 0.87) takes 34.1 nodes and 11.0 kB.
 */
const foldBudget = 0.04
/**
 * A gene goes on, whatever its bound, while a single path holds more than this share of the tolerance: one evaluation
 * still tells much there, and the error of S comes from what stays open. At tolerance 0.001 that takes a twentieth more
 * nodes.
 */
const wideShare = 0.05
/**
 * The share that a path may hold: for coarse tolerances less than that, or they would end too soon. At lower
 * temperatures sums of squares are larger, and the same share matters less. Measured on 128 math genes and two models
 * at tolerance 0.01 and temperature 1: 20 tokens in place of 12, and half of the error of S.
 */
function widest({ tolerance, temperature }: ProbeSettings): number {
  return tolerance * wideShare * Math.min(1, Math.sqrt(0.001 / tolerance) * temperature ** -2.5)
}

/** Sum of a gene's squares that is taken for granted before anything is known of the genes of a pool: few have less. */
const pooledStart = 0.05

/**
 * The expansion of one gene's continuations: widest share of the bound first. Alternate `propose`, evaluation of what
 * it returns and `receive` of each answer, until `propose` returns nothing; then `record` is there. Under a pooled
 * tolerance others decide how far it goes: alternate `survey`, `take`, evaluation and `receive`, then `finish`.
 */
export class GeneExpansion {
  readonly #settings: ProbeSettings
  readonly #facts: OpenedFacts
  readonly #continuations: Continuations
  /** What the last survey told about, by place among the open paths. */
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
    this.#continuations = new Continuations(settings, tools, facts.room)
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
    const wide = widest(this.#settings)
    if (shares.length === 0 || (bound <= enough * tolerance && shares[0]! <= wide)) {
      this.finish(tolerance)
      return []
    }
    const excess = bound - enough * tolerance
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
   * Takes the answer to the proposal at `place` of the last ones; views in it are not kept. The order of the answers
   * does not matter.
   */
  receive(place: number, scores: NextTokenScores): void {
    const answer = this.#read(this.#proposed[place]!, scores)
    if (place > this.#followed) {
      this.#early.set(place, copied(answer))
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

  /**
   * What is too rare to look at after a path: of each share of the tolerance a falling part plus an equal one for each
   * node allowed.
   */
  #limits({ mass, whole, prefix }: OpenPath): BinningLimits {
    const part = 8 / (this.#nodes + 15) ** 2 + 0.5 / this.#settings.maxNodes
    const scale = this.#scale * part
    // Twice the largest probability of an allele is the most that mass can weigh in the bound.
    const ceiling = this.#continuations.trie.ceiling(prefix)
    const unit = scale / (2 * mass ** 2)
    return {
      floor: (leastShare * this.#scale * Math.min(1, (64 / this.#nodes) ** 2)) / mass,
      rest: Math.min(0.01, (rareShare * scale) / (whole * ceiling)),
      highest: Math.max(1, ceiling / 2 / mass),
      price: unit * priceShare,
      cap: unit * rareShare,
    }
  }

  /** Folds as usual, or, where that is too much for the limit, as much as it allows. */
  #fold(limit: number | undefined): FoldedPopulation {
    let threshold = foldShare * this.#scale
    let budget = foldBudget * this.#scale
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
