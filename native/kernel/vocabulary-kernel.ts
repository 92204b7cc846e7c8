import { plural } from '../../core/format/quantity.ts'
import { KernelMemory } from './kernel-memory.ts'
import type { PlacedBins } from './placed-bins.ts'
import { kernelModule } from './vocabulary-kernel.wasm.ts'

interface Exports {
  maximum(scores: number, n: number): number
  groupMaxima(scores: number, n: number, maxima: number): number
  exponentials(scores: number, weights: number, n: number, top: number, inverseTemperature: number): number
  exponentialSum(scores: number, n: number, top: number): number
  select(weights: number, indices: number, n: number, least: number, most: number): number
  massBelow(weights: number, n: number, bound: number): number
  addUp(
    weights: number,
    indices: number,
    count: number,
    binOf: number,
    positions: number,
    bins: number,
    last: number,
    least: number,
    paths: number,
  ): number
  addAll(
    weights: number,
    order: number,
    starts: number,
    count: number,
    positions: number,
    bins: number,
    last: number,
    least: number,
    paths: number,
  ): number
  addTail(
    weights: number,
    n: number,
    from: number,
    to: number,
    binOf: number,
    coarse: number,
    positions: number,
    bins: number,
    last: number,
  ): void
  measure(positions: number, bins: number, last: number, deepest: number, deepestPrefix: number, overs: number): void
  collect(
    positions: number,
    bins: number,
    last: number,
    deepest: number,
    least: number,
    beside: number,
    price: number,
    cap: number,
    overs: number,
    numbers: number,
    sums: number,
  ): number
  keepPaths(
    weights: number,
    paths: number,
    count: number,
    binOf: number,
    bins: number,
    beside: number,
    price: number,
    cap: number,
    overs: number,
  ): number
}

const compiled = new WebAssembly.Module(Buffer.from(kernelModule, 'base64'))

/** Least finite number in single precision. */
const leastScore = -3.4028234663852886e38

/** The `most`-th largest of some numbers; -Infinity where there are fewer. */
function largestOf(numbers: Float32Array, most: number): number {
  const largest: number[] = []
  for (const number of numbers) {
    if (largest.length === most && !(number > largest[most - 1]!)) continue
    let at = largest.length
    while (at > 0 && largest[at - 1]! < number) at -= 1
    largest.splice(at, 0, number)
    if (largest.length > most) largest.pop()
  }
  return largest.length < most ? -Infinity : largest[most - 1]!
}

/** Unnormalised softmax weights: the probability of index i is weights[i] / sum. */
export interface SoftmaxWeights {
  /** Largest score; not finite where the scores hold NaN, +Infinity or nothing finite. */
  readonly top: number
  /** Sum of the weights, in double precision, at least 1 where `top` is finite. */
  readonly sum: number
  /** exp((scores[i] - top) / temperature), 0 where that is below exp(-88); a view that the next call overwrites. */
  readonly weights: Float32Array
}

/** What is too little to be told apart when weights are added up by bin, in units of the weights. */
export interface BinLimits {
  /** Bins below this are added to the bin above, and tokens below it are not gone on with. */
  readonly least: number
  /** What the tokens that are not looked at one by one may weigh together. */
  readonly rest: number
  /** What an allele can weigh at most beside these weights. */
  readonly beside: number
  /**
   * The cost of leaving weight with a prefix is that weight times what an allele that begins with the prefix can weigh.
   * Where that is at most `price`, a bin is added to the bin above, and a token is not gone on with.
   */
  readonly price: number
  /** Such weight of one prefix, times what shorter prefixes hold and may yet come to it, stays below this. */
  readonly cap: number
}

/** Softmax weights added up by what their tokens lead to. Arrays are views that the next call overwrites. */
export interface BinnedWeights {
  /** Bins that are kept, the deepest first, and last of all bin 0; parallel to `sums`. */
  readonly bins: Int32Array
  readonly sums: Float64Array
  /** Tokens that go on, and what each weighs. */
  readonly pathTokens: Int32Array
  readonly pathWeights: Float64Array
}

/** Bytes of a bin while weights are added up, and how many depths there are; see the AssemblyScript source. */
const binBytes = 16
const depths = 256
/** Weights below this are 0 to the sum of any vocabulary. */
const smallest = 1e-37
/**
 * Tokens are looked at one by one down to these parts of the least weight of a bin, until the others weigh little
 * enough.
 */
const parts = [1, 1 / 16, 1 / 256, 1 / 4096, 1 / 65_536, 0]

