import { z } from 'zod'
import { plural } from '../../core/format/quantity.ts'
import { boundedText, fixed, intervalText } from '../../core/format/interval.ts'
import { plusMinus } from '../../core/format/plus-minus.ts'
import { classicalScaling } from '../../core/layout/classical-mds.ts'
import { mapScene } from '../../core/layout/map-scene.ts'
import { turnedOnto } from '../../core/layout/procrustes.ts'
import { textMap } from '../../core/layout/text-map.ts'
import { geneDraws } from '../../core/sampling/gene-draws.ts'
import { ascending, quantile } from '../../core/sampling/quantile.ts'
import { distancesFromSimilarities } from '../../core/similarity/distance-from-similarity.ts'
import { noiseMargin } from '../../core/similarity/noise-margin.ts'
import { pointSimilarity } from '../../core/similarity/similarity-matrix.ts'
import { columnMeans, sampleCovariance } from '../../core/statistics/moments.ts'
import { identifier } from '../api/call.ts'
import { alleleRule, analysisScope, measure, sameModelIds } from '../api/comparison-contract.ts'
import { remark } from '../api/remark-contract.ts'
import { measureWords } from './comparison-words.ts'
import { replicatesField, seedField } from './draws.ts'
import { defineAnalysis } from './definition.ts'
import { sameIds, sameModels, sameRemarks } from './same-models.ts'

/** With what the replicates say of it: the values that 5 and 95 % of them lie below; null without replicates. */
const replicated = z.object({ value: z.number(), lower: z.number().nullable(), upper: z.number().nullable() })

const map = z.object({
  modelIds: z.array(identifier),
  models: z.array(z.string()),
  /** In units of the distance; only distances between points have a meaning. */
  points: z.array(
    z.object({
      x: z.number(),
      y: z.number(),
      /** Covariance over the replicates, each turned onto the map; null without replicates. */
      spread: z.object({ xx: z.number(), xy: z.number(), yy: z.number() }).nullable(),
    }),
  ),
  /** Kruskal's stress-1 of the map: 0 where its distances are those of the models. */
  stress: replicated,
  /** Share of the sum of absolute eigenvalues that the two axes have. */
  explained: replicated,
  eigenvalues: z.array(z.number()),
  measure,
  rule: alleleRule,
  genes: z.number().int(),
  replicates: z.number().int(),
  seed: z.number().int(),
  same: sameModelIds,
  remarks: z.array(remark),
})

type MapAnswer = z.output<typeof map>

/** Share of the replicates' places that an ellipse is to hold. */
const level = 0.9
const axes = 2

