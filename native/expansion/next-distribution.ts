import { plural } from '../../core/format/quantity.ts'
import type { NextTokenScores } from '../source/logit-source.ts'

/**
 * A next-token distribution at the chosen temperature; arrays are reused by the next call, only the first `count`
 * entries count.
 */
export interface NextDistribution {
  readonly count: number
  readonly tokens: Int32Array
  /** Parallel to `tokens`. */
  readonly probabilities: Float64Array
  /** Probability of the tokens that were seen but left out as too rare. */
  readonly dropped: number
  /** Probability of the tokens that a top list does not hold; 0 where the whole vocabulary was seen. */
  readonly tail: number
}

/** Scores that are no distribution: NaN, +Infinity, or nothing above probability 0. */
export class NonFiniteScoresError extends Error {
  override readonly name = 'NonFiniteScoresError'
}

/** exp of less than this adds nothing to a sum of 10^6 terms in double precision. */
const smallestExponent = -60
/** Log-probabilities are sorted into steps of a quarter of a nat to choose which tokens are too rare. */
const stepsPerNat = 4
const steps = -smallestExponent * stepsPerNat + 1
/** How far the source's normaliser, often summed in single precision, may be off before it is summed again here. */
const largestSlack = 1e-6

/** ln SUM exp(scores / temperature), in double precision. */
export function logSumExp(scores: ArrayLike<number>, temperature: number): number {
  let top = -Infinity
  for (let index = 0; index < scores.length; index += 1) {
    const score = scores[index]!
    if (score > top) top = score
    else if (score !== score) return Number.NaN
  }
  if (!Number.isFinite(top)) return Number.NaN
  let sum = 0
  for (let index = 0; index < scores.length; index += 1) {
    const exponent = (scores[index]! - top) / temperature
    if (exponent > smallestExponent) sum += Math.exp(exponent)
  }
  return top / temperature + Math.log(sum)
}

/**
 * Turns scores into probabilities softmax(scores / temperature), for vocabularies of `size` tokens. `droppable` is the
 * probability that may be left out as too rare (summed in `dropped`); 0 keeps every token above 10^-26. With
 * temperature 1 the source's normaliser is used, unless it contradicts the scores; a top list is only of use at
 * temperature 1.
 */
export function createNextDistribution(
  size: number,
): (scores: NextTokenScores, temperature: number, droppable: number) => NextDistribution {
  const tokens = new Int32Array(size)
  const probabilities = new Float64Array(size)
  const step = new Uint8Array(size)
  const massPerStep = new Float64Array(steps)

  return function distribute({ tokens: listed, scores, logNormaliser }, temperature, droppable) {
    const whole = listed === undefined
    if (whole && scores.length !== size) throw new RangeError(`expected ${plural(size, 'score')}, got ${scores.length}`)
    if (!whole && temperature !== 1)
      throw new RangeError(
        `expected the whole vocabulary at temperature ${temperature}, got ${plural(scores.length, 'token')}`,
      )
    const cut = Math.max(smallestExponent, Math.log(droppable / size))

    const collect = (normaliser: number): { count: number; sum: number } => {
      let count = 0
      let sum = 0
      massPerStep.fill(0)
      for (let index = 0; index < scores.length; index += 1) {
        const logProbability = scores[index]! / temperature - normaliser
        if (!(logProbability >= cut)) {
          if (logProbability !== logProbability)
            throw new NonFiniteScoresError(`the score at index ${index} is not a number`)
          continue
        }
        if (logProbability === Infinity) throw new NonFiniteScoresError(`the score at index ${index} is infinite`)
        const p = Math.exp(logProbability)
        const at = Math.max(0, Math.floor(-logProbability * stepsPerNat))
        tokens[count] = whole ? index : listed[index]!
        probabilities[count] = p
        step[count] = at
        massPerStep[at]! += p
        sum += p
        count += 1
      }
      return { count, sum }
    }

    const given = whole && temperature !== 1 ? logSumExp(scores, temperature) : logNormaliser
    if (!Number.isFinite(given)) throw new NonFiniteScoresError('the scores have no finite normaliser')
    let { count, sum } = collect(given)
    const slack = Math.min(largestSlack, droppable)
    if (whole && temperature === 1 && (sum > 1 + slack || sum < 1 - droppable - slack)) {
      const normaliser = logSumExp(scores, 1)
      if (!Number.isFinite(normaliser)) throw new NonFiniteScoresError('the scores have no finite normaliser')
      ;({ count, sum } = collect(normaliser))
    }
    const scale = sum > 1 ? 1 / sum : 1
    const left = Math.max(0, 1 - sum)

    // From the rarest up, whole steps are left out as long as they fit into what may be dropped.
    let kept = steps - 1
    let dropped = whole ? left : 0
    while (kept >= 0 && dropped + massPerStep[kept]! <= droppable) {
      dropped += massPerStep[kept]!
      kept -= 1
    }
    let to = 0
    for (let from = 0; from < count; from += 1) {
      if (step[from]! > kept) continue
      tokens[to] = tokens[from]!
      probabilities[to] = probabilities[from]! * scale
      to += 1
    }
    return { count: to, tokens, probabilities, dropped, tail: whole ? 0 : left }
  }
}
