import { isClean, startReading } from '../../core/population/allele-reader.ts'
import { AlleleTrie, endMark } from '../../core/population/allele-trie.ts'
import { replacement } from '../../core/population/utf8.ts'
import { foldPopulation, quantumExponent, type FoldedPopulation } from '../../core/population/fold.ts'
import type { GeneResult, NextToken } from '../../core/population/population.ts'
import { binKinds, type TokenBins } from '../../core/population/token-bins.ts'
import type { createTokenOutcomes, OutcomeTable } from '../../core/population/token-outcomes.ts'
import type { ProbeSettings } from '../probe-settings.ts'
import type { Detail, NextTokenScores } from '../source/logit-source.ts'
import type { VocabularyKernel } from '../kernel/vocabulary-kernel.ts'
import { type BinnedDistribution, binnedDistribution, type PartedDistribution, partedDistribution } from './binned-distribution.ts'
import type { createNextDistribution, NextDistribution } from './next-distribution.ts'

import { type OpenPath, OpenPaths } from './open-paths.ts'
import type { GeneSurvey } from './pool.ts'

/** What the expansions of all genes of a model share. */
export interface ExpansionTools {
  readonly outcomes: ReturnType<typeof createTokenOutcomes>
  /** For top lists and for scores in double precision. */
  readonly distribute: ReturnType<typeof createNextDistribution>
  /** For scores of the whole vocabulary in single precision. */
  readonly kernel: VocabularyKernel
  /** Zeros, one per token of the vocabulary: room for sums over the outcomes of a table, left as zeros. */
  readonly sums: Float64Array
  /** Room to note which prefix of a trie each bin leads to, empty at each call. */
  prefixesOf(tokenBins: TokenBins): BinPrefixes
}

/** Numbers of prefixes per bin, valid where `seen` holds the stamp. */
export interface BinPrefixes {
  readonly numbers: Int32Array
  readonly seen: Int32Array
  readonly stamp: number
}

/** Room for every table of bins; see `ExpansionTools.prefixesOf`. */
export function createBinPrefixes(): ExpansionTools['prefixesOf'] {
  const rooms = new WeakMap<TokenBins, Omit<BinPrefixes, 'stamp'>>()
  let stamp = 0
  return (tokenBins) => {
    let room = rooms.get(tokenBins)
    if (room === undefined) rooms.set(tokenBins, (room = { numbers: new Int32Array(tokenBins.count), seen: new Int32Array(tokenBins.count) }))
    stamp += 1
    return { ...room, stamp }
  }
}

/** A path that a gene wants evaluated. */
export interface Proposal {
  readonly path: readonly number[]
  readonly detail: Detail
}

/** Facts about a gene that its expansion does not change. */
export interface GeneFacts {
  readonly logLikelihood: number
  readonly tokens: number
  readonly bytes: number
  readonly nextTokens: readonly NextToken[]
  /** Tokens of the gene itself as the engine evaluated them. */
  readonly textTokens: number
  /** Longest continuation in tokens that the context still holds. */
  readonly room: number
}

const replacementCharacter = replacement.codePointAt(0)!

/** In place of a token: the path's own distribution again, whole this time, for the mass its top list left out. */
const again = -1

/** What came back for a path. Arrays are views that the next answer overwrites. */
type Answer =
  | {
      readonly kind: 'listed'
      readonly next: NextDistribution
      /** The tokens of a top list. */
      readonly listed: ReadonlySet<number> | undefined
    }
  | { readonly kind: 'binned'; readonly binned: BinnedDistribution; readonly tokenBins: TokenBins }
  | {
      /** After a path that ends within a character: tokens that may go on with it, and what the others lead to once it is broken off. */
      readonly kind: 'unfinished'
      readonly parted: PartedDistribution
      readonly tokens: Int32Array
      readonly floor: number
      readonly tokenBins: TokenBins | undefined
    }

interface Expanded {
  readonly path: readonly number[]
  /** Tokens that are already accounted for; only where the rest can be asked for again. */
  readonly listed: ReadonlySet<number> | undefined
}

/** An allele or prefix that a node gives less mass than this share of the tolerance is added to the prefix above it at once. */
const leastShare = 3e-4
/** Share of the tolerance that tokens too rare to follow may take up, all nodes together. */
const rareShare = 0.3
/** An allele or residue below this share of the tolerance is folded: 10^-6 at the default tolerance of 0.001. */
const foldShare = 1e-3
/**
 * Share of the tolerance that further folding may take up. Measured on 16 math genes at tolerance 0.001: 0.04 takes 31.6 nodes and
 * 12.8 kB a gene, 0.1 (finished below 0.87) takes 34.1 nodes and 11.0 kB.
 */
