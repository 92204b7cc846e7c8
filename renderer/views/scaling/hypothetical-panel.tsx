import { flopsText } from '../../../core/scaling/flops-text.ts'
import type { Api, CallInput } from '../../../engine/api/contract.ts'
import { trainingUnits } from '../../../core/scaling/training-compute.ts'
import type { HypotheticalForecast } from '../../../core/scaling/hypothetical-model.ts'
import type { ScoreTable } from '../../../engine/api/scores-contract.ts'
import { useViewSettings } from '../../app/use-route.ts'
import { useLatestOperation } from '../../api/use-latest-operation.ts'
import { NumberField } from '../../components/number-field.tsx'
import { Progress } from '../../components/progress.tsx'
import { Select } from '../../components/select.tsx'
import { LoadingState, Notice } from '../../components/states.tsx'
import { WideTable } from '../../components/wide-table.tsx'
import { coverageText } from '../../../core/format/coverage-text.ts'
import { predictedText } from '../../../core/format/predicted-text.ts'
import { levelText, plural, significant } from '../../../core/format/quantity.ts'
import { ScalingNotes } from './scaling-notes.tsx'
import { planFields, scalingView, spaceRequest, type ScalingSettings } from './scaling-settings.ts'
import layoutStyles from '../../components/layout.module.css'
import tableStyles from '../../components/number-table.module.css'
import textStyles from '../../components/text.module.css'
import styles from './scaling.module.css'

export interface HypotheticalPanelProps {
  readonly table: ScoreTable
  readonly settings: ScalingSettings
  readonly families: readonly string[]
  readonly metricNames: readonly string[]
  readonly targetName: string
  readonly version: number
}

const calls = (api: Api) => ({
  quick: (input: CallInput<'scaling.hypothetical'>) => api.call('scaling.hypothetical', { ...input, replicates: 0 }),
  whole: (input: CallInput<'scaling.hypothetical'>, operation: string) =>
    input.replicates === 0 ? null : api.call('scaling.hypothetical', { ...input, operation }),
})

/** A model of a family at a size and token count that does not exist. */
export function HypotheticalPanel({
  table,
  settings,
  families,
  metricNames,
  targetName,
  version,
}: HypotheticalPanelProps) {
  const [plan, change] = useViewSettings(scalingView)
  const chosen = plan.family ?? settings.reference
  const family = families.includes(chosen) ? chosen : (families[0] ?? '')
  const largest = table.models.filter(
    (model) => (model.family ?? model.name) === family && model.parameters !== null && model.tokens !== null,
  )
  const usualSize = (2 * Math.max(1, ...largest.map(({ parameters }) => parameters ?? 0))) / trainingUnits.size
  const usualTokens = Math.max(1, ...largest.map(({ tokens }) => tokens ?? 0)) / trainingUnits.tokens
  const size = plan.size ?? Number(usualSize.toPrecision(3))
  const tokens = plan.tokens ?? Number(usualTokens.toPrecision(3))
  const { target, chance, top, link, loss, replicates, level, seed } = settings
  const input = {
    ...spaceRequest(settings, table),
    target,
    family,
    size,
    tokens,
    chance,
    top,
    link,
    loss,
    replicates: Math.min(replicates, 200),
    level,
    seed,
  }
  const { output, error, progress, isWhole } = useLatestOperation<
    CallInput<'scaling.hypothetical'>,
    HypotheticalForecast
  >(calls, family === '' ? null : input, version)
  const cells = ({ predicted, lower, upper }: HypotheticalForecast['metrics'][number]) => {
    const { value, interval } = predictedText({ value: predicted, lower, upper })
    return (
      <>
        <td>{value}</td>
        <td>{interval === '' ? (isWhole ? 'none' : '…') : interval}</td>
      </>
    )
  }
  const heldOut = output?.heldOut
  const coveredMetrics =
    heldOut === undefined
      ? null
      : coverageText({ coverage: heldOut.metricCoverage, intervals: heldOut.metricIntervals }, level, 'metric')
  const coveredScores =
    heldOut === undefined
      ? null
      : coverageText({ coverage: heldOut.scoreCoverage, intervals: heldOut.scoreIntervals }, level, 'score')
  return (
    <div className={layoutStyles['stack']}>
      <p className={textStyles['muted']}>
        Capability as a translog function of size and tokens with slopes shared by all families and an intercept per
        family (after Sloth, arXiv 2412.06540); metrics and score follow from it.
      </p>
      <div className={layoutStyles['row']}>
        <Select
          label="Family"
          choices={families.map((name) => ({ id: name, name }))}
          value={family}
          onChange={(name) => change({ family: name, size: undefined, tokens: undefined })}
        />
        <NumberField
          label="Parameters, 1e9"
          value={size}
          minimum={planFields.size.minValue!}
          maximum={planFields.size.maxValue!}
          step={0.000001}
          decimals={9}
          onChange={(value) => change({ size: value })}
        />
        <NumberField
          label="Training tokens, 1e12"
          value={tokens}
          minimum={planFields.tokens.minValue!}
          maximum={planFields.tokens.maxValue!}
          step={0.000000001}
          decimals={12}
          onChange={(value) => change({ tokens: value })}
        />
      </div>
      {error === null ? null : <Notice tone="warning">{error.message}</Notice>}
      {output === null ? (
        error === null ? (
          <LoadingState label="Forecasting" />
        ) : null
      ) : (
        <>
          <ScalingNotes notes={output.notes} />
          <div className={layoutStyles['state']}>
            {flopsText(output.flops)} FLOPs; terms: {output.translog.terms.join(', ')}
            {progress === null ? null : (
              <span className={styles['bar']}>
                <Progress label="Intervals" done={progress.done} total={progress.total} thin />
              </span>
            )}
          </div>
          <WideTable label="Forecast of the hypothetical model" look={tableStyles['table']}>
            <thead>
              <tr>
                <th scope="col">Score</th>
                <th scope="col">Predicted</th>
                <th scope="col">{levelText(level)} interval</th>
              </tr>
            </thead>
            <tbody>
              {output.metrics.map((metric, j) => (
                <tr key={metricNames[j]}>
                  <th scope="row">{metricNames[j]}</th>
                  {cells(metric)}
                </tr>
              ))}
              {output.target === null ? null : (
                <tr>
                  <th scope="row">
                    <strong>{targetName}</strong>
                  </th>
                  {cells(output.target)}
                </tr>
              )}
            </tbody>
          </WideTable>
          {output.heldOut.metricError === null ? null : (
            <p className={textStyles['muted']}>
              The largest models of {plural(output.heldOut.models.length, 'family', 'families')}, each forecast from all
              others: mean error of a metric {significant(output.heldOut.metricError, 2)}
              {output.heldOut.scoreError === null ? '' : `, of the score ${significant(output.heldOut.scoreError, 2)}`}
              {coveredMetrics === null
                ? ''
                : `; ${levelText(level)} intervals hold ${coveredMetrics}${coveredScores === null ? '' : ` and ${coveredScores}`}`}
              .
            </p>
          )}
        </>
      )}
    </div>
  )
}
