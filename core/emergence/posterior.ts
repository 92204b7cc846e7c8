import { normalDeviates } from '../random/normal-deviate.ts'
import type { SeededGenerator } from '../random/seeded-generator.ts'
import { adaptiveMetropolis } from '../sampling/adaptive-metropolis.ts'
import { effectiveSampleSize, splitPotentialScaleReduction } from '../sampling/chain-diagnostics.ts'
import { exponentRange, lawOfShape, type EmergenceLaw } from './emergence-law.ts'
import { elbowBounds, type LawFit } from './fit-law.ts'
import { elbows, leastSquares, residualSquares, type LawData } from './likelihood.ts'

export const usualChains = 4

export interface PosteriorOptions {
  /** Default `usualChains`. */
  readonly chains?: number
  /** Steps of the warm-up per chain; default 3000. */
  readonly warmup?: number
  /** Draws kept per chain; default 2000. */
  readonly draws?: number
  /** Steps per draw kept; default 5. */
  readonly thinning?: number
}

export interface ParameterDiagnostic {
  readonly parameter: 'fewShotElbow' | 'shift' | 'exponent' | 'slope' | 'base'
  /** Split R-hat; 1 where the chains agree. */
  readonly potentialScaleReduction: number
  readonly effectiveSampleSize: number
}

export interface Posterior {
  /** One law per draw, chain after chain. */
  readonly laws: readonly EmergenceLaw[]
  readonly fewShotElbows: Float64Array
  readonly diagnostics: readonly ParameterDiagnostic[]
  /** Share of proposals taken, per chain. */
  readonly acceptance: readonly number[]
  /** True where every R-hat is at most 1.02 and every effective sample size at least 400. */
  readonly trustworthy: boolean
}

const parameters = ['fewShotElbow', 'shift', 'exponent', 'slope', 'base'] as const

/** Centre and width of the normal prior on the logarithm of the exponent. */
export const exponentPrior = { 'log-power': { centre: 0, width: 1 }, power: { centre: Math.log(0.3), width: 1 } } as const

/**
 * Draws from the posterior of the law. Residuals are normal with an unknown standard deviation, integrated out under the
 * prior 1 / sigma. Priors: uniform on the few-shot elbow within one range of losses around the checkpoints, on the shift
 * from 0, on the slope from 0 and on the base; normal on the logarithm of the exponent (centre 1 for the log-power law, 0.3 for the power
 * law, a standard deviation of 1), within the range that the fit searches.
 */
export function samplePosterior(
  data: LawData,
  fit: LawFit,
  generator: SeededGenerator,
  options: PosteriorOptions = {},
  onChain: () => void = () => undefined,
): Posterior {
  const { chains = usualChains, warmup = 3000, draws = 2000, thinning = 5 } = options
  const count = data.losses.length
  const range = data.mostLoss - data.leastLoss
  const bounds = elbowBounds(data)
  const { least, most } = exponentRange[data.form]
  const prior = exponentPrior[data.form]
  const floor = leastSquares(data)
  const steepest = (100 * data.scoreRange) / range

  const logDensity = ([fewShotElbow, shift, logExponent, slope, base]: readonly number[]): number => {
    const exponent = Math.exp(logExponent!)
    const outside =
      fewShotElbow! < bounds.least || shift! < 0 || fewShotElbow! + shift! > bounds.most || exponent < least || exponent > most ||
      slope! < 0 || slope! > steepest
    if (outside) return Number.NEGATIVE_INFINITY
    const squares = residualSquares(data, elbows(data, fewShotElbow!, shift!, exponent), slope!, base!)
    const deviation = (logExponent! - prior.centre) / prior.width
    return -0.5 * count * Math.log(squares + floor) - 0.5 * deviation * deviation
  }

  const { shape, law, noise } = fit
  const exponent = Math.min(most / 1.05, Math.max(least * 1.05, shape.exponent))
  const best = [shape.fewShotElbow, shape.shift, Math.log(exponent), law.slope, law.base]
  const width = Math.max(noise, 1e-3 * data.scoreRange)
  const scales = [0.05 * range, 0.05 * range, 0.3, Math.max(0.1 * law.slope, 0.01 * (data.scoreRange / range)), width]
  const normal = normalDeviates(generator)
  // Chains start apart, so that their agreement means something: widely around the best point, nearer where that is not allowed.
  const scattered = (): readonly number[] => {
    for (let scale = 2; scale > 1e-3; scale *= 0.8) {
      const point = best.map((value, index) => value + scale * scales[index]! * normal())
      if (Number.isFinite(logDensity(point))) return point
    }
    return best
  }
  const runs = Array.from({ length: chains }, () => {
    const run = adaptiveMetropolis(logDensity, scattered(), scales, generator, { warmup, draws, thinning })
    onChain()
    return run
  })
  const laws = runs.flatMap(({ points }) =>
    points.map(([fewShotElbow, shift, logExponent, slope, base]) =>
      lawOfShape(
        { form: data.form, fewShot: data.fewShot, most: data.most, fewShotElbow: fewShotElbow!, shift: shift!, exponent: Math.exp(logExponent!) },
        slope!,
        base!,
      ),
    ),
  )
  const diagnostics = parameters.map((parameter, index) => {
    const values = runs.map(({ points }) => points.map((point) => point[index]!))
    return { parameter, potentialScaleReduction: splitPotentialScaleReduction(values), effectiveSampleSize: effectiveSampleSize(values) }
  })
  return {
    laws,
    fewShotElbows: Float64Array.from(runs.flatMap(({ points }) => points.map((point) => point[0]!))),
    diagnostics,
    acceptance: runs.map(({ acceptance }) => acceptance),
    trustworthy: diagnostics.every((found) => found.potentialScaleReduction <= 1.02 && found.effectiveSampleSize >= 400),
  }
}
