import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  Scatter,
  ScatterChart,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { elbow, expectedScore } from '../../../core/emergence/emergence-law.ts'
import { decadeTicks } from '../../../core/format/axis-ticks.ts'
import type { EmergenceSummary } from '../../../core/emergence/emergence-summary.ts'
import type { CheckpointRow } from '../../../engine/api/emergence-contract.ts'
import type { FigurePalette } from '../../../core/color/palette.ts'
import { inkColour } from '../../../core/scene/ink-colour.ts'
import { shadeOf, type Ink } from '../../../core/scene/scene.ts'
import { ChartCard } from '../../figure/chart-card.tsx'
import { ChartFrame } from '../../figure/chart-frame.tsx'
import { axisLook, axisTitle, chartMargin, numberTicks, ticksAt } from '../../figure/chart-theme.ts'
import { NoMark } from '../../figure/model-marks.tsx'
import { fixed } from '../../../core/format/interval.ts'
import { plural, significant } from '../../../core/format/quantity.ts'
import { lossTexts } from '../../../core/emergence/emergence-text.ts'
import type { EmergenceViewSettings } from './emergence-settings.ts'

export interface EmergenceChartsProps {
  readonly rows: readonly CheckpointRow[]
  readonly forecast: EmergenceSummary
  readonly second: EmergenceSummary | null
  readonly settings: EmergenceViewSettings
  readonly isBusy: boolean
}

const height = 320

interface ScorePoint {
  readonly x: number
  readonly y: number
  readonly row: CheckpointRow
  readonly isFitted: boolean
}

/** Scores over loss with the fitted law, the law itself, and where the task emerges few-shot. */
export function EmergenceCharts({ rows, forecast, second, settings, isBusy }: EmergenceChartsProps) {
  return (
    <>
      <ScoreChart rows={rows} forecast={forecast} settings={settings} isBusy={isBusy} />
      <ResidualChart rows={rows} forecast={forecast} settings={settings} isBusy={isBusy} />
      <LawChart forecast={forecast} settings={settings} isBusy={isBusy} />
      <CumulativeChart forecast={forecast} second={second} settings={settings} isBusy={isBusy} />
    </>
  )
}

type ChartProps = Omit<EmergenceChartsProps, 'rows' | 'second'>