/**
 * Tokens below this part of the least weight of a bin are added to a shorter prefix (see placed-bins.ts): a bin would
 * need many of them to be kept, and going through all bins takes most of the time.
 */
const finePart = 1 / 8
/** Where more than this part of the tokens is to be looked at, going through all of them bin by bin takes less time. */
const manyTokens = 1 / 6

/**
 * What is done with the scores of a whole vocabulary, in WebAssembly SIMD: exp and log-sum-exp about thirty times
 * faster than Math.exp in a loop, which would cost more than the model itself on small ones, and sums over the bins of
 * tokens. A weight exp(-x) has a relative error of at most 2e-7 (1 + x).
 */
export class VocabularyKernel {
  readonly memory: KernelMemory
  readonly #exports: Exports
  readonly #size: number
  readonly #padded: number
  readonly #scoresAt: number
  readonly #weights: number
  readonly #indices: number
  readonly #paths: number
  readonly #top: number
  readonly #last: number
  /** Room for scores, which `weigh` takes from here without a copy. */
  readonly scores: Float32Array
  /** Whoever has put its scores into `scores`, as long as they stand there. */
  holder: object | undefined
  /** Room for so many bins, and where it is. */
  #binRoom = 0
  #bins = 0
  #numbers = 0
  #sums = 0
  #overs = 0
  #pathWeights = new Float64Array(256)
  /** Place among `parts` that the last call of `bin` ended with. */
  #part = 0