const foldBudget = 0.04
/** A gene is finished once its bound before folding is below this share of the tolerance: folding takes up the rest. */
const enough = 0.95
/**
 * A gene goes on, whatever its bound, while a single path holds more than this share of the tolerance: one evaluation still tells
 * much there. On 32 math genes and two models at tolerance 0.01 it takes nearly twice the nodes; replayed distributions gave less than half
 * of the error of S. At 0.001 it takes a twentieth more nodes.
 */
const wideShare = 0.05

/** Sum of a gene's squares that is taken for granted before anything is known of the genes of a pool: few have less. */
const pooledStart = 0.05

/**
 * The expansion of one gene's continuations: widest share of the bound first. Alternate `propose`, evaluation of what it returns and
 * `receive` of each answer, until `propose` returns nothing; then `result` is there. Under a pooled tolerance others decide how far it
 * goes: alternate `survey`, `take`, evaluation and `receive`, then `finish`.
 */
export class GeneExpansion {
  readonly #settings: ProbeSettings
  readonly #tools: ExpansionTools
  readonly #facts: GeneFacts
  readonly #trie = new AlleleTrie()
  readonly #open = new OpenPaths()
  readonly #expanded: Expanded[] = []
  /** What the last survey told about, by place among the open paths. */
  #widest: readonly { readonly index: number; readonly share: number }[] = []
  #bound = Number.POSITIVE_INFINITY
  #proposed: OpenPath[] = []
  /** What counts as rare in this gene is measured by this: the tolerance, or what a pooled one allows a gene on average. */
  #scale: number
  /** How many of the proposed paths have been followed, in order, and answers that came before their turn. */
  #followed = 0
  readonly #early = new Map<number, Answer>()
  #nodes: number
  #evaluatedTokens: number
  #result: GeneResult | undefined

  /** `root` is the distribution after the gene's text, as `open` of a source gives it. */
  constructor(settings: ProbeSettings, tools: ExpansionTools, facts: GeneFacts, root: NextTokenScores) {
    this.#settings = settings
    this.#tools = tools
    this.#facts = facts
    this.#scale = settings.pooled ? pooledStart * settings.tolerance : settings.tolerance
    this.#nodes = 1
    this.#evaluatedTokens = facts.textTokens
    this.#trie.addResidue(0, 1)
    this.#trie.update()
    const start: OpenPath = { mass: 1, whole: 1, prefix: 0, state: startReading(settings.strip), parent: -1, token: again }
    if (root.tokens !== undefined && settings.temperature !== 1) this.#keepOpen(start)
    else this.#follow(start, this.#answer(start, root))
  }

  get nodes(): number {
    return this.#nodes
  }

  /** Set once the gene is done. */
  get result(): GeneResult | undefined {
    return this.#result
  }

