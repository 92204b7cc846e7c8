import { useMemo } from 'react'
import type { ScoreColumn } from '../../../core/scaling/score-columns.ts'
import { fixed } from '../../../core/format/interval.ts'
import { plural, significant } from '../../../core/format/quantity.ts'
import { scalingSpaceCharts } from '../../../engine/analyses/scaling-space-charts.ts'
import type { CallOutput } from '../../../engine/api/contract.ts'
import { useViewSettings } from '../../app/use-route.ts'
import { Select } from '../../components/select.tsx'
import { RemarksButton } from '../../components/remarks-button.tsx'
import { WideTable } from '../../components/wide-table.tsx'
import { ChartFrame } from '../../figure/chart-frame.tsx'
import { answerRemarks } from '../../format/answer-remarks.ts'
import { scalingView } from './scaling-settings.ts'
import layoutStyles from '../../components/layout.module.css'
import tableStyles from '../../components/number-table.module.css'
import textStyles from '../../components/text.module.css'
import styles from './scaling.module.css'

interface SpaceChartsProps {
  readonly space: CallOutput<'scaling.space'>
  /** Those that the space is made of. */
  readonly metrics: readonly ScoreColumn[]
  readonly labelOf: (column: ScoreColumn) => string
  readonly isBusy: boolean
}

/** Where the models lie in the first components, how these grow with compute, and what they are made of. */
export function SpaceCharts({ space, metrics, labelOf, isBusy }: SpaceChartsProps) {
  const metricNames = useMemo(() => metrics.map(labelOf), [metrics, labelOf])
  const [settings, change] = useViewSettings(scalingView)
  const component = Math.min(settings.component, space.loadings.length - 1)
  const charts = useMemo(() => scalingSpaceCharts(space, metricNames, component), [space, metricNames, component])
  const trends = space.trends.filter((trend) => trend.component === component)
  return (
    <div className={layoutStyles['stack']}>
      <div className={layoutStyles['ends']}>
        <p className={textStyles['muted']}>
          {plural(metricNames.length, 'metric')} in {plural(space.loadings.length, 'component')}
        </p>
        <RemarksButton remarks={answerRemarks(space)} />
      </div>
      <div className={layoutStyles['charts']}>
        {charts.map((chart) => (
          <ChartFrame
            key={chart.id}
            chart={chart}
            fileParts={['scaling']}
            isBusy={isBusy}
            toolbar={
              chart.id !== 'compute' ? null : (
                <div className={styles['narrow']}>
                  <Select
                    label="Component"
                    hideLabel
                    choices={space.loadings.map((_, k) => ({ id: String(k), name: `PC-${k + 1}` }))}
                    value={String(component)}
                    onChange={(value) => change({ component: Number(value) })}
                  />
                </div>
              )
            }
          />
        ))}
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
                <td key={k}>{cellText(loading[j])}</td>
              ))}
              <td>{cellText(space.means[j])}</td>
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

function cellText(value: number | undefined): string {
  return value === undefined ? '–' : significant(value)
}
