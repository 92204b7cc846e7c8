import { useMemo } from 'react'
import { useViewSettings } from '../../app/use-route.ts'
import { CartesianGrid, Scatter, ScatterChart, Tooltip, XAxis, YAxis } from 'recharts'
import { trainingUnits } from '../../../core/scaling/training-compute.ts'
import type { SpaceOverview } from '../../../core/scaling/space-overview.ts'
import { ChartFrame } from '../../figure/chart-frame.tsx'
import { axisLook, axisTitle, chartMargin, extent, numberTicks } from '../../figure/chart-theme.ts'
import { familyColors, familyLegend, modelMark, NoMark, pointCard, type ModelPoint } from '../../figure/model-marks.tsx'
import { Select } from '../../components/select.tsx'
import { WideTable } from '../../components/wide-table.tsx'
import { fixed } from '../../../core/format/interval.ts'
import { plural, significant } from '../../../core/format/quantity.ts'
import { computeTicks, powerText } from './law-charts.tsx'
import { flopsText, scalingView } from './scaling-settings.ts'
import { ScalingNotes } from './scaling-notes.tsx'
import layoutStyles from '../../components/layout.module.css'
import tableStyles from '../../components/number-table.module.css'
import styles from './scaling.module.css'

export interface SpaceChartsProps {
  readonly space: SpaceOverview
  readonly metricNames: readonly string[]
  readonly isBusy: boolean
}

const height = 330