  /** Up to `most` paths, widest share of the bound first, none that the end could be reached without. Empty when done. */
  propose(most: number): Proposal[] {
    if (this.#result !== undefined) return []
    const { bound, shares } = this.survey(most)
    const { tolerance } = this.#settings
    const wide = wideShare * tolerance
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

  /** Takes in the answers to the last proposals and tells where the gene stands, with the shares of its `most` widest open paths. */
  survey(most: number): Omit<GeneSurvey, 'index'> {
    this.#absorb()
    const bound = this.#trie.update()
    this.#widest = this.#open.widest(Math.min(most, this.#settings.maxNodes - this.#nodes), (prefix) => this.#trie.weight(prefix))
    const { alleleMass, alleleCount } = this.#trie
    let squares = 0
    for (let allele = 0; allele < alleleCount; allele += 1) squares += alleleMass[allele]! ** 2
    this.#bound = bound
    return { bound, squares, shares: this.#widest.map(({ share }) => share) }
  }

  /** Proposes the first `count` of the paths whose shares the last survey told. */
  take(count: number): Proposal[] {
    const chosen = this.#widest.slice(0, count).map(({ index }) => index)
    this.#proposed = chosen.map((index) => this.#open.at(index))
    this.#open.remove(chosen)
    return this.#proposed.map((open) => ({ path: this.#pathOf(open), detail: this.#detailOf(open) }))
  }

  /** Ends the expansion as the last survey found it: `result` is there. Folding keeps a bound that is within `limit` so. */
  finish(limit: number): void {
    const isWithin = this.#bound <= limit
    const folded = this.#fold(isWithin ? limit : undefined)
    const spent = this.#nodes >= this.#settings.maxNodes
    const { alleles, residue, unresolved, bound } = folded
    const { logLikelihood, tokens, bytes, nextTokens } = this.#facts
    const cap = bound <= limit ? 'none' : spent ? 'nodes' : 'depth'
    const nodes = this.#nodes
    const evaluatedTokens = this.#evaluatedTokens
    this.#result = { alleles, residue, unresolved, bound, logLikelihood, tokens, bytes, nodes, evaluatedTokens, cap, nextTokens }
  }

  /** Sets what counts as rare: how much of the bound a gene may take up, on average over a pool. */
  rescale(scale: number): void {
    this.#scale = scale
  }

  /** Takes the answer to the proposal at `place` of the last ones; views in it are not kept. The order of the answers does not matter. */
  receive(place: number, scores: NextTokenScores): void {
    const answer = this.#answer(this.#proposed[place]!, scores)
    if (place > this.#followed) {
      this.#early.set(place, copied(answer))
      return
    }
    let next: Answer | undefined = answer
    while (next !== undefined) {
      this.#follow(this.#proposed[this.#followed]!, next)
      this.#followed += 1
      next = this.#early.get(this.#followed)
    }
  }

  #answer(open: OpenPath, scores: NextTokenScores): Answer {
    const isWhole = scores.tokens === undefined && this.#listedBefore(open) === undefined
    const row = isWhole ? scores.scores : undefined
    if (row instanceof Float32Array) {
      const { kernel, outcomes } = this.#tools
      const { temperature } = this.#settings
      const floor = this.#leastMass() / open.mass
      const droppable = this.#droppable(open)
      if (isClean(open.state)) {
        const tokenBins = this.#tableOf(open).bins()!
        return { kind: 'binned', binned: binnedDistribution(kernel, row, temperature, tokenBins, floor, droppable), tokenBins }
      }
      const tokens = outcomes.continuing()
      const wanted = this.#wantedAt(open.prefix) - 1
      const tokenBins = wanted === 0 ? undefined : outcomes.table(startReading('none'), wanted).bins()!
      const parted = partedDistribution(kernel, row, temperature, tokens, tokenBins, floor, droppable)
      return { kind: 'unfinished', parted, tokens, floor, tokenBins }
    }
    const next = this.#tools.distribute(scores, this.#settings.temperature, this.#droppable(open))
    return { kind: 'listed', next, listed: next.tail > 0 && scores.tokens !== undefined ? new Set(scores.tokens) : undefined }
  }

  /** Ends the round of the last proposals. What a round's answers are measured by, `#nodes` among it, changes only here. */
  #absorb(): void {
    const expected = this.#proposed.length
    if (this.#followed < expected) throw new Error(`expected an answer to each of ${expected} paths, found none to number ${this.#followed}`)
    this.#nodes += expected
    this.#evaluatedTokens += this.#proposed.reduce((sum, open) => sum + this.#pathOf(open).length, 0)
    this.#proposed = []
    this.#followed = 0
    this.#early.clear()
  }

  #keepOpen({ mass, whole, prefix, state, parent, token }: OpenPath): void {
    this.#open.push(mass, whole, prefix, state, parent, token)
  }

  #pathOf({ parent, token }: OpenPath): readonly number[] {
    const before = parent < 0 ? [] : this.#expanded[parent]!.path
    return token === again ? before : [...before, token]
  }

