import { dot } from '../linear-algebra/dot.ts'
import { leastSquares } from '../linear-algebra/least-squares.ts'
import { mean } from '../statistics/moments.ts'

/** A model of known size and training data. */
export interface TrainingPlan {
  readonly family: string
  /** Parameters in units of 1e9. */
  readonly size: number
  /** Tokens of pretraining in units of 1e12. */
  readonly tokens: number
}

export const translogTerms = ['size', 'tokens', 'size x tokens'] as const
export type TranslogTerm = (typeof translogTerms)[number]

/**
 * Capabilities as a translog function of size and tokens, with slopes shared by all families and an intercept per
 * family (Sloth; Maia Polo, Somerstep, Choshen, Sun & Yurochkin, arXiv 2412.06540): S_k = a_fk + b_k1 n + b_k2 d + b_k3
 * n d, with n = ln size and d = ln tokens, both less their means over the models fitted.
 */
export interface Translog {
  /** The terms whose slopes the models determine. */
  readonly terms: readonly TranslogTerm[]
  /** Means of ln size and ln tokens that n and d are counted from. */
  readonly centre: { readonly size: number; readonly tokens: number }
  /** `slopes[k][t]`: of component k and term t. */
  readonly slopes: readonly (readonly number[])[]
  /** Per family one intercept per component. */
  readonly intercepts: ReadonlyMap<string, readonly number[]>
}

const choices: readonly (readonly TranslogTerm[])[] = [translogTerms, ['size', 'tokens'], ['size'], ['tokens']]

/**
 * Fits the slopes within families by least squares, and the intercepts from the families' means. Terms that the models
 * do not determine (all families trained each on one amount of tokens, say) are left out, the product first.
 *
 * @param capabilities one row of components per plan
 * @throws RangeError where not even one slope is determined
 */
export function fitTranslog(plans: readonly TrainingPlan[], capabilities: readonly (readonly number[])[]): Translog {
  const centre = {
    size: mean(plans.map(({ size }) => Math.log(size))),
    tokens: mean(plans.map(({ tokens }) => Math.log(tokens))),
  }
  const components = capabilities[0]?.length ?? 0
  for (const terms of choices) {
    const rows = plans.map((plan) => termsOf(plan, terms, centre))
    const means = familyMeans(plans, rows)
    const within = rows.map((row, i) => row.map((value, t) => value - means.get(plans[i]!.family)![t]!))
    const capabilityMeans = familyMeans(plans, capabilities)
    const slopes: (readonly number[])[] = []
    for (let k = 0; k < components; k++) {
      const values = capabilities.map((capability, i) => capability[k]! - capabilityMeans.get(plans[i]!.family)![k]!)
      const slope = leastSquares(within, values, 1e-6)
      if (slope === undefined) break
      slopes.push(slope)
    }
    // Slopes within families need more models than families and terms together.
    if (slopes.length < components || components === 0 || plans.length < means.size + terms.length) continue
    const intercepts = new Map(
      [...capabilityMeans].map(
        ([family, capability]) =>
          [family, capability.map((value, k) => value - dot(slopes[k]!, means.get(family)!))] as const,
      ),
    )
    return { terms, centre, slopes, intercepts }
  }
  throw new RangeError('Translog: expected families with several models of known size and tokens, found too few')
}

/**
 * The capabilities of a planned model; one number per component.
 *
 * @throws RangeError for a family that was not fitted
 */
export function capabilityOfPlan({ terms, centre, slopes, intercepts }: Translog, plan: TrainingPlan): number[] {
  const intercept = intercepts.get(plan.family)
  if (intercept === undefined)
    throw new RangeError(`Family: expected one of ${[...intercepts.keys()].join(', ')}, found ${plan.family}`)
  const row = termsOf(plan, terms, centre)
  return intercept.map((value, k) => value + dot(slopes[k]!, row))
}

function termsOf({ size, tokens }: TrainingPlan, terms: readonly TranslogTerm[], centre: Translog['centre']): number[] {
  const n = Math.log(size) - centre.size
  const d = Math.log(tokens) - centre.tokens
  return terms.map((term) => (term === 'size' ? n : term === 'tokens' ? d : n * d))
}

function familyMeans(plans: readonly TrainingPlan[], rows: readonly (readonly number[])[]): Map<string, number[]> {
  const counts = new Map<string, number>()
  const sums = new Map<string, number[]>()
  for (const [i, { family }] of plans.entries()) {
    const sum = sums.get(family)
    sums.set(family, sum === undefined ? [...rows[i]!] : sum.map((value, j) => value + rows[i]![j]!))
    counts.set(family, (counts.get(family) ?? 0) + 1)
  }
  return new Map([...sums].map(([family, sum]) => [family, sum.map((value) => value / counts.get(family)!)]))
}
