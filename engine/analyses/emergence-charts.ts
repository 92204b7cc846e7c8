import { elbow, expectedScore } from '../../core/emergence/emergence-law.ts'
import type { EmergenceSummary } from '../../core/emergence/emergence-summary.ts'
import { lossBeside, lossTexts } from '../../core/emergence/emergence-text.ts'
import { logTickText, logTicks } from '../../core/format/axis-ticks.ts'
import { fixed } from '../../core/format/interval.ts'
import { plural, significant } from '../../core/format/quantity.ts'
import { endsOf, linearExtent, valuesAlong, type ChartAxis } from '../../core/scene/chart-axis.ts'
import type { ChartMark, LineMark, PointMark, ReferenceMark } from '../../core/scene/chart-marks.ts'
import type { Chart } from '../../core/scene/chart-scene.ts'
import { markTitle } from '../../core/scene/mark-title.ts'
import { shadeOf, type Ink } from '../../core/scene/scene.ts'
import type { CheckpointRow } from '../api/emergence-contract.ts'
import type { LawSettings } from './emergence-fit.ts'

/** What the charts of an emergence law show. */
export interface EmergenceCharted extends Pick<LawSettings, 'law' | 'lossScale'> {
  readonly rows: readonly CheckpointRow[]
  readonly forecast: EmergenceSummary
  readonly tableName: string
  /** Of a second pretraining set; null: none. */
  readonly second: { readonly forecast: EmergenceSummary; readonly tableName: string } | null
  readonly fewShot: number
  /** Nats; null: all checkpoints were fitted. */
  readonly leastLoss: number | null
}

/** Ids of the charts. */
export const emergenceChartIds = ['scores', 'residuals', 'law', 'few-shot'] as const
type EmergenceChart = Chart<(typeof emergenceChartIds)[number]>

const height = 320
const lossTitle = 'pretraining loss, nats'
const strongerTitle = `${lossTitle} (stronger to the right)`

/** Scores over loss with the fitted law, what it leaves, the law itself, and where the task emerges few-shot. */
export function emergenceCharts(charted: EmergenceCharted): readonly EmergenceChart[] {
  return [scoresOverLoss(charted), residuals(charted), emergenceLaw(charted), fewShotEmergence(charted)]
}

