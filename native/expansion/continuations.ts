import { isClean, startReading } from '../../core/population/allele-reader.ts'
import { AlleleTrie, endMark } from '../../core/population/allele-trie.ts'
import { binKinds } from '../../core/population/token-bins.ts'
import type { OutcomeTable, TokenOutcomes } from '../../core/population/token-outcomes.ts'
import { replacement } from '../../core/population/utf8.ts'
import type { BinTables } from '../kernel/bin-tables.ts'
import type { PlacedBins } from '../kernel/placed-bins.ts'
import type { VocabularyKernel } from '../kernel/vocabulary-kernel.ts'
import type { ProbeSettings } from '../../core/population/probe-settings.ts'
import type { Detail, NextTokenScores } from '../source/logit-source.ts'
import {
  type BinnedDistribution,
  binnedDistribution,
  type BinningLimits,
  type PartedDistribution,
  partedDistribution,
} from './binned-distribution.ts'
import type { createNextDistribution, NextDistribution } from './next-distribution.ts'
import { type OpenPath, OpenPaths } from './open-paths.ts'

/** What the expansions of all genes of a model share. */
export interface ExpansionTools {
  readonly outcomes: TokenOutcomes
  /** For top lists and for scores in double precision. */
  readonly distribute: ReturnType<typeof createNextDistribution>
  /** For scores of the whole vocabulary in single precision. */
  readonly kernel: VocabularyKernel
  readonly binTables: BinTables
  /** Zeros, one per token of the vocabulary: room for sums over the outcomes of a table, left as zeros. */
  readonly sums: Float64Array
  /** Buffers of genes that are done, for those that come next. */
  readonly spare: GeneBuffers[]
  /** Room to note which prefix of a trie each bin leads to, empty at each call. */
  prefixesOf(tokenBins: PlacedBins): BinPrefixes
}

interface GeneBuffers {
  readonly trie: AlleleTrie
  readonly open: OpenPaths
}

/** Numbers of prefixes per bin, valid where `seen` holds the stamp. */
export interface BinPrefixes {
  readonly numbers: Int32Array
  readonly seen: Int32Array
  readonly stamp: number
}

/** One room for all tables of bins; see `ExpansionTools.prefixesOf`. */
export function createBinPrefixes(): ExpansionTools['prefixesOf'] {
  let scratch = { numbers: new Int32Array(0), seen: new Int32Array(0) }
  let stamp = 0
  return ({ count }) => {
    if (scratch.seen.length < count) scratch = { numbers: new Int32Array(count), seen: new Int32Array(count) }
    stamp += 1
    return { ...scratch, stamp }
  }
}

/** A path that a gene wants evaluated. */
export interface Proposal {
  readonly path: readonly number[]
  readonly detail: Detail
}

const replacementCharacter = replacement.codePointAt(0)!

/** In place of a token: the path's own distribution again, whole this time, for the mass its top list left out. */
const again = -1

/** What came back for a path. Arrays are views that the next answer overwrites. */
export type Answer =
  | {
      readonly kind: 'listed'
      readonly next: NextDistribution
      /** The tokens of a top list. */
      readonly listed: ReadonlySet<number> | undefined
    }
  | { readonly kind: 'binned'; readonly binned: BinnedDistribution; readonly tokenBins: PlacedBins }
  | {
      /**
       * After a path that ends within a character: tokens that may go on with it, and what the others lead to once it
       * is broken off.
       */
      readonly kind: 'unfinished'
      readonly parted: PartedDistribution
      readonly tokens: Int32Array
      readonly floor: number
      readonly tokenBins: PlacedBins | undefined
    }

interface Expanded {
  readonly path: readonly number[]
  /** Tokens that are already accounted for; only where the rest can be asked for again. */
  readonly listed: ReadonlySet<number> | undefined
}

/**
 * What is known of a gene's continuations: the masses of alleles and prefixes, and the paths that are open. `read`
 * turns scores into what `follow` spreads a path's mass by.
 */
export class Continuations {
  readonly trie: AlleleTrie
  readonly open: OpenPaths
  readonly #settings: ProbeSettings
  readonly #tools: ExpansionTools
  /** Longest path in tokens that may be expanded. */
  readonly #deepest: number
  readonly #expanded: Expanded[] = []

