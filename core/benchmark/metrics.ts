import { plural } from '../format/quantity.ts'
import { encodeUtf8 } from '../population/utf8.ts'
import type { ItemResult } from './choice-score.ts'
import type { BenchmarkItem } from './item.ts'
import { codePoints } from './python-text.ts'
import type { MetricName } from './task.ts'

/** Place of the greatest value; the first of equal ones. */
export function firstMaximum(values: readonly number[]): number {
  let best = 0
  for (const [index, value] of values.entries()) if (value > values[best]!) best = index
  return best
}

/**
 * Bits that a text takes per UTF-8 byte: -log2 p(text) / bytes, comparable across vocabularies. `logLikelihood` in
 * nats.
 */
export function bitsPerByte(logLikelihood: number, text: string): number {
  return -logLikelihood / Math.LN2 / encodeUtf8(text).length
}

/** exp(logLikelihood) on the choices in `gold` as a part of all, computed so that small probabilities do not vanish. */
export function goldMass(logLikelihoods: readonly number[], gold: readonly number[]): number {
  const top = Math.max(...logLikelihoods)
  const weights = logLikelihoods.map((value) => Math.exp(value - top))
  const right = gold.reduce((sum, index) => sum + weights[index]!, 0)
  return right / weights.reduce((sum, weight) => sum + weight, 0)
}

function logLikelihoods(item: BenchmarkItem, result: ItemResult): number[] {
  if (result.index !== item.index || result.choices.length !== item.choices.length) {
    throw new RangeError(
      `Result of item ${item.index}: expected ${plural(item.choices.length, 'choice')}, found ${result.choices.length} of item ${result.index}`,
    )
  }
  return result.choices.map(({ logLikelihood }) => logLikelihood)
}

/**
 * Index of the choice that a metric takes for the model's answer: the greatest log-likelihood, for `acc_norm` per code
 * point and for `acc_bytes` per UTF-8 byte of the choice. Throws RangeError as `itemMetric` does.
 */
export function chosenIndex(metric: MetricName, item: BenchmarkItem, result: ItemResult): number {
  const length = (text: string): number =>
    metric === 'acc_norm' ? codePoints(text) : metric === 'acc_bytes' ? encodeUtf8(text).length : 1
  return firstMaximum(
    logLikelihoods(item, result).map((value, index) => value / Math.max(1, length(item.choices[index]!.text))),
  )
}

/**
 * What one item adds to a metric; a score is the mean over items. As in lm-evaluation-harness:
 *
 * * `acc`, `mc1`: 1 where the greatest log-likelihood is a right choice's, else 0
 * * `acc_norm`: the same with log-likelihoods divided by the code points of the choice, without the delimiter
 * * `acc_bytes`: the same per UTF-8 byte of the choice
 * * `mc2`: the likelihood of the right choices as a part of that of all
 * * `bits_per_byte`: bits that the right choice takes per UTF-8 byte of its continuation, the mean of several; less is
 *   better
 *
 * Lengths of 0 count as 1.
 *
 * @throws RangeError where the result is of another item or has another number of choices
 */
export function itemMetric(metric: MetricName, item: BenchmarkItem, result: ItemResult): number {
  const values = logLikelihoods(item, result)
  switch (metric) {
    case 'acc':
    case 'mc1':
    case 'acc_norm':
    case 'acc_bytes':
      return item.gold.includes(chosenIndex(metric, item, result)) ? 1 : 0
    case 'mc2':
      return goldMass(values, item.gold)
    case 'bits_per_byte':
      return (
        item.gold.reduce((sum, index) => sum + bitsPerByte(values[index]!, item.choices[index]!.continuation), 0) /
        item.gold.length
      )
  }
}
