import { axisNumber } from '../../../core/format/axis-ticks.ts'
import { Bar, BarChart, CartesianGrid, ReferenceLine, XAxis, YAxis } from 'recharts'
import type { ScalingFit } from '../../../core/scaling/scaling-fit.ts'
import { ChartFrame } from '../../figure/chart-frame.tsx'
import { axisLook, axisTitle, chartMargin } from '../../figure/chart-theme.ts'

/** What each metric contributes to the law's level. */
export function WeightsChart({
  fit,
  metricNames,
  target,
  isBusy,
}: {
  readonly fit: ScalingFit
  readonly metricNames: readonly string[]
  readonly target: string
  readonly isBusy: boolean
}) {
  const data = fit.metricWeights.map((weight, j) => ({ metric: metricNames[j] ?? '', weight }))
  // In one line each, so that no name lies over the next: an average letter is 6.2 wide.
  const namesWidth = Math.min(240, Math.max(80, 14 + 6.2 * Math.max(0, ...data.map(({ metric }) => metric.length))))
  return (
    <ChartFrame
      title="Weights of the metrics"
      caption={`beta · gamma: change of the level of ${target} per unit of each metric`}
      fileParts={['scaling', target, 'weights']}
      height={Math.max(160, 26 * data.length + 60)}
      isBusy={isBusy}
      table={{ columns: ['metric', 'weight'], rows: data.map(({ metric, weight }) => [metric, weight]) }}
      chart={({ palette, width, height }) => (
        <BarChart
          layout="vertical"
          data={data}
          width={width}
          height={height}
          margin={chartMargin}
          accessibilityLayer={false}
        >
          <CartesianGrid stroke={palette.rule} strokeOpacity={0.35} horizontal={false} />
          <XAxis
            type="number"
            {...axisLook(palette)}
            tickFormatter={axisNumber}
            label={axisTitle(palette, 'weight', 'x')}
          />
          <YAxis type="category" dataKey="metric" width={namesWidth} interval={0} {...axisLook(palette)} />
          <ReferenceLine x={0} stroke={palette.muted} />
          <Bar dataKey="weight" fill={palette.accent} isAnimationActive={false} barSize={13} />
        </BarChart>
      )}
    />
  )
}
