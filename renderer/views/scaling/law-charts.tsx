import { useMemo } from 'react'
import type { ScalingFit } from '../../../core/scaling/scaling-fit.ts'
import { scalingLawCharts } from '../../../engine/analyses/scaling-law-charts.ts'
import { ChartFrame } from '../../figure/chart-frame.tsx'
import { CutoffLine } from './cutoff-line.tsx'
import { splitText, type ScalingChoices, type ScalingSettings } from './scaling-settings.ts'

interface LawChartsProps {
  readonly fit: ScalingFit
  readonly hasIntervals: boolean
  readonly settings: ScalingSettings
  readonly choices: ScalingChoices
  readonly cutoff: number
  readonly metricNames: readonly string[]
  readonly isBusy: boolean
  readonly onCutoff: (cutoff: number) => void
  readonly onRest: (cutoff: number) => void
}

/** The law, the baseline with the line of the cutoff, and the weights of the metrics. */
export function LawCharts(props: LawChartsProps) {
  const { fit, settings, choices, cutoff, metricNames, isBusy, hasIntervals, onCutoff, onRest } = props
  const { chance, top, link, loss, baseline, reference, level, target } = settings
  const limits = settings.splitBy === 'cutoff' ? choices.compute : null
  const split = splitText(settings, cutoff)
  const charts = useMemo(
    () =>
      scalingLawCharts({
        fit,
        target: target.benchmark,
        metricNames,
        chance,
        top,
        link,
        loss,
        baseline,
        reference,
        level: hasIntervals ? level : null,
        split,
        cutoff: limits === null ? null : { at: cutoff, ...limits },
      }),
    [
      fit,
      target,
      metricNames,
      chance,
      top,
      link,
      loss,
      baseline,
      reference,
      level,
      hasIntervals,
      split,
      limits,
      cutoff,
    ],
  )
  return charts.map((chart) => (
    <ChartFrame
      key={chart.id}
      chart={chart}
      fileParts={['scaling', target.benchmark]}
      isBusy={isBusy}
      overlay={
        chart.id !== 'baseline' || baseline !== 'flops' || limits === null
          ? undefined
          : (plot) => <CutoffLine plot={plot} cutoff={cutoff} {...limits} onMove={onCutoff} onRest={onRest} />
      }
    />
  ))
}