function scoresOverLoss({ rows, forecast, lossScale, fewShot, leastLoss }: EmergenceCharted): EmergenceChart {
  const { law } = forecast
  const amounts = amountsOf(rows)
  const finetuned = amounts.filter((examples) => examples > 0)
  const inNats = (point: number): number => (lossScale === 'log' ? Math.exp(point) : point)
  const elbowOf = (examples: number): number => inNats(elbow(law, examples))
  const [least, most] = endsOf(rows.map(({ loss }) => loss))
  const low = Math.max(1e-6, Math.min(least, forecast.emergence.mostLikely) - 0.04 * most)
  const x: ChartAxis = { title: strongerTitle, low, high: 1.02 * most, isReversed: true }
  const isOnAxis = (loss: number): boolean => loss >= x.low && loss <= x.high
  // A law has a corner at its elbow: the elbow itself is one of the points drawn.
  const curveOf = (examples: number) => {
    const corner = elbowOf(examples)
    return [
      ...valuesAlong(x, 61),
      // Where losses grow as exponentials of what is fitted, an elbow can be beyond every number.
      ...(isOnAxis(corner) ? [corner] : []),
    ]
      .sort((left, right) => left - right)
      .map((loss) => ({ x: loss, y: expectedScore(law, onScale(lossScale, loss), examples) }))
      .filter(({ y }) => Number.isFinite(y))
  }
  const inkOf = (examples: number): Ink => (finetuned.includes(examples) ? amountInk(examples, finetuned) : 'text')
  return {
    id: 'scores',
    title: 'Scores over loss',
    caption: `score = A max(E(D) − ${lossScale === 'log' ? 'ln L' : 'L'}, 0) + B; triangles mark the elbows; faint: not fitted`,
    height,
    x,
    y: { title: 'score', ...linearExtent([...rows.map(({ score }) => score), law.base]) },
    marks: [
      ...finetuned.map(
        (examples): ChartMark => ({
          kind: 'line',
          points: curveOf(examples),
          ink: inkOf(examples),
          title: `law at ${plural(examples, 'example')}`,
        }),
      ),
      { kind: 'line', points: curveOf(fewShot), ink: 'text', dash: '5 3', title: fewShotName(fewShot) },
      ...amounts.flatMap((examples) =>
        rows
          .filter((row) => row.examples === examples)
          .map((row) => checkpointMark(row, row.score, inkOf(examples), row.examples > 0 && isFitted(row, leastLoss))),
      ),
      ...[...finetuned, fewShot]
        .filter((examples) => isOnAxis(elbowOf(examples)))
        .map(
          (examples): ChartMark => ({
            kind: 'point',
            x: elbowOf(examples),
            y: law.base,
            form: 'triangle',
            ink: inkOf(examples),
            title: markTitle(`Elbow at ${plural(examples, 'example')}`, [
              ['Loss', `${lossBeside(elbowOf(examples), forecast.emergence.posterior)} nats`],
            ]),
          }),
        ),
    ],
    legend: [
      ...(amounts.includes(0) ? [{ name: 'not finetuned', color: 'text' as const, mark: 'ring' as const }] : []),
      ...finetuned.map((examples) => ({ name: plural(examples, 'example'), color: inkOf(examples) })),
      { name: fewShotName(fewShot), color: 'text', mark: 'dashed' as const },
    ],
    table: {
      columns: ['checkpoint', 'loss', 'examples', 'score', 'flops'],
      rows: rows.map((row) => [row.checkpoint, row.loss, row.examples, row.score, row.flops]),
    },
  }
}

/**
 * What is left of the scores that were fitted: noise where the law holds, runs above or below 0 where it misses their
 * shape.
 */
function residuals({ rows, forecast, lossScale, leastLoss }: EmergenceCharted): EmergenceChart {
  const { law, goodness } = forecast
  const fitted = rows.filter((row) => row.examples > 0 && isFitted(row, leastLoss))
  const residualOf = ({ loss, examples, score }: CheckpointRow): number =>
    score - expectedScore(law, onScale(lossScale, loss), examples)
  const amounts = amountsOf(fitted)
  return {
    id: 'residuals',
    title: 'Residuals',
    caption: `Score less the law; ${goodness.misfits ? 'the law misfits: neighbours lie on one side of 0' : 'no sign that the law misfits'}`,
    height,
    x: { title: strongerTitle, ...linearExtent(fitted.map(({ loss }) => loss)), isReversed: true },
    y: { title: 'score less law', ...linearExtent([...fitted.map(residualOf), 0]) },
    marks: [
      { kind: 'reference', axis: 'y', at: 0, ink: 'muted' },
      ...amounts.flatMap((examples) =>
        fitted
          .filter((row) => row.examples === examples)
          .map((row) => checkpointMark(row, residualOf(row), amountInk(examples, amounts), true)),
      ),
    ],
    legend: amounts.map((examples) => ({ name: plural(examples, 'example'), color: amountInk(examples, amounts) })),
    table: {
      columns: ['checkpoint', 'loss', 'examples', 'score', 'law', 'residual'],
      rows: fitted.map((row) => {
        const residual = residualOf(row)
        return [row.checkpoint, row.loss, row.examples, row.score, row.score - residual, residual]
      }),
    },
  }
}