function ScoreChart({ rows, forecast, settings, isBusy }: ChartProps & { readonly rows: readonly CheckpointRow[] }) {
  const { law } = forecast
  const amounts = [...new Set(rows.map(({ examples }) => examples))].sort((one, other) => one - other)
  const onScale = (loss: number): number => (settings.lossScale === 'log' ? Math.log(loss) : loss)
  const inNats = (point: number): number => (settings.lossScale === 'log' ? Math.exp(point) : point)
  const losses = rows.map(({ loss }) => loss)
  const low = Math.max(1e-6, Math.min(...losses, forecast.emergence.mostLikely) - 0.04 * Math.max(...losses))
  const high = Math.max(...losses) * 1.02
  const scores = rows.map(({ score }) => score)
  const margin = 0.04 * (Math.max(...scores) - Math.min(...scores) || 1)
  const range = [Math.min(...scores, law.base) - margin, Math.max(...scores) + margin] as const
  const pointsOf = (examples: number): ScorePoint[] =>
    rows
      .filter((row) => row.examples === examples)
      .map((row) => ({
        x: row.loss,
        y: row.score,
        row,
        isFitted: row.examples > 0 && (settings.leastLoss === null || row.loss >= settings.leastLoss),
      }))
  // A law has a corner at its elbow: the elbow itself is one of the points drawn.
  const curveOf = (examples: number) => {
    const corner = inNats(elbow(law, examples))
    const places = [
      ...Array.from({ length: 61 }, (_, index) => low + ((high - low) * index) / 60),
      ...(corner > low && corner < high ? [corner] : []),
    ]
    return places
      .sort((one, other) => one - other)
      .map((x) => ({ x, y: expectedScore(law, onScale(x), examples) }))
      .filter(({ y }) => y <= range[1])
  }
  const elbowOf = (examples: number) => ({ x: inNats(elbow(law, examples)), y: law.base })
  const finetuned = amounts.filter((examples) => examples > 0)
  return (
    <ChartFrame
      title="Scores over loss"
      caption={`score = A max(E(D) − ${settings.lossScale === 'log' ? 'ln L' : 'L'}, 0) + B; triangles mark the elbows; faint: not fitted`}
      fileParts={['emergence', settings.table.name, 'scores']}
      height={height}
      isBusy={isBusy}
      legend={[
        ...(amounts.includes(0) ? [{ name: 'not finetuned', color: 'text' as const, mark: 'ring' as const }] : []),
        ...finetuned.map((examples) => ({
          name: plural(examples, 'example'),
          color: amountInk(examples, finetuned),
        })),
        { name: `law at ${settings.fewShot} (few-shot)`, color: 'text', mark: 'dashed' as const },
      ]}
      table={{
        columns: ['checkpoint', 'loss', 'examples', 'score', 'flops'],
        rows: rows.map((row) => [row.checkpoint, row.loss, row.examples, row.score, row.flops]),
      }}
      chart={({ palette, width, height: room }) => (
        <ScatterChart width={width} height={room} margin={chartMargin} accessibilityLayer={false}>
          <CartesianGrid stroke={palette.rule} strokeOpacity={0.35} />
          <XAxis
            type="number"
            dataKey="x"
            domain={[low, high]}
            reversed
            {...numberTicks(low, high)}
            allowDataOverflow
            {...axisLook(palette)}
            label={axisTitle(palette, 'pretraining loss, nats (stronger to the right)', 'x')}
          />
          <YAxis
            type="number"
            dataKey="y"
            domain={[...range]}
            {...numberTicks(...range)}
            allowDataOverflow
            width={54}
            {...axisLook(palette)}
            label={axisTitle(palette, 'score', 'y')}
          />
          <Tooltip isAnimationActive={false} cursor={false} content={scoreCard} />
          {finetuned.map((examples) => (
            <Scatter
              key={`curve ${examples}`}
              data={curveOf(examples)}
              line={{ stroke: amountColor(examples, finetuned, palette), strokeWidth: 1.5 }}
              shape={NoMark}
              isAnimationActive={false}
              tooltipType="none"
            />
          ))}
          <Scatter
            data={curveOf(settings.fewShot)}
            line={{ stroke: palette.text, strokeWidth: 1.5, strokeDasharray: '5 3' }}
            shape={NoMark}
            isAnimationActive={false}
            tooltipType="none"
          />
          {amounts.map((examples) => (
            <Scatter
              key={`points ${examples}`}
              data={pointsOf(examples)}
              isAnimationActive={false}
              shape={scoreMark(
                examples === 0 ? palette.text : amountColor(examples, finetuned, palette),
                examples === 0,
              )}
            />
          ))}
          {[...finetuned, settings.fewShot].map((examples) => (
            <Scatter
              key={`elbow ${examples}`}
              data={[elbowOf(examples)].filter(({ x }) => x >= low && x <= high)}
              isAnimationActive={false}
              tooltipType="none"
              shape={elbowMark(
                finetuned.includes(examples) ? amountColor(examples, finetuned, palette) : palette.text,
                palette.surface,
              )}
            />
          ))}
        </ScatterChart>
      )}
    />
  )
}

/**
 * What is left of the scores that were fitted: noise where the law holds, runs above or below 0 where it misses their
 * shape.
 */