/** Where the models lie in the first components, how these grow with compute, and what they are made of. */
export function SpaceCharts({ space, metricNames, isBusy }: SpaceChartsProps) {
  const [settings, change] = useViewSettings(scalingView)
  const component = Math.min(settings.component, space.loadings.length - 1)
  const families = useMemo(() => space.models.map(({ family }) => family), [space])
  const hasTwo = space.loadings.length > 1
  const share = (k: number): string => `PC-${k + 1}, ${fixed(100 * (space.explained[k] ?? 0), 1)} % of the variance`
  const pointAt = (model: SpaceOverview['models'][number], x: number, y: number): ModelPoint => ({
    x,
    y,
    model: model.model,
    family: model.family,
    mark: 'dot',
    facts: [
      ['Family', model.family],
      ...model.place.map((value, k) => [`PC-${k + 1}`, significant(value)] as const),
      ['FLOPs', model.flops === null ? 'not known' : flopsText(model.flops)],
      ...(model.imputed.length === 0
        ? []
        : [['Filled in', model.imputed.map((j) => metricNames[j] ?? '').join(', ')] as const]),
    ],
  })
  const inSpace = space.models.map((model) => pointAt(model, model.place[0] ?? 0, model.place[1] ?? 0))
  const overCompute = space.models.flatMap((model) =>
    model.flops === null ? [] : [pointAt(model, Math.log10(model.flops), model.place[component] ?? 0)],
  )
  const trends = space.trends.filter((trend) => trend.component === component)
  const lineOf = ({ family, slope, intercept }: SpaceOverview['trends'][number]) => {
    const own = overCompute.filter((point) => point.family === family).map(({ x }) => x)
    return [Math.min(...own), Math.max(...own)].map((x) => ({ x, y: intercept + slope * x }))
  }
  const table = {
    columns: ['model', 'family', 'FLOPs', ...space.loadings.map((_, k) => `PC-${k + 1}`), 'filled in'],
    rows: space.models.map(({ model, family, flops, place, imputed }) => [
      model,
      family,
      flops === null ? null : flops * trainingUnits.flops,
      ...place,
      imputed.map((j) => metricNames[j] ?? '').join(' '),
    ]),
  }
  return (
    <div className={layoutStyles['stack']}>
      <ScalingNotes notes={space.notes} />
      <div className={layoutStyles['charts']}>
        <ChartFrame
          title="Capability space"
          caption={`${plural(space.models.length, 'model')}; principal components of ${plural(metricNames.length, 'metric')}, centred, not scaled`}
          fileParts={['scaling', 'space']}
          height={height}
          isBusy={isBusy}
          legend={familyLegend(families)}
          table={table}
          chart={({ palette, width, height: room }) => (
            <ScatterChart width={width} height={room} margin={chartMargin} accessibilityLayer={false}>
              <CartesianGrid stroke={palette.rule} strokeOpacity={0.35} />
              <XAxis
                type="number"
                dataKey="x"
                {...span(inSpace.map(({ x }) => x))}
                {...axisLook(palette)}
                label={axisTitle(palette, share(0), 'x')}
              />
              <YAxis
                type="number"
                dataKey="y"
                {...span(inSpace.map(({ y }) => y))}
                width={54}
                {...axisLook(palette)}
                label={axisTitle(palette, hasTwo ? share(1) : '', 'y')}
              />
              <Tooltip isAnimationActive={false} content={pointCard} cursor={false} />
              <Scatter data={inSpace} shape={modelMark(familyColors(families, palette))} isAnimationActive={false} />
            </ScatterChart>
          )}
        />
        <ChartFrame
          title={`PC-${component + 1} and compute`}
          caption="One line in log10 FLOPs per family; R² in the table"
          fileParts={['scaling', `pc-${component + 1}`, 'compute']}
          height={height}
          isBusy={isBusy}
          toolbar={
            <div className={styles['narrow']}>
              <Select
                label="Component"
                hideLabel
                choices={space.loadings.map((_, k) => ({ id: String(k), name: `PC-${k + 1}` }))}
                value={String(component)}
                onChange={(value) => change({ component: Number(value) })}
              />
            </div>
          }
          legend={familyLegend(families)}
          table={{
            columns: ['family', 'models', 'slope per decade', 'intercept', 'R²'],
            rows: trends.map(({ family, n, slope, intercept, r2 }) => [family, n, slope, intercept, r2]),
          }}
          chart={({ palette, width, height: room }) => {
            const coloring = familyColors(families, palette)
            const [low, high] = extent(overCompute.map(({ x }) => x))
            return (
              <ScatterChart width={width} height={room} margin={chartMargin} accessibilityLayer={false}>
                <CartesianGrid stroke={palette.rule} strokeOpacity={0.35} />
                <XAxis
                  type="number"
                  dataKey="x"
                  domain={[low, high]}
                  ticks={computeTicks(low, high)}
                  tickFormatter={(value: number) => powerText(value + 21)}
                  {...axisLook(palette)}
                  label={axisTitle(palette, 'FLOPs of pretraining', 'x')}
                />
                <YAxis
                  type="number"
                  dataKey="y"
                  {...span(overCompute.map(({ y }) => y))}
                  width={54}
                  {...axisLook(palette)}
                  label={axisTitle(palette, share(component), 'y')}
                />
                <Tooltip isAnimationActive={false} content={pointCard} cursor={false} />
                {trends.map((trend) => (
                  <Scatter
                    key={trend.family}
                    data={lineOf(trend)}
                    line={{ stroke: coloring.colorOf(trend.family), strokeWidth: 1.4 }}
                    shape={NoMark}
                    isAnimationActive={false}
                    tooltipType="none"
                  />
                ))}
                <Scatter data={overCompute} shape={modelMark(coloring)} isAnimationActive={false} />
              </ScatterChart>
            )
          }}
        />
      </div>
      <h3 className={styles['heading']}>Loadings</h3>
      <WideTable label="Loadings" look={tableStyles['table']}>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            {space.loadings.map((_, k) => (
              <th key={k} scope="col">
                PC-{k + 1}
              </th>
            ))}
            <th scope="col">Mean</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Share of the variance</th>
            {space.explained.map((value, k) => (
              <td key={k}>{fixed(100 * value, 1)} %</td>
            ))}
            <td />
          </tr>
          {metricNames.map((name, j) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {space.loadings.map((loading, k) => (
                <td key={k}>{significant(loading[j] ?? 0)}</td>
              ))}
              <td>{significant(space.means[j] ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </WideTable>
      {trends.length === 0 ? null : (
        <>
          <h3 className={styles['heading']}>Lines in compute, PC-{component + 1}</h3>
          <WideTable label="Lines in compute" look={tableStyles['table']}>
            <thead>
              <tr>
                <th scope="col">Family</th>
                <th scope="col">Models</th>
                <th scope="col">Per decade of FLOPs</th>
                <th scope="col">R²</th>
              </tr>
            </thead>
            <tbody>
              {trends.map(({ family, n, slope, r2 }) => (
                <tr key={family}>
                  <th scope="row">{family}</th>
                  <td>{n}</td>
                  <td>{significant(slope)}</td>
                  <td>{n === 2 ? 'two models' : fixed(r2, 3)}</td>
                </tr>
              ))}
            </tbody>
          </WideTable>
        </>
      )}
    </div>
  )
}

function span(values: readonly number[]) {
  const domain = extent(values)
  return { domain, ...numberTicks(...domain) }
}