function emergenceLaw({ forecast, law, fewShot }: EmergenceCharted): EmergenceChart {
  const { elbows, strongest } = forecast
  const observed = forecast.observed?.elbow
  const [low, high] = [elbows[0]!.examples, elbows.at(-1)!.examples]
  const likely = elbows.filter(({ mostLikely }) => Number.isFinite(mostLikely))
  const bounded = elbows.filter(({ posterior }) => Number.isFinite(posterior.lower) && Number.isFinite(posterior.upper))
  return {
    id: 'law',
    title: 'Emergence law',
    caption: `E(D) = k ${law === 'power' ? 'D' : '(ln D)'}^alpha + C, extrapolated to ${plural(fewShot, 'example')}; band: 5 to 95 % of the posterior`,
    height,
    x: {
      title: 'examples D',
      low,
      high,
      scale: 'log',
      ticks: [...new Set([low, ...logTicks(low, high), high])].map((value) => ({ value, text: logTickText(value) })),
    },
    y: {
      title: 'elbow E(D), nats',
      ...linearExtent([
        ...likely.map(({ mostLikely }) => mostLikely),
        ...bounded.flatMap(({ posterior }) => [posterior.lower, posterior.upper]),
        ...(observed === undefined ? [] : [observed]),
        strongest,
      ]),
    },
    marks: [
      {
        kind: 'band',
        points: bounded.map(({ examples, posterior }) => ({
          x: examples,
          lower: posterior.lower,
          upper: posterior.upper,
        })),
        ink: 'accent',
      },
      {
        kind: 'line',
        points: likely.map(({ examples, mostLikely }) => ({ x: examples, y: mostLikely })),
        ink: 'accent',
        width: 2,
        title: 'most likely',
      },
      {
        kind: 'reference',
        axis: 'y',
        at: strongest,
        ink: 'muted',
        dash: '4 3',
        title: markTitle('Strongest checkpoint fitted', [['Loss', `${significant(strongest, 4)} nats`]]),
      },
      ...(observed === undefined ? [] : [{ ...observedLine(observed, 'y'), width: 1.5, dash: '4 3' }]),
    ],
    legend: [
      { name: 'most likely', color: 'accent', mark: 'line' },
      { name: 'posterior, 5 to 95 %', color: 'accent', mark: 'band' },
      { name: 'strongest checkpoint fitted', color: 'muted', mark: 'dashed' },
      ...(observed === undefined ? [] : [{ name: observedName, color: observedInk, mark: 'dashed' as const }]),
    ],
    table: {
      columns: ['examples', 'most likely', '5 %', '50 %', '95 %'],
      rows: elbows.map(({ examples, mostLikely, posterior }) => [
        examples,
        mostLikely,
        posterior.lower,
        posterior.median,
        posterior.upper,
      ]),
    },
  }
}