  #detailOf({ token }: OpenPath): Detail {
    return this.#settings.temperature === 1 && token !== again ? 'top' : 'whole'
  }

  /** Probability at a node that may be dropped: a falling part of `rareShare` plus an equal one for each node allowed. */
  #droppable({ whole, prefix }: OpenPath): number {
    const { maxNodes } = this.#settings
    const part = 8 / (this.#nodes + 15) ** 2 + 0.5 / maxNodes
    return Math.min(0.01, (rareShare * this.#scale * part) / (whole * this.#trie.ceiling(prefix)))
  }

  /** Mass below which a node's alleles and prefixes are added to the prefix above them. */
  #leastMass(): number {
    return leastShare * this.#scale * Math.min(1, (64 / this.#nodes) ** 2)
  }

  /** Characters that a prefix still lacks. */
  #wantedAt(prefix: number): number {
    return this.#settings.chars - this.#trie.lengthOf(prefix)
  }

  #tableOf({ state, prefix }: OpenPath): OutcomeTable {
    return this.#tools.outcomes.table(state, this.#wantedAt(prefix))
  }

  /** Tokens that are already accounted for where a path's distribution is asked for again. */
  #listedBefore({ token, parent }: OpenPath): ReadonlySet<number> | undefined {
    return token === again && parent >= 0 ? this.#expanded[parent]!.listed : undefined
  }

  /** Spreads the mass of a path over what its next tokens lead to. */
  #follow(open: OpenPath, answer: Answer): void {
    if (answer.kind === 'listed') {
      this.#followListed(open, answer.next, answer.listed)
      return
    }
    const number = this.#expanded.length
    this.#expanded.push({ path: this.#pathOf(open), listed: undefined })
    this.#trie.addResidue(open.prefix, -open.mass)
    const left =
      answer.kind === 'binned'
        ? this.#followBinned(open, number, open.prefix, answer.binned, answer.tokenBins)
        : this.#followUnfinished(open, number, answer)
    this.#trie.addResidue(open.prefix, Math.max(0, left))
  }

  /** Whether paths may go on from the expanded path with this number. */
  #goesDeeper(number: number): boolean {
    return this.#expanded[number]!.path.length < Math.min(this.#settings.maxDepth, this.#facts.room)
  }

  /** Follows a character that is broken off, and the tokens that may go on with it one by one; returns the mass that is left. */
  #followUnfinished(open: OpenPath, number: number, { parted, tokens, floor, tokenBins }: Extract<Answer, { kind: 'unfinished' }>): number {
    const trie = this.#trie
    const { asked, others, binned } = parted
    let left = open.mass
    if (binned === undefined || tokenBins === undefined) {
      trie.addChild(open.prefix, replacementCharacter, others * open.mass)
      left -= others * open.mass
    } else {
      const prefix = trie.child(open.prefix, replacementCharacter)
      left -= open.mass - this.#followBinned(open, number, prefix, binned, tokenBins)
    }
    const deeper = this.#goesDeeper(number)
    const table = this.#tableOf(open)
    for (let index = 0; index < tokens.length; index += 1) {
      if (asked[index]! < floor) continue
      const mass = asked[index]! * open.mass
      const { kind, text, state } = table.outcomes[table.outcomeOf(tokens[index]!)]!
      left -= mass
      if (kind === 'allele') {
        this.#addAllele(open.prefix, text, mass)
        continue
      }
      const prefix = this.#prefixAfter(open.prefix, text)
      trie.addResidue(prefix, mass)
      if (deeper) this.#open.push(mass, mass, prefix, state, number, tokens[index]!)
    }
    return left
  }

  /** Adds what is binned below a prefix; returns the mass of the path that it does not account for. */
  #followBinned(
    open: OpenPath,
    number: number,
    base: number,
    { bins, probabilities, pathTokens, pathProbabilities }: BinnedDistribution,
    tokenBins: TokenBins,
  ): number {
    const trie = this.#trie
    const { above, character, kind, binOf } = tokenBins
    const { numbers, seen, stamp } = this.#tools.prefixesOf(tokenBins)
    /** The trie's prefix for the text that a bin leads to. */
    const prefixFor = (bin: number): number => {
      if (bin === 0) return base
      if (seen[bin] === stamp) return numbers[bin]!
      const prefix = trie.child(prefixFor(above[bin]!), character[bin]!)
      seen[bin] = stamp
      numbers[bin] = prefix
      return prefix
    }
    let left = open.mass
    // From the back: short prefixes before longer ones.
    for (let index = bins.length - 1; index >= 0; index -= 1) {
      const bin = bins[index]!
      const mass = probabilities[index]! * open.mass
      left -= mass
      if (kind[bin] === binKinds.allele) trie.addChild(prefixFor(above[bin]!), character[bin]!, mass)
      else if (kind[bin] === binKinds.end) trie.addChild(prefixFor(above[bin]!), endMark, mass)
      else trie.addResidue(prefixFor(bin), mass)
    }
    if (!this.#goesDeeper(number)) return left
    const table = this.#tools.outcomes.table(base === open.prefix ? open.state : startReading('none'), this.#wantedAt(base))
    for (let index = 0; index < pathTokens.length; index += 1) {
      const token = pathTokens[index]!
      const bin = binOf[token]!
      if (bin > 0 && seen[bin] !== stamp) continue
      const { state } = table.outcomes[table.outcomeOf(token)]!
      const mass = pathProbabilities[index]! * open.mass
      this.#open.push(mass, mass, prefixFor(bin), state, number, token)
    }
    return left
  }

  /** The prefix for what a text adds to another. */
  #prefixAfter(prefix: number, added: string): number {
    let after = prefix
    for (const character of added) after = this.#trie.child(after, character.codePointAt(0)!)
    return after
  }

  #addAllele(prefix: number, added: string, mass: number): void {
    const characters = Array.from(added)
    const last = characters.pop()!
    this.#trie.addChild(this.#prefixAfter(prefix, characters.join('')), last.codePointAt(0)!, mass)
  }

  #followListed(open: OpenPath, next: NextDistribution, listed: ReadonlySet<number> | undefined): void {
    const { maxDepth } = this.#settings
    const { count, tokens, probabilities, dropped, tail } = next
    const trie = this.#trie
    const path = this.#pathOf(open)
    const listedBefore = this.#listedBefore(open)
    let scale = open.mass
    if (listedBefore !== undefined) {
      // The mass is that of the tokens not listed before: their probabilities are conditioned on that.
      let others = dropped
      for (let index = 0; index < count; index += 1) if (!listedBefore.has(tokens[index]!)) others += probabilities[index]!
      scale = others > 0 ? open.mass / others : 0
    }

    const number = this.#expanded.length
    this.#expanded.push({ path, listed })
    const deeper = path.length < Math.min(maxDepth, this.#facts.room)
    const table = this.#tableOf(open)
    const sums = this.#tools.sums
    // Outcomes met here, in the order of the first token that leads to each.
    const met: number[] = []
    trie.addResidue(open.prefix, -open.mass)
    let assigned = 0
    for (let index = 0; index < count; index += 1) {
      const token = tokens[index]!
      if (listedBefore?.has(token) === true) continue
      const mass = probabilities[index]! * scale
      const at = table.outcomeOf(token)
      if (sums[at] === 0) met.push(at)
      sums[at]! += mass
      assigned += mass
      const { kind, text: added, state } = table.outcomes[at]!
      if (kind !== 'path' || !deeper) continue
      this.#open.push(mass, mass, this.#prefixAfter(open.prefix, added), state, number, token)
    }
    for (const at of met) {
      const { kind, text: added } = table.outcomes[at]!
      const mass = sums[at]!
      sums[at] = 0
      if (kind === 'path') trie.addResidue(this.#prefixAfter(open.prefix, added), mass)
      else if (kind === 'end') trie.addChild(this.#prefixAfter(open.prefix, added), endMark, mass)
      else this.#addAllele(open.prefix, added, mass)
    }
    trie.addResidue(open.prefix, Math.max(0, open.mass - assigned))
    if (tail > 0) this.#keepOpen({ ...open, mass: open.mass * tail, whole: open.mass, parent: number, token: again })
  }

  /** Folds as usual, or, where that is too much for the limit, as much as it allows. */
  #fold(limit: number | undefined): FoldedPopulation {
    let threshold = foldShare * this.#scale
    let budget = foldBudget * this.#scale
    let exponent = quantumExponent(this.#scale)
    let folded = foldPopulation(this.#trie, { threshold, budget, exponent })
    while (limit !== undefined && folded.bound > limit && (threshold > 1e-18 || exponent < 52)) {
      threshold /= 4
      budget /= 4
      exponent = Math.min(52, exponent + 1)
      folded = foldPopulation(this.#trie, { threshold, budget, exponent })
    }
    return folded
  }
}

/** An answer that can be kept. */
function copied(answer: Answer): Answer {
  if (answer.kind === 'listed') {
    const { count, tokens, probabilities, dropped, tail } = answer.next
    const next = { count, tokens: tokens.slice(0, count), probabilities: probabilities.slice(0, count), dropped, tail }
    return { ...answer, next }
  }
  if (answer.kind === 'binned') return { ...answer, binned: copiedBins(answer.binned) }
  const { parted } = answer
  return { ...answer, parted: { ...parted, binned: parted.binned === undefined ? undefined : copiedBins(parted.binned) } }
}

function copiedBins({ bins, probabilities, pathTokens, pathProbabilities }: BinnedDistribution): BinnedDistribution {
  return { bins: bins.slice(), probabilities: probabilities.slice(), pathTokens: pathTokens.slice(), pathProbabilities: pathProbabilities.slice() }
}
