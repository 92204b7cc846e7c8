import { normalDeviates } from '../random/normal-deviate.ts'
import type { SeededGenerator } from '../random/seeded-generator.ts'
import { adaptiveMetropolis } from '../sampling/adaptive-metropolis.ts'
import { effectiveSampleSize, splitPotentialScaleReduction } from '../sampling/chain-diagnostics.ts'
import { lawOfShape, type ElbowShape, type EmergenceLaw, type RisingLine } from './emergence-law.ts'
import type { LawFit } from './fit-law.ts'
import { hasElbowsWithin } from './law-bounds.ts'
import { elbows, leastSquares, residualSquares, type LawData } from './likelihood.ts'
import { elbowCoordinates, elbowShape, type LawCoordinates, lawOfVector, lawVector } from './search-vectors.ts'

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
  /** Few-shot elbows by chain, on the loss scale. */
  readonly elbowChains: readonly (readonly number[])[]
  readonly diagnostics: readonly ParameterDiagnostic[]
  /** Share of proposals taken, per chain. */
  readonly acceptance: readonly number[]
  /** True where every R-hat is at most 1.02 and every effective sample size at least 400. */
  readonly trustworthy: boolean
}

type LawParameters = ElbowShape & RisingLine

const parameters = ['fewShotElbow', 'shift', 'exponent', 'slope', 'base'] as const

/** Centre and width of the normal prior on the logarithm of the exponent. */
const exponentPrior = {
  'log-power': { centre: 0, width: 1 },
  power: { centre: Math.log(0.3), width: 1 },
} as const

/**
 * Draws from the posterior of the law. Residuals are normal with an unknown standard deviation, integrated out under
 * the prior 1 / sigma. Priors: uniform on the few-shot elbow, the shift, the slope and the base; normal on the
 * logarithm of the exponent (centre 1 for the log-power law, 0.3 for the power law, a standard deviation of 1). All lie
 * within the bounds of the fit (`LawBounds`).
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
  const { bounds } = data
  const prior = exponentPrior[data.form]
  const floor = leastSquares(data)

  const coordinates = chainCoordinates(data)
  const logDensity = (vector: readonly number[]): number => {
    const law = coordinates.lawAt(vector)
    if (!hasElbowsWithin(bounds, law) || law.slope < 0 || law.slope > bounds.steepest) return Number.NEGATIVE_INFINITY
    const squares = residualSquares(data, elbows(data, law), law)
    const deviation = (Math.log(law.exponent) - prior.centre) / prior.width
    return -0.5 * count * Math.log(squares + floor) - 0.5 * deviation * deviation + coordinates.logVolumeAt(law)
  }

  const { shape, law, noise } = fit
  const exponent = Math.min(bounds.mostExponent / 1.05, Math.max(bounds.leastExponent * 1.05, shape.exponent))
  const best = coordinates.coordinatesOf({ ...shape, exponent, slope: law.slope, base: law.base })
  const bestVector = lawVector(best)
  const width = Math.max(noise, 1e-3 * data.scoreRange)
  const scales = lawVector({
    fewShotElbow: 0.05 * range,
    shift: 0.05 * range,
    logExponent: 0.3,
    height: Math.max(0.1 * best.height, 0.01 * data.scoreRange),
    base: width,
  })
  const normal = normalDeviates(generator)
  // Chains start apart, so that their agreement means something: widely around the best point, nearer where that is not
  // allowed.
  const scattered = (): readonly number[] => {
    for (let scale = 2; scale > 1e-3; scale *= 0.8) {
      const point = bestVector.map((value, index) => value + scale * scales[index]! * normal())
      if (Number.isFinite(logDensity(point))) return point
    }
    return bestVector
  }
  const runs = Array.from({ length: chains }, () => {
    const run = adaptiveMetropolis(logDensity, scattered(), scales, generator, { warmup, draws, thinning })
    onChain()
    return run
  })
  const drawn = runs.map(({ points }) => points.map(coordinates.lawAt))
  const laws = drawn
    .flat()
    .map(({ slope, base, ...drawnShape }) =>
      lawOfShape({ form: data.form, fewShot: data.fewShot, most: data.most, ...drawnShape }, slope, base),
    )
  const diagnostics = parameters.map((parameter) => {
    const values = drawn.map((chain) => chain.map((law) => law[parameter]))
    return {
      parameter,
      potentialScaleReduction: splitPotentialScaleReduction(values),
      effectiveSampleSize: effectiveSampleSize(values),
    }
  })
  return {
    laws,
    elbowChains: drawn.map((chain) => chain.map(({ fewShotElbow }) => fewShotElbow)),
    diagnostics,
    acceptance: runs.map(({ acceptance }) => acceptance),
    trustworthy: diagnostics.every(
      (diagnostic) => diagnostic.potentialScaleReduction <= 1.02 && diagnostic.effectiveSampleSize >= 400,
    ),
  }
}

/**
 * What the chains move. The height stands for the slope, since the data tell it even where one loss alone lies below
 * the elbows: any elbow then fits with some slope, along a curve that a random walk in the slope would hardly follow.
 */
function chainCoordinates({ leastLoss, mostLoss }: LawData) {
  const least = 0.01 * (mostLoss - leastLoss)
  const depthOf = ({ fewShotElbow, shift }: Pick<ElbowShape, 'fewShotElbow' | 'shift'>): number =>
    Math.max(least, fewShotElbow + shift - leastLoss)
  return {
    lawAt: (vector: readonly number[]): LawParameters => {
      const { height, base, ...elbowsMoved } = lawOfVector(vector)
      return { ...elbowShape(elbowsMoved), slope: height / depthOf(elbowsMoved), base }
    },
    coordinatesOf: (law: LawParameters): LawCoordinates => ({
      ...elbowCoordinates(law),
      height: law.slope * depthOf(law),
      base: law.base,
    }),
    /** Logarithm of the change of slope with height: the prior is uniform in the slope. */
    logVolumeAt: (law: LawParameters): number => -Math.log(depthOf(law)),
  }
}
