import type { ElbowRange } from './elbow-profile.ts'

/** Where an observed emergence lies against the 5 to 95 % interval of its prediction. */
export type ObservedPosition = 'inside' | 'at the edge' | 'outside'

/**
 * Inside or outside only where it stays so when both bounds are moved by two of their Monte Carlo standard errors, and
 * for the whole range of elbows that the observed scores allow.
 */
export function observedPosition(observed: ElbowRange, interval: ElbowRange, boundError: ElbowRange): ObservedPosition {
  const low = 2 * boundError.lower
  const high = 2 * boundError.upper
  if (observed.upper < interval.lower - low || observed.lower > interval.upper + high) return 'outside'
  if (observed.lower > interval.lower + low && observed.upper < interval.upper - high) return 'inside'
  return 'at the edge'
}