function ResidualChart({ rows, forecast, settings, isBusy }: ChartProps & { readonly rows: readonly CheckpointRow[] }) {
  const { law, goodness } = forecast
  const fitted = rows.filter(
    ({ examples, loss }) => examples > 0 && (settings.leastLoss === null || loss >= settings.leastLoss),
  )
  const expectedOf = ({ loss, examples }: CheckpointRow): number =>
    expectedScore(law, settings.lossScale === 'log' ? Math.log(loss) : loss, examples)
  const points = fitted.map((row): ScorePoint => ({ x: row.loss, y: row.score - expectedOf(row), row, isFitted: true }))
  const amounts = [...new Set(fitted.map(({ examples }) => examples))].sort((one, other) => one - other)
  const [low, high] = padded(points.map(({ x }) => x))
  const range = padded([...points.map(({ y }) => y), 0])
  return (
    <ChartFrame
      title="Residuals"
      caption={`Score less the law; ${goodness.misfits ? 'the law misfits: neighbours lie on one side of 0' : 'no sign that the law misfits'}`}
      fileParts={['emergence', settings.table.name, 'residuals']}
      height={height}
      isBusy={isBusy}
      legend={amounts.map((examples) => ({ name: plural(examples, 'example'), color: amountInk(examples, amounts) }))}
      table={{
        columns: ['checkpoint', 'loss', 'examples', 'score', 'law', 'residual'],
        rows: points.map(({ row, y }) => [row.checkpoint, row.loss, row.examples, row.score, row.score - y, y]),
      }}
      chart={({ palette, width, height: space }) => (
        <ScatterChart width={width} height={space} margin={chartMargin} accessibilityLayer={false}>
          <CartesianGrid stroke={palette.rule} strokeOpacity={0.35} />
          <XAxis
            type="number"
            dataKey="x"
            domain={[low, high]}
            reversed
            {...numberTicks(low, high)}
            allowDataOverflow
            {...axisLook(palette)}
            label={axisTitle(palette, 'pretraining loss, nats (stronger to the right)', 'x')}
          />
          <YAxis
            type="number"
            dataKey="y"
            domain={range}
            {...numberTicks(...range)}
            allowDataOverflow
            width={54}
            {...axisLook(palette)}
            label={axisTitle(palette, 'score less law', 'y')}
          />
          <Tooltip isAnimationActive={false} cursor={false} content={scoreCard} />
          <ReferenceLine y={0} stroke={palette.muted} />
          {amounts.map((examples) => (
            <Scatter
              key={examples}
              data={points.filter(({ row }) => row.examples === examples)}
              isAnimationActive={false}
              shape={scoreMark(amountColor(examples, amounts, palette), false)}
            />
          ))}
        </ScatterChart>
      )}
    />
  )
}

function LawChart({ forecast, settings, isBusy }: ChartProps) {
  const points = forecast.elbows.map(({ examples, mostLikely, posterior }) => ({
    x: Math.log10(examples),
    examples,
    mostLikely,
    median: posterior.median,
    band: [posterior.lower, posterior.upper] as const,
  }))
  const first = points[0]!
  const last = points.at(-1)!
  const observed = forecast.observed?.elbow
  const values = points.flatMap(({ band, mostLikely }) => [...band, mostLikely])
  const domain = padded([...values, ...(observed === undefined ? [] : [observed]), forecast.strongest])
  return (
    <ChartFrame
      title="Emergence law"
      caption={`E(D) = k ${settings.law === 'power' ? 'D' : '(ln D)'}^alpha + C, extrapolated to ${plural(settings.fewShot, 'example')}; band: 5 to 95 % of the posterior`}
      fileParts={['emergence', settings.table.name, 'law']}
      height={height}
      isBusy={isBusy}
      legend={[
        { name: 'most likely', color: 'accent', mark: 'line' },
        { name: 'posterior, 5 to 95 %', color: 'accent', mark: 'band' },
        { name: 'strongest checkpoint fitted', color: 'muted', mark: 'dashed' },
        ...(observed === undefined
          ? []
          : [{ name: 'observed without finetuning', color: 'category-1' as const, mark: 'dashed' as const }]),
      ]}
      table={{
        columns: ['examples', 'most likely', '5 %', '50 %', '95 %'],
        rows: forecast.elbows.map(({ examples, mostLikely, posterior }) => [
          examples,
          mostLikely,
          posterior.lower,
          posterior.median,
          posterior.upper,
        ]),
      }}
      chart={({ palette, width, height: room }) => (
        <ComposedChart data={points} width={width} height={room} margin={chartMargin} accessibilityLayer={false}>
          <CartesianGrid stroke={palette.rule} strokeOpacity={0.35} />
          <XAxis
            type="number"
            dataKey="x"
            domain={[first.x, last.x]}
            ticks={dataTicks(first.x, last.x)}
            tickFormatter={(value: number) => String(Number((10 ** value).toPrecision(2)))}
            {...axisLook(palette)}
            label={axisTitle(palette, 'examples D', 'x')}
          />
          <YAxis
            type="number"
            domain={domain}
            {...numberTicks(...domain)}
            width={54}
            {...axisLook(palette)}
            label={axisTitle(palette, 'elbow E(D), nats', 'y')}
          />
          <Area
            dataKey="band"
            stroke="none"
            fill={palette.accent}
            fillOpacity={0.18}
            isAnimationActive={false}
            type="linear"
          />
          <Line
            dataKey="mostLikely"
            stroke={palette.accent}
            strokeWidth={2}
            dot={false}
            isAnimationActive={false}
            type="linear"
          />
          <ReferenceLine y={forecast.strongest} stroke={palette.muted} strokeDasharray="4 3" />
          {observed === undefined ? null : (
            <ReferenceLine y={observed} stroke={palette.categories[1]!} strokeDasharray="4 3" strokeWidth={1.5} />
          )}
        </ComposedChart>
      )}
    />
  )
}

