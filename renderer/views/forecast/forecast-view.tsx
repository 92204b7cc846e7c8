import { useMemo } from 'react'
import { fewestScored, forecastMethodWords } from '../../../core/forecast/forecast-scores.ts'
import { heldOutErrors, meanErrorText } from '../../../core/forecast/error-text.ts'
import { decisiveComparisons } from '../../../core/forecast/verdict-text.ts'
import { verdictWords } from '../../../core/sampling/verdict.ts'
import { columnName } from '../../../core/scaling/score-columns.ts'
import { coverageText } from '../../../core/format/coverage-text.ts'
import { levelText, plural } from '../../../core/format/quantity.ts'
import type { Api } from '../../../engine/api/contract.ts'
import type { ForecastMethodName } from '../../../core/forecast/forecast-scores.ts'
import type { Forecast } from '../../../engine/api/forecast-contract.ts'
import type { ScoreTable } from '../../../engine/api/scores-contract.ts'
import type { Answered } from '../../api/answered.ts'
import { useCall } from '../../api/queries.tsx'
import { useLatestOperation } from '../../api/use-latest-operation.ts'
import { goTo, useViewSettings } from '../../app/use-route.ts'
import { classes } from '../../components/classes.ts'
import { Button } from '../../components/button.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { OperationProgress } from '../../components/operation-progress.tsx'
import { EmptyState, LoadingState, Notice, UnansweredState } from '../../components/states.tsx'
import { KeptTabs } from '../../app/kept-sections.tsx'
import { columnTitle } from '../../model/column-choices.ts'
import { ComparisonFrame } from '../comparison/comparison-states.tsx'
import { RemarksButton } from '../../components/remarks-button.tsx'
import { useComparison, type Comparison } from '../comparison/use-comparison.ts'
import layoutStyles from '../../components/layout.module.css'
import textStyles from '../../components/text.module.css'
import comparisonStyles from '../comparison/comparison.module.css'
import type { SettingChanges } from '../../settings/view-settings.ts'
import { benchmarksView } from '../benchmarks/benchmarks-settings.ts'
import { probeView } from '../probe/probe-view-settings.ts'
import { scoresView } from '../scores/scores-settings.ts'
import { ForecastCharts } from './forecast-charts.tsx'
import { ForecastControls } from './forecast-controls.tsx'
import { ForecastFormulas } from './forecast-formulas.tsx'
import {
  forecastColumns,
  forecastRequest,
  forecastSettings,
  forecastView,
  type ForecastColumn,
  type ForecastRequest,
  type ForecastSettings,
} from './forecast-settings.ts'
import { ForecastsTable } from './forecasts-table.tsx'
import { HeldOutGroups } from './held-out-groups.tsx'
import { forecastRemarks } from './forecast-remarks.ts'
import { methodVerdict } from './method-verdict.ts'
import { MethodsTable } from './methods-table.tsx'
import { unitOf } from '../../../engine/analyses/forecast-text.ts'
import styles from './forecast.module.css'

type Ready = Extract<Comparison, { state: 'ready' }>
type Change = (changes: SettingChanges<typeof forecastView.settings>) => void

export function ForecastView() {
  const comparison = useComparison()
  return (
    <ComparisonFrame
      title="Forecast"
      icon="forecast"
      comparison={comparison}
      fewest={fewestScored}
      note="Scores of models from their distances to models with known scores"
    >
      {(ready) => <ComparedModels ready={ready} />}
    </ComparisonFrame>
  )
}

function ComparedModels({ ready }: { readonly ready: Ready }) {
  const table = useCall('scores.table', {})
  if (table.data !== undefined) return <ScoredTable ready={ready} table={table.data} />
  if (table.error === null) return <LoadingState label="Reading the scores" />
  return <UnansweredState title="The scores could not be read" call={table} />
}

interface ScoredTableProps {
  readonly ready: Ready
  readonly table: ScoreTable
}

function ScoredTable({ ready, table }: ScoredTableProps) {
  const [view, change] = useViewSettings(forecastView)
  const columns = useMemo(() => forecastColumns(table, ready.scope.modelIds), [table, ready.scope.modelIds])
  const settings = useMemo(() => forecastSettings(view, columns), [view, columns])
  if (settings === undefined) {
    return (
      <EmptyState
        offersSample
        icon="forecast"
        title="No scores yet"
        action={
          <>
            <Button look="primary" icon="scores" onPress={() => goTo(scoresView)}>
              Open the scores
            </Button>
            <Button icon="benchmarks" onPress={() => goTo(benchmarksView)}>
              Open the benchmarks
            </Button>
          </>
        }
      >
        A forecast rests on probed models whose scores are known: at least {fewestScored} on one benchmark, better a
        dozen of several families. Import a table of published results and match its models with those of the library,
        or measure models on benchmarks.
      </EmptyState>
    )
  }
  return <ForecastScores ready={ready} settings={settings} columns={columns} change={change} />
}

const forecastCalls = (api: Api) => ({
  whole: (input: ForecastRequest, operation: string) => api.call('forecast.fromDistance', { ...input, operation }),
})

interface ForecastScoresProps {
  readonly ready: Ready
  readonly settings: ForecastSettings
  readonly columns: readonly ForecastColumn[]
  readonly change: Change
}

