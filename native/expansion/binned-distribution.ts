import type { TokenBins } from '../../core/population/token-bins.ts'
import { SoftmaxKernel } from '../kernel/softmax.ts'
import { NonFiniteScoresError } from './next-distribution.ts'

/** A next-token distribution over the whole vocabulary, added up by what its tokens lead to. Probabilities sum to 1. */
export interface BinnedDistribution {
  /** Bins that hold at least the floor, and bin 0. */
  readonly bins: Int32Array
  readonly probabilities: Float64Array
  /** Tokens that go on, by rising id, each in one of `bins`: those worth a path of their own. */
  readonly pathTokens: Int32Array
  readonly pathProbabilities: Float64Array
}

interface Weights {
  readonly weights: Float32Array | Float64Array
  readonly sum: number
  /** Indices of the weights that are at least this, which is above 0. */
  readonly select: (least: number) => Int32Array
}

/** Paths are sorted into steps of a quarter of a nat to choose which are too rare. */
const stepsPerNat = 4
const steps = 240
/** Weights below this are 0 to the sum of any vocabulary. */
const smallest = 1e-37
const none = new Int32Array(0)

/**
 * Softmax of whole-vocabulary scores at a temperature, added up by bin. Scores in single precision go through the WebAssembly kernel
 * (relative error of a probability about 1e-6, sums in double precision); others are computed in double precision.
 *
 * Bins below `floor` are added to the bin above them: the mass is then known to fall on a shorter prefix only. Of the tokens that go
 * on, the rarest are left out as long as they sum to no more than `droppable`; their mass stays in the bin.
 */
export function createBinner(
  size: number,
): (scores: Float32Array | Float64Array, temperature: number, tokenBins: TokenBins, floor: number, droppable: number) => BinnedDistribution {
  let kernel: SoftmaxKernel | undefined
  let exact: Float64Array | undefined
  // Room per bin, left as zeros: sums, marks of the bins that hold something, and their list.
  let sums = new Float64Array(0)
  let seen = new Uint8Array(0)
  let touched = new Int32Array(0)
  let kept = new Int32Array(1024)
  let keptMass = new Float64Array(1024)
  const massPerStep = new Float64Array(steps)

  const weigh = (scores: Float32Array | Float64Array, temperature: number): Weights => {
    if (scores.length !== size) throw new RangeError(`expected ${size} scores, got ${scores.length}`)
    if (scores instanceof Float32Array) {
      const used = (kernel ??= new SoftmaxKernel(size))
      const { top, weights, sum } = used.weigh(scores, temperature)
      if (!Number.isFinite(top)) throw new NonFiniteScoresError(`the largest score is ${top}`)
      return { weights, sum, select: (least) => used.select(least) }
    }
    const weights = (exact ??= new Float64Array(size))
    let top = -Infinity
    for (let index = 0; index < size; index += 1) {
      const score = scores[index]!
      if (score !== score) throw new NonFiniteScoresError(`the score at index ${index} is not a number`)
      if (score > top) top = score
    }
    if (!Number.isFinite(top)) throw new NonFiniteScoresError(`the largest score is ${top}`)
    let sum = 0
    for (let index = 0; index < size; index += 1) sum += weights[index] = Math.exp((scores[index]! - top) / temperature)
    return { weights, sum, select: (least) => Int32Array.from(weights.keys()).filter((index) => weights[index]! >= least) }
  }

  return function bin(scores, temperature, tokenBins, floor, droppable) {
    const { weights, sum, select } = weigh(scores, temperature)
    const { count, above, binOf, isPath } = tokenBins
    const scale = 1 / sum
    const least = floor * sum

    // Most of a vocabulary is too rare to look at one by one, unless all of that is too much to leave open.
    let tokens: Int32Array = none
    let rest = 1
    for (const part of [1, 1 / 32, 1 / 1024, 0]) {
      tokens = select(Math.max(smallest, least * part))
      let found = 0
      for (let index = 0; index < tokens.length; index += 1) found += weights[tokens[index]!]!
      rest = Math.max(0, 1 - found * scale)
      if (rest <= droppable / 2) break
    }
    if (sums.length < count) {
      sums = new Float64Array(count)
      seen = new Uint8Array(count)
      touched = new Int32Array(count)
    }
    seen[0] = 1
    touched[0] = 0
    let touchedCount = 1
    for (let index = 0; index < tokens.length; index += 1) {
      const token = tokens[index]!
      const own = binOf[token]!
      sums[own]! += weights[token]!
      // With every bin those above it, to which its mass may move.
      for (let upper = own; seen[upper] === 0; upper = above[upper]!) {
        seen[upper] = 1
        touched[touchedCount] = upper
        touchedCount += 1
      }
    }
    sums[0]! += rest * sum
    const order = touched.subarray(0, touchedCount).sort()

    let binCount = 0
    for (let place = touchedCount - 1; place >= 0; place -= 1) {
      const index = order[place]!
      const weight = sums[index]!
      sums[index] = 0
      seen[index] = 0
      if (weight === 0 && index > 0) continue
      if (weight < least && index > 0) {
        sums[above[index]!]! += weight
        continue
      }
      if (binCount === kept.length) {
        kept = grown(kept, new Int32Array(kept.length * 2))
        keptMass = grown(keptMass, new Float64Array(keptMass.length * 2))
      }
      kept[binCount] = index
      keptMass[binCount] = weight * scale
      binCount += 1
    }
    const bins = kept.slice(0, binCount)
    const probabilities = keptMass.slice(0, binCount)

    // Paths: those below the floor are dropped anyway, then the rarest of the rest.
    let pathCount = 0
    let dropped = 0
    massPerStep.fill(0)
    for (let index = 0; index < tokens.length; index += 1) {
      const token = tokens[index]!
      if (isPath[binOf[token]!] === 0) continue
      const p = weights[token]! * scale
      if (p < floor) {
        dropped += p
        continue
      }
      if (pathCount === kept.length) {
        kept = grown(kept, new Int32Array(kept.length * 2))
        keptMass = grown(keptMass, new Float64Array(keptMass.length * 2))
      }
      kept[pathCount] = token
      keptMass[pathCount] = p
      pathCount += 1
      massPerStep[stepOf(p)]! += p
    }
    dropped += rest
    let last = steps - 1
    while (last >= 0 && dropped + massPerStep[last]! <= droppable) {
      dropped += massPerStep[last]!
      last -= 1
    }
    let to = 0
    for (let from = 0; from < pathCount; from += 1) {
      if (stepOf(keptMass[from]!) > last) continue
      kept[to] = kept[from]!
      keptMass[to] = keptMass[from]!
      to += 1
    }
    return { bins, probabilities, pathTokens: kept.slice(0, to), pathProbabilities: keptMass.slice(0, to) }
  }
}

function stepOf(p: number): number {
  return Math.min(steps - 1, Math.max(0, Math.floor(-Math.log(p) * stepsPerNat)))
}

function grown<Numbers extends Int32Array | Float64Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from)
  return to
}