/** A map of models by classical multidimensional scaling of their distances. */
export const mapAnalysis = defineAnalysis({
  name: 'analysis.map',
  of: 'comparison',
  request: analysisScope.extend({
    replicates: replicatesField(100, {
      title: 'Bootstrap over genes',
      description: 'replicates over genes, for the ellipses',
    }),
    seed: seedField('seed of the bootstrap'),
  }),
  answer: map,
  unit: 'replicates',
  step: 'Bootstrap',
  inThread: true,
  compute: async (compared, request, { progress, giveTurn }): Promise<MapAnswer> => {
    const { modelIds, names, genes, terms } = compared
    const { replicates, seed } = request
    const scaled = (chosen: Int32Array) =>
      classicalScaling(
        distancesFromSimilarities(request.measure, pointSimilarity(terms, request.measure, chosen)),
        axes,
      )
    const every = Int32Array.from({ length: genes }, (_, gene) => gene)
    const whole = scaled(every)
    const groups = sameModels(
      compared,
      pointSimilarity(terms, request.measure, every),
      noiseMargin(terms, request.measure, compared.noise),
    )
    const drawn: ReturnType<typeof scaled>[] = []
    for (const chosen of geneDraws(genes, replicates, seed)) {
      const replicate = scaled(chosen)
      drawn.push({ ...replicate, points: turnedOnto(replicate.points, whole.points) })
      progress(drawn.length, replicates)
      await giveTurn()
    }
    const ends = (value: (replicate: (typeof drawn)[number]) => number) => {
      if (drawn.length === 0) return { lower: null, upper: null }
      const sorted = ascending(drawn.map(value))
      return { lower: quantile(sorted, 0.05), upper: quantile(sorted, 0.95) }
    }
    return {
      modelIds: [...modelIds],
      models: [...names],
      points: whole.points.map(([x = 0, y = 0], index) => ({
        x,
        y,
        spread: drawn.length < 2 ? null : spreadOf(drawn.map(({ points }) => points[index]!)),
      })),
      stress: { value: whole.stress, ...ends(({ stress }) => stress) },
      explained: { value: whole.explained, ...ends(({ explained }) => explained) },
      eigenvalues: [...whole.eigenvalues],
      measure: request.measure,
      rule: request.rule,
      genes,
      replicates,
      seed,
      same: sameIds(compared, groups),
      remarks: [...compared.remarks, ...sameRemarks(compared, groups)],
    }
  },
  shown: {
    id: 'map',
    title: 'Map',
    summary: 'models as points in the plane, as far apart as their distances say where two dimensions can',
    icon: 'M2.5 2.5v11h11M5.5 10.5v.1M7 6v.1M11 8.5v.1M10 4v.1',
    entry: 'distances',
    fewest: 3,
    caption: captionOf,
    scene: (answer, { width, height, groups, linkOf }) =>
      mapScene({
        title: `Map of ${plural(answer.models.length, 'model')}`,
        description: captionOf(answer),
        width,
        height,
        unit: 'distance',
        level,
        otherwise: 'see the table',
        points: answer.points.map((point, index) => {
          const id = answer.modelIds[index]!
          return {
            ...point,
            name: answer.models[index]!,
            group: groups.get(id) ?? null,
            ...(linkOf === undefined ? {} : { link: linkOf(id) }),
          }
        }),
      }),
    table: ({ models, points }) => ({
      columns: ['model', 'x', 'y', 'sd of x', 'sd of y'],
      rows: points.map(({ x, y, spread }, index) => [
        models[index]!,
        x,
        y,
        spread === null ? null : Math.sqrt(spread.xx),
        spread === null ? null : Math.sqrt(spread.yy),
      ]),
    }),
    text: ({ models, points }) => ({
      columns: ['model', 'x', 'y'],
      rows: points.map(({ x, y, spread }, index) => [
        models[index]!,
        coordinateText(x, spread?.xx ?? null),
        coordinateText(y, spread?.yy ?? null),
      ]),
    }),
    terminal: ({ points }, columns) =>
      textMap(
        points.map(({ x, y }) => [x, y]),
        columns,
      ),
    methods: ({ points, replicates, seed }) => ({
      paragraphs: [
        'The map is classical multidimensional scaling [1, 2] of the distances: the two leading eigenvectors of the ' +
          'doubly centred matrix of squared distances, each times the root of its eigenvalue. Only distances between ' +
          'points mean something; the axes and their signs do not. Stress-1 [3] says how far the distances of the map ' +
          'miss those of the models.',
        ...(!hasSpread(points)
          ? []
          : [
              `The genes were drawn with replacement ${replicates} times (sfc32, seed ${seed}); each replicate's map was ` +
                'turned and mirrored onto the first [4], and the ellipses show how its points then scatter.',
            ]),
      ],
      formulas: ['B = −½ J D² J, J = I − 1/n', 'stress = √( Σ (d − d′)² / Σ d² )'],
      references: [
        'W. S. Torgerson. Multidimensional scaling: I. Theory and method. Psychometrika 17, 1952, 401–419.',
        'J. C. Gower. Some distance properties of latent root and vector methods used in multivariate analysis. Biometrika 53, 1966, 325–338.',
        'J. B. Kruskal. Multidimensional scaling by optimizing goodness of fit to a nonmetric hypothesis. Psychometrika 29, 1964, 1–27.',
        ...(!hasSpread(points)
          ? []
          : [
              'P. H. Schönemann. A generalized solution of the orthogonal Procrustes problem. Psychometrika 31, 1966, 1–10.',
            ]),
      ],
    }),
  },
})

function captionOf({ measure: chosen, models, genes, points, stress, explained, replicates }: MapAnswer): string {
  return (
    `Classical multidimensional scaling of D = ${measureWords[chosen].distance}, ` +
    `${plural(models.length, 'model')}, ${plural(genes, 'gene')}. ` +
    `Stress ${replicatedText(stress)}; two axes hold ${replicatedText(explained)} of the eigenvalues. ` +
    (!hasSpread(points)
      ? 'Without two bootstrap replicates nothing says how firmly each place is known.'
      : `Ellipses hold ${100 * level} % of the places over ${plural(replicates, 'bootstrap replicate')} of the genes.`)
  )
}

/** Whether there were replicates enough to tell how the points scatter. */
function hasSpread([first]: MapAnswer['points']): boolean {
  return first !== undefined && first.spread !== null
}

/** Covariance of points [x, y] as its three entries. */
function spreadOf(points: readonly (readonly number[])[]): { xx: number; xy: number; yy: number } {
  const [[xx, xy], [, yy]] = sampleCovariance(points, columnMeans(points)) as [[number, number], [number, number]]
  return { xx, xy, yy }
}

function replicatedText({ value, lower, upper }: z.output<typeof replicated>): string {
  if (lower === null || upper === null) return fixed(value, 3)
  const [low, high] = [Math.min(lower, value), Math.max(upper, value)]
  return `${boundedText({ value, lower: low, upper: high })} (${intervalText(low, high)})`
}

function coordinateText(value: number, variance: number | null): string {
  return plusMinus(value, variance === null ? null : Math.sqrt(variance))
}
