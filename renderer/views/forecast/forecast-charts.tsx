import { useMemo } from 'react'
import { forecastCharts } from '../../../engine/analyses/forecast-charts.ts'
import type { Forecast, MethodResult } from '../../../engine/api/forecast-contract.ts'
import { addressOf } from '../../app/use-route.ts'
import { ChartFrame } from '../../figure/chart-frame.tsx'
import { modelLinks } from '../model/model-links.ts'
import { modelView } from '../model/model-settings.ts'

interface ForecastChartsProps {
  readonly forecast: Forecast
  readonly method: MethodResult
  readonly isBusy: boolean
}

/** Forecasts beside the known scores that they were made without. */
export function ForecastCharts({ forecast, method, isBusy }: ForecastChartsProps) {
  const charts = useMemo(
    () => forecastCharts(forecast, method, (model) => addressOf(modelView, { model })),
    [forecast, method],
  )
  const links = useMemo(() => modelLinks(forecast.models.map(({ modelId: id, name }) => ({ id, name }))), [forecast])
  return charts.map((chart) => (
    <ChartFrame
      key={chart.id}
      chart={chart}
      fileParts={['forecast', forecast.benchmark, method.method]}
      links={links}
      isBusy={isBusy}
    />
  ))
}
