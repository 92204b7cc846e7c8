import { plural } from '../format/quantity.ts'
import type { ScoreLaw } from './score-law.ts'

/** Name and scale of the score that a law is to explain. */
export interface TargetScale {
  readonly name: string
  readonly chance: number
  readonly top: number
}

/** Scores may leave the scale by this share of it, as noise about its ends; farther out the scale is not theirs. */
const mostBeyond = 0.5

/**
 * What to know of scores before a law from chance to top is fitted to them.
 *
 * @param scores in their own units
 * @throws RangeError where top is not above chance, or scores lie so far outside that the scale is not theirs, as
 *   percent from 0 to 1
 */
export function scaleNotes(scores: readonly number[], { name, chance, top }: TargetScale): string[] {
  if (!(top > chance)) throw new RangeError(`Scale: expected a top above chance ${chance}, found ${top}`)
  if (scores.length === 0) return []
  const least = scores.reduce((low, score) => Math.min(low, score))
  const greatest = scores.reduce((high, score) => Math.max(high, score))
  const width = top - chance
  const range = `found ${shown(least)} to ${shown(greatest)}`
  if (greatest > top + mostBeyond * width || least < chance - mostBeyond * width) {
    const areMostAboveOne = scores.filter((score) => score > 1).length > scores.length / 2
    const isPercent = top === 1 && areMostAboveOne && greatest <= 100 && least >= 0
    const isBits = /bits[ _]per[ _]byte/i.test(name)
    const advice = isBits
      ? 'Bits per byte have no top and fall as models get better: choose another score of the benchmark'
      : isPercent
        ? `They look like percent: set top to 100 and chance to ${shown(100 * chance)} (--top 100 --chance ${shown(100 * chance)})`
        : 'Set chance and top to the scale of the score'
    throw new RangeError(
      `Target ${quoted(name)}: expected scores from chance ${chance} to top ${top}, ${range}. ${advice}.`,
    )
  }
  const notes: string[] = []
  const above = scores.filter((score) => score > top).length
  if (above > 0)
    notes.push(
      `${above} of ${plural(scores.length, 'score')} of ${quoted(name)} ${above === 1 ? 'lies' : 'lie'} above the top ${top}, which the law never passes (${range})`,
    )
  const below = scores.filter((score) => score < chance).length
  if (below > scores.length / 2)
    notes.push(`most scores of ${quoted(name)} lie below chance ${chance}, which the law never does (${range})`)
  if (top > 1 && greatest <= 1 && least >= 0) {
    notes.push(
      `all scores of ${quoted(name)} lie in the lowest ${shown((100 * (greatest - chance)) / width)} % of the scale up to ${top}: if they are fractions, the top is 1`,
    )
  }
  return notes
}

/** Scores up to 1 that differ by no more than this are the same to a law, and larger ones by this share of them. */
const leastDifference = 1e-9

/**
 * @param training scores of the models trained on, in their own units
 * @throws RangeError where they are all the same or all but the same, so that no law follows from them
 */
export function requireDifferentScores(training: readonly number[], name: string): void {
  const first = training[0]
  const least = leastDifference * Math.max(1, Math.abs(first ?? 0))
  if (first === undefined || training.some((score) => Math.abs(score - first) > least)) return
  const [lowest, highest] = [Math.min(...training), Math.max(...training)]
  throw new RangeError(
    lowest === highest
      ? `Target ${quoted(name)}: expected training scores that differ, found ${shown(first)} in all ${training.length}: nothing can be learned from them.`
      : `Target ${quoted(name)}: expected training scores that differ by more than ${shown(least)}, found ${training.length} that differ by at most ${shown(highest - lowest)} (${shown(lowest)} to ${shown(highest)}): so small a spread is lost in rounding.`,
  )
}

/** Residuals below this share of the scale are none. */
const exactly = 1e-6

/**
 * Why a law that was fitted is not determined by its models; undefined where it is. A sigmoid that steps from one end
 * of the scale to the other between the models, or passes through every score without an end of the search, could be
 * steeper just as well.
 *
 * @param scores and predicted: of the training models, on the scale from 0 to 1
 */
export function whyUndetermined(
  law: ScoreLaw,
  scores: readonly number[],
  predicted: readonly number[],
): string | undefined {
  const isExact = scores.every((score, index) => Math.abs(score - predicted[index]!) < exactly)
  const isSplit = scores.every((score) => score <= exactly || score >= 1 - exactly)
  if (isExact && (isSplit || !law.converged))
    return 'the training scores are separated perfectly: any steeper law fits as well'
  return undefined
}

/** A title as errors and notes show it. */
export function quoted(title: string): string {
  return JSON.stringify(title)
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)))
}
