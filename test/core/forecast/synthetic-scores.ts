import type { ForecastModels, ForecastSettings } from '../../../core/forecast/forecast-scores.ts'
import { publishedPhylolmSettings } from '../../../core/forecast/phylolm-forecast.ts'
import { normalDeviates } from '../../../core/random/normal-deviate.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'

/** Models on a plane: quality along the first axis, families apart on the second. The score rises with quality. */
export function syntheticScores(options: {
  readonly families: number
  readonly each: number
  readonly seed: number
  readonly noise: number
}): ForecastModels {
  const generator = seededGenerator(options.seed)
  const normal = normalDeviates(generator)
  const places = Array.from({ length: options.families * options.each }, (_, i) => {
    const family = Math.floor(i / options.each)
    return { family: `f${family}`, quality: generator.real(), side: family / options.families + 0.02 * normal() }
  })
  const similarity = places.map((one, i) =>
    places.map((other, j) =>
      i === j ? 1 : Math.exp(-2 * (one.quality - other.quality) ** 2 - 0.5 * (one.side - other.side) ** 2),
    ),
  )
  return {
    similarity,
    distance: similarity.map((row) => row.map((value) => Math.max(0, -Math.log(value)))),
    likelihoods: places.map(({ quality, side }) =>
      Array.from(
        { length: 8 },
        (_, gene) => -1 + quality * (0.5 + gene / 16) + 0.05 * side * (gene % 2 === 0 ? 1 : -1),
      ),
    ),
    parameters: places.map(({ quality }) => Math.exp(10 + 5 * quality + 0.5 * normal())),
    families: places.map(({ family }) => family),
    groups: places.map((_, i) => Math.floor(i / options.each)),
    sampling: places.map(() => ({ items: null, stderr: null })),
    scores: places.map(({ quality }) => Math.min(1, Math.max(0, 0.2 + 0.6 * quality ** 2 + options.noise * normal()))),
  }
}

export const usualSettings: ForecastSettings = {
  level: 0.9,
  leave: 'family',
  isFraction: true,
  farShare: 0.95,
  phylolm: publishedPhylolmSettings,
  seed: 1,
}