function fewShotEmergence({ forecast, second, tableName }: EmergenceCharted): EmergenceChart {
  const { posterior, bootstrap } = forecast.emergence
  const observed = forecast.observed?.elbow
  const losses = [...forecast.cdf, ...(second?.forecast.cdf ?? [])]
    .map(({ loss }) => loss)
    .filter((loss) => Number.isFinite(loss))
  const texts = lossTexts(posterior)
  const curve = (
    cdf: EmergenceSummary['cdf'],
    of: 'posterior' | 'bootstrap',
    look: Pick<LineMark, 'ink' | 'width' | 'dash' | 'isStepped' | 'title'>,
  ): LineMark => ({
    kind: 'line',
    points: cdf.flatMap(({ loss, [of]: y }) => (y === null || !Number.isFinite(loss) ? [] : [{ x: loss, y }])),
    ...look,
  })
  const first = second === null ? 'posterior' : tableName
  return {
    id: 'few-shot',
    title: 'Few-shot emergence',
    caption: `Probability that the task emerges at or below a loss; marks at 5, 50 and 95 %: ${texts.join(', ')} nats`,
    height,
    x: { title: lossTitle, ...linearExtent([...losses, ...(observed === undefined ? [] : [observed])]) },
    y: {
      title: 'probability',
      low: 0,
      high: 1,
      ticks: [0, 0.25, 0.5, 0.75, 1].map((value) => ({ value, text: fixed(value, 2) })),
    },
    marks: [
      ...(Number.isFinite(posterior.lower) && Number.isFinite(posterior.upper)
        ? [{ kind: 'span', from: posterior.lower, to: posterior.upper, ink: 'accent' } as const]
        : []),
      ...(['lower', 'median', 'upper'] as const).flatMap((point, index): ChartMark[] => {
        if (!Number.isFinite(posterior[point])) return []
        const share = ['5 %', '50 %', '95 %'][index]!
        return [
          {
            kind: 'reference',
            axis: 'x',
            at: posterior[point],
            ink: 'muted',
            dash: '3 3',
            label: share,
            title: markTitle(`${share} of the posterior`, [['Loss', `${texts[index]!} nats`]]),
          },
        ]
      }),
      ...(observed === undefined ? [] : [{ ...observedLine(observed, 'x'), width: 1.8 }]),
      curve(forecast.cdf, 'posterior', { ink: 'accent', width: 2, title: first }),
      ...(bootstrap === null
        ? []
        : [
            curve(forecast.cdf, 'bootstrap', {
              ink: 'accent',
              width: 1.3,
              dash: '4 3',
              isStepped: true,
              title: 'bootstrap',
            }),
          ]),
      ...(second === null
        ? []
        : [curve(second.forecast.cdf, 'posterior', { ink: secondInk, width: 2, title: second.tableName })]),
    ],
    legend: [
      { name: first, color: 'accent', mark: 'line' },
      ...(bootstrap === null ? [] : [{ name: 'bootstrap', color: 'accent' as const, mark: 'dashed' as const }]),
      ...(second === null ? [] : [{ name: second.tableName, color: secondInk, mark: 'line' as const }]),
      ...(observed === undefined ? [] : [{ name: observedName, color: observedInk, mark: 'line' as const }]),
    ],
    table: {
      columns: ['loss', 'posterior', 'bootstrap', ...(second === null ? [] : ['second loss', 'second posterior'])],
      rows: forecast.cdf.map((point, index) => {
        const secondPoint = second?.forecast.cdf[index]
        return [
          point.loss,
          point.posterior,
          point.bootstrap,
          ...(secondPoint === undefined ? [] : [secondPoint.loss, secondPoint.posterior]),
        ]
      }),
    },
  }
}

const observedName = 'observed without finetuning'
const observedInk: Ink = 'category-1'
const secondInk: Ink = 'category-3'

function observedLine(at: number, axis: 'x' | 'y'): ReferenceMark {
  return {
    kind: 'reference',
    axis,
    at,
    ink: observedInk,
    title: markTitle('Observed without finetuning', [['Loss', `${significant(at, 4)} nats`]]),
  }
}

function fewShotName(fewShot: number): string {
  return `law at ${fewShot} (few-shot)`
}

/** What scores are linear in. */
function onScale(lossScale: LawSettings['lossScale'], loss: number): number {
  return lossScale === 'log' ? Math.log(loss) : loss
}

function isFitted({ loss }: CheckpointRow, leastLoss: number | null): boolean {
  return leastLoss === null || loss >= leastLoss
}

/** Amounts of finetuning data, ascending. */
function amountsOf(rows: readonly CheckpointRow[]): readonly number[] {
  return [...new Set(rows.map(({ examples }) => examples))].sort((left, right) => left - right)
}

/** From few examples to many along the sequential colours, without those near the surface. */
function amountInk(examples: number, amounts: readonly number[]): Ink {
  const share = amounts.length < 2 ? 1 : amounts.indexOf(examples) / (amounts.length - 1)
  return shadeOf(0.4 + 0.6 * share)
}

function checkpointMark(row: CheckpointRow, y: number, ink: Ink, isFull: boolean): PointMark {
  const { checkpoint, loss, examples, score } = row
  return {
    kind: 'point',
    x: loss,
    y,
    form: examples === 0 ? 'ring' : 'dot',
    ink,
    opacity: isFull ? 0.9 : 0.3,
    title: markTitle(checkpoint, [
      ['Loss', `${fixed(loss, 4)} nats`],
      ['Finetuned on', examples === 0 ? 'nothing' : plural(examples, 'example')],
      ['Score', significant(score)],
    ]),
  }
}