  /**
   * `size`: length of the score arrays, at least 1. `memory`: that of other threads' kernels for the same vocabulary,
   * or one of its own.
   */
  constructor(size: number, memory = new KernelMemory()) {
    this.memory = memory
    this.#size = size
    this.#padded = (size + 15) & ~15
    this.#exports = new WebAssembly.Instance(compiled, { env: { memory: memory.shared } }).exports as unknown as Exports
    this.#scoresAt = memory.allocate(4 * this.#padded)
    this.#weights = memory.allocate(4 * this.#padded)
    this.#indices = memory.allocate(4 * this.#padded)
    this.#paths = memory.allocate(4 * this.#padded)
    this.#top = memory.allocate(4)
    this.#last = memory.allocate(4 * depths)
    new Int32Array(memory.buffer, this.#last, depths).fill(-1)
    new Float32Array(memory.buffer, this.#scoresAt, this.#padded).fill(-Infinity, size)
    this.scores = new Float32Array(memory.buffer, this.#scoresAt, size)
  }

  /** Weights of `size` scores (natural logarithms up to a constant) at a temperature. */
  weigh(scores: Float32Array, temperature = 1): SoftmaxWeights {
    this.#take(scores)
    const weights = new Float32Array(this.memory.buffer, this.#weights, this.#size)
    const top = this.#exports.maximum(this.#scoresAt, this.#padded)
    const sum = Number.isFinite(top)
      ? this.#exports.exponentials(this.#scoresAt, this.#weights, this.#padded, top, 1 / temperature)
      : Number.NaN
    // A NaN among the scores is no largest score, but it is in the sum.
    return { top: Number.isNaN(sum) && Number.isFinite(top) ? sum : top, sum, weights }
  }

  #take(scores: Float32Array | Float64Array): void {
    if (scores.length !== this.#size) throw new Error(`expected ${plural(this.#size, 'score')}, got ${scores.length}`)
    if (scores === this.scores) return
    this.scores.set(scores)
    this.holder = undefined
  }

  /** Takes some tokens' weights out, leaving 0 in their places. */
  takeOut(tokens: Int32Array): Float64Array {
    const weights = new Float32Array(this.memory.buffer, this.#weights, this.#size)
    const taken = Float64Array.from(tokens, (token) => weights[token]!)
    for (const token of tokens) weights[token] = 0
    return taken
  }

  /**
   * The indices of the `most` largest scores, and of some others, rising; scores of -Infinity and NaN are left out. A
   * view that the next call overwrites. Every group of scores has a largest one, so the scores from the last of the
   * `most` largest of these up are enough.
   */
  candidates(scores: Float32Array | Float64Array, most: number): Int32Array {
    this.#take(scores)
    const groups = this.#exports.groupMaxima(this.#scoresAt, this.#padded, this.#indices)
    const bound = largestOf(new Float32Array(this.memory.buffer, this.#indices, groups), most)
    const count = this.#exports.select(
      this.#scoresAt,
      this.#indices,
      this.#padded,
      Math.max(bound, leastScore),
      this.#size,
    )
    return new Int32Array(this.memory.buffer, this.#indices, count)
  }

  /** Sum of the last weights that are below `bound`, to about a millionth of it. */
  massBelow(bound: number): number {
    return this.#exports.massBelow(this.#weights, this.#padded, bound)
  }

  /** ln of the sum of exp(scores) at temperature 1; not finite where the scores are not. */
  logSumExp(scores: Float32Array): number {
    this.#take(scores)
    const sum = this.#exports.exponentialSum(this.#scoresAt, this.#padded, this.#top)
    return new Float32Array(this.memory.buffer, this.#top, 1)[0]! + Math.log(sum)
  }

  /**
   * Adds the last weights up by bin. A bin that is too small to keep, or cheap enough to do without, is added to the
   * bin above it: its weight is then known to fall on a shorter prefix only; tokens far below the least weight of a bin
   * count for a shorter prefix at once. The weight of tokens that are not gone on with stays in their bin; all that is
   * not looked at one by one goes to bin 0.
   */
  bin(table: PlacedBins, { least, rest: mostRest, beside, price, cap }: BinLimits): BinnedWeights {
    const { addresses, count: bins, deepest, deepestPrefix } = table
    const { binOf, coarse, positions } = addresses
    this.#ensureCapacity(bins)
    const { addAll, addTail, addUp, collect, keepPaths, measure } = this.#exports
    // Most of a vocabulary is too rare to look at one by one, unless all of that is too much to leave open.
    const boundOf = (part: number): number => Math.fround(Math.max(smallest, least * parts[part]!))
    // The first part that will do, looked for from where the last call found it.
    let part = this.#part
    let rest = this.massBelow(boundOf(part))
    while (rest > mostRest && part < parts.length - 1) rest = this.massBelow(boundOf((part += 1)))
    while (part > 0) {
      const more = this.massBelow(boundOf(part - 1))
      if (more > mostRest) break
      rest = more
      part -= 1
    }
    const bound = boundOf(part)
    this.#part = part
    const fine = Math.fround(Math.max(bound, least * finePart))
    const few = Math.floor(manyTokens * this.#size)
    const selected = this.#exports.select(this.#weights, this.#indices, this.#padded, fine, few)
    const paths = this.#paths
    let going: number
    if (selected > few) {
      rest = 0
      const { order, starts } = table.sorted()
      going = addAll(this.#weights, order, starts, bins, positions, this.#bins, this.#last, least, paths)
    } else {
      going = addUp(this.#weights, this.#indices, selected, binOf, positions, this.#bins, this.#last, least, paths)
      if (fine > bound)
        addTail(this.#weights, this.#padded, bound, fine, binOf, coarse, positions, this.#bins, this.#last)
    }
    const { buffer } = this.memory
    // Bin 0 is there even where no token fell into it.
    const first = new Int32Array(buffer, this.#bins + 8, 1)
    const lists = new Int32Array(buffer, this.#last, 1)
    if (first[0] === 0) {
      first[0] = lists[0]!
      lists[0] = 1
    }
    new Float64Array(buffer, this.#bins, 1)[0]! += rest
    measure(positions, this.#bins, this.#last, deepest, deepestPrefix, this.#overs)
    const kept = keepPaths(this.#weights, paths, going, binOf, this.#bins, beside, price, cap, this.#overs)
    const count = collect(
      positions,
      this.#bins,
      this.#last,
      deepest,
      least,
      beside,
      price,
      cap,
      this.#overs,
      this.#numbers,
      this.#sums,
    )
    const pathTokens = new Int32Array(buffer, paths, kept)
    const weights = new Float32Array(buffer, this.#weights, this.#size)
    if (this.#pathWeights.length < kept) this.#pathWeights = new Float64Array(2 * kept)
    for (let index = 0; index < kept; index += 1) this.#pathWeights[index] = weights[pathTokens[index]!]!
    return {
      bins: new Int32Array(buffer, this.#numbers, count),
      sums: new Float64Array(buffer, this.#sums, count),
      pathTokens,
      pathWeights: this.#pathWeights.subarray(0, kept),
    }
  }

  #ensureCapacity(bins: number): void {
    if (bins <= this.#binRoom) return
    const [records, numbers, sums, overs] = [binBytes, 4, 8, 4].map((bytes) => this.memory.allocate(bytes * bins)) as [
      number,
      number,
      number,
      number,
    ]
    // Only now: a room that cannot be had leaves the one before as it was.
    this.#bins = records
    this.#numbers = numbers
    this.#sums = sums
    this.#overs = overs
    this.#binRoom = bins
  }
}