  /** `depthLeft`: longest continuation in tokens that the context still holds. */
  constructor(settings: ProbeSettings, tools: ExpansionTools, depth: number) {
    this.#settings = settings
    this.#tools = tools
    this.#deepest = Math.min(settings.maxDepth, depth)
    const { trie, open } = tools.spare.pop() ?? { trie: new AlleleTrie(), open: new OpenPaths() }
    this.trie = trie
    this.open = open
    this.trie.addResidue(0, 1)
    this.trie.update()
  }

  /** Gives the room back; nothing may be asked of these continuations afterwards. */
  end(): void {
    this.trie.clear()
    this.open.clear()
    this.#tools.spare.push({ trie: this.trie, open: this.open })
  }

  /** The gene itself as a path, with all mass. */
  start(): OpenPath {
    return { mass: 1, whole: 1, prefix: 0, state: startReading(this.#settings.strip), parent: -1, token: again }
  }

  /** Adds a path to those that can be expanded. */
  keepOpen({ mass, whole, prefix, state, parent, token }: OpenPath): void {
    this.open.push(mass, whole, prefix, state, parent, token)
  }

  /** Tokens of a path. */
  pathOf({ parent, token }: OpenPath): readonly number[] {
    const before = parent < 0 ? [] : this.#expanded[parent]!.path
    return token === again ? before : [...before, token]
  }

  /** How much of its distribution a path needs. */
  detailOf({ token }: OpenPath): Detail {
    return this.#settings.temperature === 1 && token !== again ? 'top' : 'whole'
  }

  /** The distribution after a path, as `follow` takes it. */
  read(open: OpenPath, scores: NextTokenScores, limits: BinningLimits): Answer {
    const isWhole = scores.tokens === undefined && this.#listedBefore(open) === undefined
    const row = isWhole ? scores.scores : undefined
    if (row instanceof Float32Array) {
      const { kernel, outcomes, binTables } = this.#tools
      const { temperature } = this.#settings
      if (isClean(open.state)) {
        const tokenBins = binTables.table({ state: open.state, wanted: this.#wantedAt(open.prefix) })
        return { kind: 'binned', binned: binnedDistribution(kernel, row, temperature, tokenBins, limits), tokenBins }
      }
      const tokens = outcomes.continuing()
      const wanted = this.#wantedAt(open.prefix) - 1
      const tokenBins = wanted === 0 ? undefined : binTables.table({ state: startReading('none'), wanted })
      const parted = partedDistribution(kernel, row, temperature, tokens, tokenBins, limits)
      return { kind: 'unfinished', parted, tokens, floor: limits.floor, tokenBins }
    }
    const next = this.#tools.distribute(scores, this.#settings.temperature, limits.rest)
    return {
      kind: 'listed',
      next,
      listed: next.tail > 0 && scores.tokens !== undefined ? new Set(scores.tokens) : undefined,
    }
  }

  /** Characters that a prefix still lacks. */
  #wantedAt(prefix: number): number {
    return this.#settings.chars - this.trie.lengthOf(prefix)
  }

  #tableOf({ state, prefix }: OpenPath): OutcomeTable {
    return this.#tools.outcomes.table(state, this.#wantedAt(prefix))
  }

  /** Tokens that are already accounted for where a path's distribution is asked for again. */
  #listedBefore({ token, parent }: OpenPath): ReadonlySet<number> | undefined {
    return token === again && parent >= 0 ? this.#expanded[parent]!.listed : undefined
  }

  /** Spreads the mass of a path over what its next tokens lead to. */
  follow(open: OpenPath, answer: Answer): void {
    if (answer.kind === 'listed') {
      this.#followListed(open, answer.next, answer.listed)
      return
    }
    const number = this.#expanded.length
    this.#expanded.push({ path: this.pathOf(open), listed: undefined })
    this.trie.addResidue(open.prefix, -open.mass)
    const left =
      answer.kind === 'binned'
        ? this.#followBinned(open, number, open.prefix, answer.binned, answer.tokenBins)
        : this.#followUnfinished(open, number, answer)
    this.trie.addResidue(open.prefix, Math.max(0, left))
  }

  /** Whether paths may go on from the expanded path with this number. */
  #goesDeeper(number: number): boolean {
    return this.#expanded[number]!.path.length < this.#deepest
  }