function ForecastScores({ ready, settings, columns, change }: ForecastScoresProps) {
  const column = columns.find(({ name }) => name === columnName(settings.column))
  const known = column?.compared ?? 0
  const isEnough = known >= fewestScored
  const { answer, error, progress, isBusy, isWhole, stop, again } = useLatestOperation<ForecastRequest, Forecast>(
    'forecast.fromDistance',
    forecastCalls,
    isEnough ? forecastRequest(settings, ready.request) : null,
  )
  const askAgain = <Button onPress={again}>Forecast these settings</Button>
  return (
    <div className={comparisonStyles['split']}>
      <div className={layoutStyles['main']}>
        {!isEnough ? (
          <TooFewScores column={settings.column} known={known} ready={ready} />
        ) : (
          <>
            {error !== null || isBusy || !isWhole ? (
              <div className={comparisonStyles['notes']}>
                {isBusy ? <OperationProgress label="Forecasting" progress={progress} onCancel={stop} /> : null}
                {error === null ? null : (
                  <Notice tone="danger" action={askAgain}>
                    No forecast: {error.message}
                    {answer === null ? '' : ' What is shown is the forecast before it.'}
                  </Notice>
                )}
                {error === null && !isBusy && !isWhole ? (
                  <Notice tone="info" action={askAgain}>
                    The forecasts were cancelled.{answer === null ? '' : ' What is shown are those before.'}
                  </Notice>
                ) : null}
              </div>
            ) : null}
            {answer === null ? null : <ForecastPanels {...answer} method={settings.method} isBusy={isBusy} />}
          </>
        )}
      </div>
      <aside className={comparisonStyles['inspector']} aria-label="Settings of the forecast">
        <ForecastControls settings={settings} columns={columns} forecast={answer?.output ?? null} change={change} />
      </aside>
      <LiveRegion text={isWhole && answer !== null ? summaryText(answer.output, settings.method) : ''} />
    </div>
  )
}

function TooFewScores({
  column,
  known,
  ready,
}: {
  readonly column: ForecastSettings['column']
  readonly known: number
  readonly ready: Ready
}) {
  return (
    <EmptyState
      icon="forecast"
      title="Too few scores"
      action={
        <>
          <Button look="primary" icon="scores" onPress={() => goTo(scoresView)}>
            Open the scores
          </Button>
          <Button icon="probe" onPress={() => goTo(probeView, { genome: ready.scope.genome.id })}>
            Probe models
          </Button>
        </>
      }
    >
      At least {fewestScored} compared models with a score on {columnTitle(column)} are needed; found {known}. Add
      scores, match scored models with those of the library, or probe scored models with the genome{' '}
      {ready.scope.genome.name}.
    </EmptyState>
  )
}

interface ForecastPanelsProps extends Answered<ForecastRequest, Forecast> {
  /** The method that is shown: an answer holds all. */
  readonly method: ForecastMethodName
  readonly isBusy: boolean
}

function ForecastPanels({ input, output: forecast, method: shown, isBusy }: ForecastPanelsProps) {
  const method = forecast.methods.find((result) => result.method === shown)
  if (method === undefined) return null
  return (
    <>
      <div className={classes(layoutStyles['ends'], styles['summary'])}>
        <p className={textStyles['muted']}>{summaryText(forecast, shown)}</p>
        <RemarksButton remarks={forecastRemarks(forecast, method)} />
      </div>
      <KeptTabs
        label="Parts of the forecast"
        tabs={[
          {
            id: 'accuracy',
            name: 'Accuracy',
            content: (
              <div className={layoutStyles['stack']}>
                {method.errors === null ? null : (
                  <div className={layoutStyles['charts']}>
                    <ForecastCharts forecast={forecast} method={method} isBusy={isBusy} />
                  </div>
                )}
                <MethodsTable forecast={forecast} method={method.method} />
                {method.isBaseline || method.errors === null ? null : (
                  <p className={textStyles['muted']}>{methodVerdict(forecast, method)}</p>
                )}
                <HeldOutGroups forecast={forecast} />
                <ForecastFormulas forecast={forecast} request={input} />
              </div>
            ),
          },
          {
            id: 'forecasts',
            name: 'Forecasts',
            content: (
              <div className={layoutStyles['stack']}>
                <ForecastsTable forecast={forecast} method={method} />
              </div>
            ),
          },
        ]}
      />
    </>
  )
}

/** What was forecast and how well, in a sentence. */
function summaryText(forecast: Forecast, shown: ForecastMethodName): string {
  const what = `${columnTitle(forecast)}, ${forecastMethodWords[shown]}`
  const method = forecast.methods.find((result) => result.method === shown)
  if (method === undefined) return what
  if (method.errors === null)
    return `${what}: nothing could be held out and forecast${method.reason === null ? '' : `, ${method.reason}`}`
  const unit = unitOf(forecast)
  const { n } = method.errors
  const coverage = coverageText(method.errors, forecast.level, 'true score')
  const error = meanErrorText(heldOutErrors(forecast.models, method.forecasts), unit)
  const covered = coverage === null ? 'no intervals' : `${levelText(forecast.level)} intervals hold ${coverage}`
  const verdicts = method.isBaseline
    ? ''
    : decisiveComparisons(method.comparisons)
        .map((comparison) => `${verdictWords[comparison.verdict]} ${forecastMethodWords[comparison.baseline]}`)
        .join(', ')
  const judged = `mean error ${error}${forecast.isFraction ? ' points' : ''} on ${plural(n, 'model')} held out by ${forecast.leave === 'family' ? 'family and nearness' : 'model'}`
  return `${what}: ${[...(verdicts === '' ? [] : [verdicts]), judged, covered].join('; ')}`
}
