import { flopsText } from '../../../core/scaling/flops-text.ts'
import { columnName, type ScoreColumn } from '../../../core/scaling/score-columns.ts'
import type { Api, CallInput, CallOutput } from '../../../engine/api/contract.ts'
import type { Answered } from '../../api/answered.ts'
import { trainingUnits } from '../../../core/scaling/training-compute.ts'
import type { HypotheticalForecast } from '../../../core/scaling/hypothetical-model.ts'
import type { ScoreTable } from '../../../engine/api/scores-contract.ts'
import { useViewSettings } from '../../app/use-route.ts'
import { useLatestOperation } from '../../api/use-latest-operation.ts'
import { Button } from '../../components/button.tsx'
import { NumberField } from '../../components/number-field.tsx'
import { OperationProgress } from '../../components/operation-progress.tsx'
import { RemarksButton } from '../../components/remarks-button.tsx'
import { Select } from '../../components/select.tsx'
import { LoadingState, Notice } from '../../components/states.tsx'
import { WideTable } from '../../components/wide-table.tsx'
import { coverageText } from '../../../core/format/coverage-text.ts'
import { predictedText } from '../../../core/format/predicted-text.ts'
import { levelText, plural, roundWeightsText, significant } from '../../../core/format/quantity.ts'
import { answerRemarks } from '../../format/answer-remarks.ts'
import type { ValuesOf } from '../../settings/setting.ts'
import {
  familyOf,
  hasKnownTraining,
  planFields,
  plannableFamilies,
  scalingView,
  spaceRequest,
  type ScalingSettings,
  type Whole,
} from './scaling-settings.ts'
import layoutStyles from '../../components/layout.module.css'
import tableStyles from '../../components/number-table.module.css'
import textStyles from '../../components/text.module.css'

interface HypotheticalPanelProps {
  readonly table: ScoreTable
  readonly settings: ScalingSettings
  readonly labelOf: (column: ScoreColumn) => string
}

/** Each replicate fits the law of every family anew: more of them would take minutes. */
const mostReplicates = 200

type PlanRequest = Whole<CallInput<'scaling.hypothetical'>>

const calls = (api: Api) => ({
  quick: (input: PlanRequest) => api.call('scaling.hypothetical', { ...input, replicates: 0 }),
  whole: (input: PlanRequest, operation: string) =>
    input.replicates === 0 ? null : api.call('scaling.hypothetical', { ...input, operation }),
})

/** A model of a family at a size and token count that does not exist. */
export function HypotheticalPanel({ table, settings, labelOf }: HypotheticalPanelProps) {
  const families = plannableFamilies(table, settings)
  if (families.length === 0)
    return (
      <p className={textStyles['muted']}>
        No model of the table has both its parameters and its training tokens: the law grows with the two. They are
        stated with a model under Scores, or in columns of an imported table.
      </p>
    )
  return <PlannedModel table={table} settings={settings} families={families} labelOf={labelOf} />
}

function PlannedModel({
  table,
  settings,
  families,
  labelOf,
}: HypotheticalPanelProps & { readonly families: readonly string[] }) {
  const [plan, change] = useViewSettings(scalingView)
  const request = planRequest(plan, settings, table, families)
  const { answer, error, progress, isBusy, isWhole, stop, again } = useLatestOperation<
    PlanRequest,
    CallOutput<'scaling.hypothetical'>
  >('scaling.hypothetical', calls, request)
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
          value={request.family}
          onChange={(name) => change({ family: name, size: undefined, tokens: undefined })}
        />
        <NumberField
          label="Parameters, 1e9"
          value={request.size}
          minimum={planFields.size.minValue!}
          maximum={planFields.size.maxValue!}
          step={0.000001}
          decimals={9}
          onChange={(value) => change({ size: value })}
        />
        <NumberField
          label="Training tokens, 1e12"
          value={request.tokens}
          minimum={planFields.tokens.minValue!}
          maximum={planFields.tokens.maxValue!}
          step={0.000000001}
          decimals={12}
          onChange={(value) => change({ tokens: value })}
        />
      </div>
      {error === null ? null : (
        <Notice tone="warning">
          {error.message}
          {answer === null ? '' : ' What is shown is the forecast before it.'}
        </Notice>
      )}
      {answer === null ? (
        error === null ? (
          <LoadingState label="Forecasting" />
        ) : null
      ) : (
        <>
          {progress !== null ? <OperationProgress label="Intervals" progress={progress} onCancel={stop} /> : null}
          <PlanAnswer {...answer} isWhole={isWhole} isBusy={isBusy} onAgain={again} labelOf={labelOf} />
        </>
      )}
    </div>
  )
}