  /**
   * Follows a character that is broken off, and the tokens that may go on with it one by one; returns the mass that is
   * left.
   */
  #followUnfinished(
    open: OpenPath,
    number: number,
    { parted, tokens, floor, tokenBins }: Extract<Answer, { kind: 'unfinished' }>,
  ): number {
    const trie = this.trie
    const { asked, unasked, binned } = parted
    let left = open.mass
    if (binned === undefined || tokenBins === undefined) {
      trie.addChild(open.prefix, replacementCharacter, unasked * open.mass)
      left -= unasked * open.mass
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
      if (deeper) this.open.push(mass, mass, prefix, state, number, tokens[index]!)
    }
    return left
  }

  /** Adds what is binned below a prefix; returns the mass of the path that it does not account for. */
  #followBinned(
    open: OpenPath,
    number: number,
    base: number,
    { bins, probabilities, pathTokens, pathProbabilities }: BinnedDistribution,
    tokenBins: PlacedBins,
  ): number {
    const trie = this.trie
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
    const table = this.#tools.outcomes.table(
      base === open.prefix ? open.state : startReading('none'),
      this.#wantedAt(base),
    )
    for (let index = 0; index < pathTokens.length; index += 1) {
      const token = pathTokens[index]!
      const bin = binOf[token]!
      if (bin > 0 && seen[bin] !== stamp) continue
      const { state } = table.outcomes[table.outcomeOf(token)]!
      const mass = pathProbabilities[index]! * open.mass
      this.open.push(mass, mass, prefixFor(bin), state, number, token)
    }
    return left
  }

  /** The prefix for what a text adds to another. */
  #prefixAfter(prefix: number, added: string): number {
    let after = prefix
    for (const character of added) after = this.trie.child(after, character.codePointAt(0)!)
    return after
  }

  #addAllele(prefix: number, added: string, mass: number): void {
    const characters = Array.from(added)
    const last = characters.pop()!
    this.trie.addChild(this.#prefixAfter(prefix, characters.join('')), last.codePointAt(0)!, mass)
  }

  #followListed(open: OpenPath, next: NextDistribution, listed: ReadonlySet<number> | undefined): void {
    const { count, tokens, probabilities, dropped, tail } = next
    const trie = this.trie
    const path = this.pathOf(open)
    const listedBefore = this.#listedBefore(open)
    let scale = open.mass
    if (listedBefore !== undefined) {
      // The mass is that of the tokens not listed before: their probabilities are conditioned on that.
      let unlisted = dropped
      for (let index = 0; index < count; index += 1)
        if (!listedBefore.has(tokens[index]!)) unlisted += probabilities[index]!
      scale = unlisted > 0 ? open.mass / unlisted : 0
    }

    const number = this.#expanded.length
    this.#expanded.push({ path, listed })
    const deeper = path.length < this.#deepest
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
      this.open.push(mass, mass, this.#prefixAfter(open.prefix, added), state, number, token)
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
    if (tail > 0) this.keepOpen({ ...open, mass: open.mass * tail, whole: open.mass, parent: number, token: again })
  }
}

/** An answer that can be kept. */
export function copied(answer: Answer): Answer {
  if (answer.kind === 'listed') {
    const { count, tokens, probabilities, dropped, tail } = answer.next
    const next = { count, tokens: tokens.slice(0, count), probabilities: probabilities.slice(0, count), dropped, tail }
    return { ...answer, next }
  }
  if (answer.kind === 'binned') return { ...answer, binned: copiedBins(answer.binned) }
  const { parted } = answer
  return {
    ...answer,
    parted: { ...parted, binned: parted.binned === undefined ? undefined : copiedBins(parted.binned) },
  }
}

function copiedBins({ bins, probabilities, pathTokens, pathProbabilities }: BinnedDistribution): BinnedDistribution {
  return {
    bins: bins.slice(),
    probabilities: probabilities.slice(),
    pathTokens: pathTokens.slice(),
    pathProbabilities: pathProbabilities.slice(),
  }
}