function CumulativeChart({
  forecast,
  second,
  settings,
  isBusy,
}: ChartProps & { readonly second: EmergenceSummary | null }) {
  const { posterior, bootstrap } = forecast.emergence
  const observed = forecast.observed?.elbow
  const losses = [...forecast.cdf, ...(second?.cdf ?? [])].map(({ loss }) => loss)
  const domain = padded([...losses, ...(observed === undefined ? [] : [observed])])
  const marks = [posterior.lower, posterior.median, posterior.upper]
  const markTexts = lossTexts(posterior)
  const curve = (points: EmergenceSummary['cdf'], of: (point: EmergenceSummary['cdf'][number]) => number | null) =>
    points.flatMap((point) => {
      const y = of(point)
      return y === null ? [] : [{ x: point.loss, y }]
    })
  return (
    <ChartFrame
      title="Few-shot emergence"
      caption={`Probability that the task emerges at or below a loss; marks at 5, 50 and 95 %: ${markTexts.join(', ')} nats`}
      fileParts={['emergence', settings.table.name, 'cdf']}
      height={height}
      isBusy={isBusy}
      legend={[
        { name: second === null ? 'posterior' : settings.table.name, color: 'accent', mark: 'line' },
        ...(bootstrap === null ? [] : [{ name: 'bootstrap', color: 'accent' as const, mark: 'dashed' as const }]),
        ...(second === null
          ? []
          : [{ name: settings.second?.name ?? 'second', color: 'category-3' as const, mark: 'line' as const }]),
        ...(observed === undefined
          ? []
          : [{ name: 'observed without finetuning', color: 'category-1' as const, mark: 'line' as const }]),
      ]}
      table={{
        columns: ['loss', 'posterior', 'bootstrap', ...(second === null ? [] : ['second loss', 'second posterior'])],
        rows: forecast.cdf.map((point, index) => {
          const other = second?.cdf[index]
          return [
            point.loss,
            point.posterior,
            point.bootstrap,
            ...(other === undefined ? [] : [other.loss, other.posterior]),
          ]
        }),
      }}
      chart={({ palette, width, height: room }) => (
        <ScatterChart width={width} height={room} margin={chartMargin} accessibilityLayer={false}>
          <CartesianGrid stroke={palette.rule} strokeOpacity={0.35} />
          <XAxis
            type="number"
            dataKey="x"
            domain={domain}
            {...numberTicks(...domain)}
            allowDataOverflow
            {...axisLook(palette)}
            label={axisTitle(palette, 'pretraining loss, nats', 'x')}
          />
          <YAxis
            type="number"
            dataKey="y"
            domain={[0, 1]}
            {...ticksAt([0, 0.25, 0.5, 0.75, 1])}
            width={54}
            {...axisLook(palette)}
            label={axisTitle(palette, 'probability', 'y')}
          />
          <ReferenceArea
            x1={posterior.lower}
            x2={posterior.upper}
            fill={palette.accent}
            fillOpacity={0.08}
            stroke="none"
            ifOverflow="hidden"
          />
          {marks.map((at) => (
            <ReferenceLine key={at} x={at} stroke={palette.muted} strokeDasharray="3 3" ifOverflow="hidden" />
          ))}
          {observed === undefined ? null : (
            <ReferenceLine x={observed} stroke={palette.categories[1]!} strokeWidth={1.8} />
          )}
          <Scatter
            data={curve(forecast.cdf, (point) => point.posterior)}
            line={{ stroke: palette.accent, strokeWidth: 2 }}
            shape={NoMark}
            isAnimationActive={false}
          />
          <Scatter
            data={curve(forecast.cdf, (point) => point.bootstrap)}
            line={{ stroke: palette.accent, strokeWidth: 1.3, strokeDasharray: '4 3' }}
            shape={NoMark}
            isAnimationActive={false}
          />
          {second === null ? null : (
            <Scatter
              data={curve(second.cdf, (point) => point.posterior)}
              line={{ stroke: palette.categories[3]!, strokeWidth: 2 }}
              shape={NoMark}
              isAnimationActive={false}
            />
          )}
        </ScatterChart>
      )}
    />
  )
}

