import { fixed } from '../format/interval.ts'
import { plural, significant } from '../format/quantity.ts'
import type { GoodnessOfFit } from './goodness-of-fit.ts'
import type { ObservedPosition } from './observed-position.ts'

const decimals = (value: number): string => significant(value, 2)

/** Whether the law fits, in a sentence without its end. */
export function fitVerdict(goodness: GoodnessOfFit): string {
  const { explained, aroundLaw, betweenNeighbours, probability, misfits } = goodness
  const facts =
    `explains ${(100 * explained).toFixed(0)} % of the variance; scores lie ${decimals(aroundLaw)} from it ` +
    `and ${decimals(betweenNeighbours)} from their neighbours (p = ${probability.toPrecision(2)})`
  return misfits ? `The law misfits: it ${facts}` : `No sign that the law misfits: it ${facts}`
}

/** What to do about a law that misfits, which bends where it is straight most often among the strongest checkpoints. */
export const misfitAdvice =
  'It may fit with a least loss that leaves out checkpoints where scores level off, with scores linear in the logarithm of the loss, ' +
  'or with more checkpoints near the emergence; a setting that is chosen for its fit makes the fit look better than it is'

/** That the law misses the shape of the scores, and where most. */
export function misfitText({
  aroundLaw,
  betweenNeighbours,
  farthest: { loss, examples, score, expected },
}: GoodnessOfFit): string {
  return (
    `the law misfits: scores lie ${decimals(aroundLaw)} from it and only ${decimals(betweenNeighbours)} from their neighbours; ` +
    `at ${fixed(loss, 3)} nats after ${plural(examples, 'example')} ${significant(score)} was scored, the law says ${significant(expected)}; ` +
    'intervals hold only where the law does'
  )
}

/** How the observed emergence lies to the prediction; a law that misfits is no success wherever it lies. */
export function observedVerdict(
  observed: { readonly error: number; readonly position: ObservedPosition },
  { misfits }: Pick<GoodnessOfFit, 'misfits'>,
): string {
  const { error, position } = observed
  const where =
    position === 'at the edge'
      ? 'at the edge of 5 to 95 %, within the Monte Carlo error of the bound'
      : `${position} 5 to 95 %`
  return `Prediction less observation ${decimals(error)} nats; observed ${where}${misfits ? '; the law misfits, so this is no success of it' : ''}`
}
