import { ascending } from '../sampling/quantile.ts'
import { mean, squaredDeviations } from '../statistics/moments.ts'
import { profileAround, profileLoss, type ElbowProfile } from './elbow-profile.ts'

/** Where a score leaves its base as the loss falls, by least squares of `slope * max(elbow - loss, 0) + base`. */
export interface ObservedElbow {
  readonly elbow: number
  readonly slope: number
  readonly base: number
  /** Standard deviation of the residuals (divisor n). */
  readonly noise: number
  readonly rows: number
  readonly profile: ElbowProfile
}

type Hinge = Omit<ObservedElbow, 'profile'>

/**
 * The few-shot emergence that checkpoints show by themselves, to set beside a prediction. Slope and base are solved
 * for; the elbow is searched between each pair of neighbouring losses, where the sum of squares is smooth, so no start
 * can mislead.
 *
 * @param rows at least 4 distinct losses; `slope` fixes the slope (A of the finetuned law) where given
 * @throws RangeError for fewer
 */
export function observedElbow(
  rows: readonly { readonly loss: number; readonly score: number }[],
  slope?: number,
): ObservedElbow {
  const losses = [...new Set(ascending(rows.map(({ loss }) => loss)))]
  if (losses.length < 4)
    throw new RangeError(`Observed emergence: expected at least 4 distinct losses, found ${losses.length}`)
  let best: Hinge | undefined
  const consider = (elbow: number): number => {
    const fit = hingeAt(rows, elbow, slope)
    if (best === undefined || fit.noise < best.noise) best = fit
    return fit.noise
  }
  for (let index = 0; index + 1 < losses.length; index++) minimizeWithin(consider, losses[index]!, losses[index + 1]!)
  return { ...best!, profile: profileOf(rows, losses, best!, slope) }
}

/** The profile likelihood of the elbow, no farther than the losses reach. */
function profileOf(
  rows: readonly { readonly loss: number; readonly score: number }[],
  losses: readonly number[],
  best: Hinge,
  slope: number | undefined,
): ElbowProfile {
  const edges = { lower: losses[0]!, upper: losses.at(-1)! }
  const scores = ascending(rows.map(({ score }) => score))
  if (scores[0] === scores.at(-1)) return { ...edges, isPlateau: true }
  // As in `leastSquares` of the law: without it, scores without noise would have an infinite likelihood.
  const floor = (1e-3 * (scores.at(-1)! - scores[0]!)) ** 2
  return profileAround(best.elbow, edges, (edges.upper - edges.lower) / 256, (elbow) => {
    const { noise } = hingeAt(rows, elbow, slope)
    return profileLoss((noise ** 2 + floor) / (best.noise ** 2 + floor), rows.length - 3)
  })
}

function hingeAt(
  rows: readonly { readonly loss: number; readonly score: number }[],
  elbow: number,
  fixed: number | undefined,
): Hinge {
  const depths = rows.map(({ loss }) => Math.max(elbow - loss, 0))
  const meanDepth = mean(depths)
  const meanScore = mean(rows.map(({ score }) => score))
  const spread = squaredDeviations(depths, meanDepth)
  const together = rows.reduce((sum, { score }, index) => sum + (depths[index]! - meanDepth) * (score - meanScore), 0)
  const slope = fixed ?? (spread > 0 ? Math.max(0, together / spread) : 0)
  const base = meanScore - slope * meanDepth
  const squares = rows.reduce((sum, { score }, index) => sum + (score - base - slope * depths[index]!) ** 2, 0)
  return { elbow, slope, base, noise: Math.sqrt(squares / rows.length), rows: rows.length }
}

/** Golden-section search; both ends are looked at too. */
function minimizeWithin(value: (at: number) => number, low: number, high: number): void {
  const share = (Math.sqrt(5) - 1) / 2
  value(low)
  value(high)
  let left = high - share * (high - low)
  let right = low + share * (high - low)
  let atLeft = value(left)
  let atRight = value(right)
  for (let round = 0; round < 40; round++) {
    if (atLeft <= atRight) {
      high = right
      right = left
      atRight = atLeft
      left = high - share * (high - low)
      atLeft = value(left)
    } else {
      low = left
      left = right
      atLeft = atRight
      right = low + share * (high - low)
      atRight = value(right)
    }
  }
}