/** From few examples to many along the sequential colours, without those near the surface. */
function amountInk(examples: number, amounts: readonly number[]): Ink {
  const share = amounts.length < 2 ? 1 : amounts.indexOf(examples) / (amounts.length - 1)
  return shadeOf(0.4 + 0.6 * share)
}

function amountColor(examples: number, amounts: readonly number[], palette: FigurePalette): string {
  return inkColour(palette, amountInk(examples, amounts))
}

function scoreMark(color: string, isRing: boolean) {
  return function ScoreMark({
    cx,
    cy,
    payload,
  }: {
    readonly cx?: number | undefined
    readonly cy?: number | undefined
    readonly payload?: ScorePoint
  }) {
    if (cx === undefined || cy === undefined) return <g />
    if (isRing) return <circle cx={cx} cy={cy} r={4} fill="none" stroke={color} strokeWidth={1.5} />
    return <circle cx={cx} cy={cy} r={4} fill={color} fillOpacity={payload?.isFitted === false ? 0.3 : 0.9} />
  }
}

function elbowMark(color: string, surface: string) {
  return function ElbowMark({ cx, cy }: { readonly cx?: number | undefined; readonly cy?: number | undefined }) {
    return cx === undefined || cy === undefined ? (
      <g />
    ) : (
      <path d={`M${cx} ${cy + 2}l6 10h-12z`} fill={color} stroke={surface} strokeWidth={1} />
    )
  }
}

function scoreCard({ payload }: { readonly payload?: readonly { readonly payload?: ScorePoint }[] }) {
  const row = payload?.[0]?.payload?.row
  if (row === undefined) return null
  return (
    <ChartCard
      title={row.checkpoint}
      facts={[
        ['Loss', `${fixed(row.loss, 4)} nats`],
        ['Finetuned on', row.examples === 0 ? 'nothing' : plural(row.examples, 'example')],
        ['Score', significant(row.score)],
      ]}
    />
  )
}

function padded(values: readonly number[]): [number, number] {
  const low = Math.min(...values)
  const high = Math.max(...values)
  const margin = 0.05 * (high - low || 1)
  return [low >= 0 ? Math.max(0, low - margin) : low - margin, high + margin]
}

function dataTicks(low: number, high: number): number[] {
  const decades = decadeTicks(low, high)
  return [...new Set([low, ...decades.filter((value) => value - low > 0.15 && high - value > 0.15), high])]
}