interface PlanAnswerProps
  extends Answered<PlanRequest, CallOutput<'scaling.hypothetical'>>,
    Pick<HypotheticalPanelProps, 'labelOf'> {
  /** Whether its intervals are there. */
  readonly isWhole: boolean
  readonly isBusy: boolean
  readonly onAgain: () => void
}

/** What was forecast, of the model and by the settings that it was forecast with. */
function PlanAnswer({ input, output, isWhole, isBusy, onAgain, labelOf }: PlanAnswerProps) {
  const { family, size, tokens, metrics, target, level, replicates } = input
  const cells = ({ predicted, lower, upper }: HypotheticalForecast['metrics'][number]) => {
    const { value, interval } = predictedText({ value: predicted, lower, upper })
    return (
      <>
        <td>{value}</td>
        <td>{interval === '' ? (isWhole || !isBusy ? 'none' : '…') : interval}</td>
      </>
    )
  }
  const { heldOut } = output
  const covered = [
    coverageText({ coverage: heldOut.metricCoverage, intervals: heldOut.metricIntervals }, level, 'metric'),
    coverageText({ coverage: heldOut.scoreCoverage, intervals: heldOut.scoreIntervals }, level, 'score'),
  ].filter((text) => text !== null)
  return (
    <>
      <div className={layoutStyles['ends']}>
        <p className={layoutStyles['state']}>
          {family} with N = {roundWeightsText(size * trainingUnits.size)} and D ={' '}
          {roundWeightsText(tokens * trainingUnits.tokens)}: {flopsText(output.flops)} FLOPs; terms:{' '}
          {output.translog.terms.join(', ')}
          {isWhole && replicates > 0 ? `; intervals from ${plural(replicates, 'resample')}` : ''}
          {isWhole || isBusy ? null : (
            <Button look="quiet" onPress={onAgain}>
              Forecast with intervals
            </Button>
          )}
        </p>
        <RemarksButton remarks={answerRemarks(output)} />
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
            <tr key={columnName(metrics[j]!)}>
              <th scope="row">{labelOf(metrics[j]!)}</th>
              {cells(metric)}
            </tr>
          ))}
          {output.target === null || target === null ? null : (
            <tr>
              <th scope="row">
                <strong>{labelOf(target)}</strong>
              </th>
              {cells(output.target)}
            </tr>
          )}
        </tbody>
      </WideTable>
      {heldOut.metricError === null ? null : (
        <p className={textStyles['muted']}>
          The largest models of {plural(heldOut.models.length, 'family', 'families')}, each forecast from all others:
          mean error of a metric {significant(heldOut.metricError, 2)}
          {heldOut.scoreError === null ? '' : `, of the score ${significant(heldOut.scoreError, 2)}`}
          {covered.length === 0 ? '' : `; ${levelText(level)} intervals hold ${covered.join(' and ')}`}.
        </p>
      )}
    </>
  )
}

/** The request of a plan: what is not chosen is twice the family's largest model, with the most tokens of any. */
function planRequest(
  plan: ValuesOf<typeof scalingView.settings>,
  settings: ScalingSettings,
  table: ScoreTable,
  families: readonly string[],
): PlanRequest {
  const { target, chance, top, link, loss, replicates, level, seed } = settings
  const wanted = plan.family ?? settings.reference
  const family = families.includes(wanted) ? wanted : families[0]!
  const known = table.models.filter((model) => familyOf(model) === family && hasKnownTraining(model))
  const most = (counts: readonly (number | null)[]) => Math.max(...counts.map((count) => count ?? 0))
  const usualSize = (2 * most(known.map(({ parameters }) => parameters))) / trainingUnits.size
  const usualTokens = most(known.map(({ tokens }) => tokens)) / trainingUnits.tokens
  return {
    ...spaceRequest(settings, table),
    target,
    family,
    size: plan.size ?? Number(usualSize.toPrecision(3)),
    tokens: plan.tokens ?? Number(usualTokens.toPrecision(3)),
    ...{ chance, top, link, loss, level, seed },
    replicates: Math.min(replicates, mostReplicates),
  }
}
