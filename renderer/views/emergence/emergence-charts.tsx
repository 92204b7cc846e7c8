import { useMemo } from 'react'
import type { EmergenceSummary } from '../../../core/emergence/emergence-summary.ts'
import { emergenceCharts } from '../../../engine/analyses/emergence-charts.ts'
import type { CheckpointRow } from '../../../engine/api/emergence-contract.ts'
import { ChartFrame } from '../../figure/chart-frame.tsx'
import type { EmergenceViewSettings } from './emergence-settings.ts'

interface EmergenceChartsProps {
  readonly rows: readonly CheckpointRow[]
  readonly forecast: EmergenceSummary
  readonly second: EmergenceSummary | null
  readonly settings: EmergenceViewSettings
  readonly isBusy: boolean
}

/** Scores over loss with the fitted law, the law itself, and where the task emerges few-shot. */
export function EmergenceCharts({ rows, forecast, second, settings, isBusy }: EmergenceChartsProps) {
  const { table, second: secondTable, law, lossScale, fewShot, leastLoss } = settings
  const charts = useMemo(
    () =>
      emergenceCharts({
        rows,
        forecast,
        tableName: table.name,
        second: second === null ? null : { forecast: second, tableName: secondTable?.name ?? 'second' },
        law,
        lossScale,
        fewShot,
        leastLoss,
      }),
    [rows, forecast, second, table.name, secondTable?.name, law, lossScale, fewShot, leastLoss],
  )
  return charts.map((chart) => (
    <ChartFrame key={chart.id} chart={chart} fileParts={['emergence', table.name]} isBusy={isBusy} />
  ))
}
