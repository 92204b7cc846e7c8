import { fixed } from '../../core/format/interval.ts'
import { plural, significant } from '../../core/format/quantity.ts'
import { flopsText } from '../../core/scaling/flops-text.ts'
import type { SpaceOverview } from '../../core/scaling/space-overview.ts'
import { trainingUnits } from '../../core/scaling/training-compute.ts'
import { endsOf, linearExtent, logExtent } from '../../core/scene/chart-axis.ts'
import type { ChartMark, PointMark } from '../../core/scene/chart-marks.ts'
import type { Chart } from '../../core/scene/chart-scene.ts'
import { markTitle } from '../../core/scene/mark-title.ts'
import { familyInks, familyLegend } from './model-marks.ts'

type Model = SpaceOverview['models'][number]

/** Ids of the charts. */
export const scalingSpaceChartIds = ['space', 'compute'] as const
type ScalingSpaceChart = Chart<(typeof scalingSpaceChartIds)[number]>

const height = 330

/**
 * Where the models lie in the first two components, and how one of the components grows with compute.
 *
 * @param component the one that is drawn over compute, from 0
 */
export function scalingSpaceCharts(
  space: SpaceOverview,
  metricNames: readonly string[],
  component: number,
): readonly [space: ScalingSpaceChart, compute: ScalingSpaceChart] {
  const families = space.models.map(({ family }) => family)
  const inkOf = familyInks(families).colorOf
  const pointAt = (model: Model, x: number, y: number): PointMark => ({
    kind: 'point',
    x,
    y,
    form: 'dot',
    ink: inkOf(model.family),
    title: markTitle(model.model, factsOf(model, metricNames)),
  })
  const coordinateOf = ({ capabilities }: Model, axis: number): number => capabilities[axis] ?? 0
  const share = (axis: number): string =>
    `PC-${axis + 1}, ${fixed(100 * (space.explained[axis] ?? 0), 1)} % of the variance`
  const extentOf = (axis: number, models: readonly Model[] = space.models) =>
    linearExtent(models.map((model) => coordinateOf(model, axis)))
  const trends = space.trends.filter((trend) => trend.component === component)
  const known = space.models.filter(({ flops }) => flops !== null)
  const flopsOf = ({ flops }: Model): number => (flops ?? 0) * trainingUnits.flops
  const trendOf = ({ family, slope, intercept }: SpaceOverview['trends'][number]): ChartMark => {
    const familyFlops = known.filter((model) => model.family === family).map(flopsOf)
    return {
      kind: 'line',
      points: endsOf(familyFlops).map((x) => ({
        x,
        y: intercept + slope * Math.log10(x / trainingUnits.flops),
      })),
      ink: inkOf(family),
      width: 1.4,
      title: markTitle(`Line of ${family}`, [['Per decade of FLOPs', significant(slope)]]),
    }
  }
  return [
    {
      id: 'space',
      title: 'Capability space',
      caption: `${plural(space.models.length, 'model')}; principal components of ${plural(metricNames.length, 'metric')}, centred, not scaled`,
      height,
      x: { title: share(0), ...extentOf(0) },
      y: { title: space.loadings.length > 1 ? share(1) : '', ...extentOf(1) },
      marks: space.models.map((model) => pointAt(model, coordinateOf(model, 0), coordinateOf(model, 1))),
      legend: familyLegend(families),
      table: {
        columns: ['model', 'family', 'FLOPs', ...space.loadings.map((_, k) => `PC-${k + 1}`), 'filled in'],
        rows: space.models.map((model) => [
          model.model,
          model.family,
          model.flops === null ? null : flopsOf(model),
          ...model.capabilities,
          model.imputed.map((metric) => metricNames[metric] ?? '').join(' '),
        ]),
      },
    },
    {
      id: 'compute',
      title: `PC-${component + 1} and compute`,
      caption: 'One line in log10 FLOPs per family; R² in the table',
      height,
      x: { title: 'FLOPs of pretraining', scale: 'log', ...logExtent(known.map(flopsOf)) },
      y: { title: share(component), ...extentOf(component, known) },
      absent: 'Of no model the FLOPs of pretraining are known',
      marks: [
        ...trends.map(trendOf),
        ...known.map((model) => pointAt(model, flopsOf(model), coordinateOf(model, component))),
      ],
      legend: familyLegend(families),
      table: {
        columns: ['family', 'models', 'slope per decade', 'intercept', 'R²'],
        rows: trends.map(({ family, n, slope, intercept, r2 }) => [family, n, slope, intercept, r2]),
      },
    },
  ]
}

function factsOf({ family, capabilities, flops, imputed }: Model, metricNames: readonly string[]) {
  return [
    ['Family', family],
    ...capabilities.map((value, axis) => [`PC-${axis + 1}`, significant(value)] as const),
    ['FLOPs', flops === null ? 'not known' : flopsText(flops)],
    ...(imputed.length === 0
      ? []
      : [['Filled in', imputed.map((metric) => metricNames[metric] ?? '').join(', ')] as const]),
  ] as const
}
