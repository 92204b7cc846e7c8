import { flopsText } from '../../../core/scaling/flops-text.ts'
import { plural } from '../../../core/format/quantity.ts'
import { useCallback, useMemo, useState, type ReactNode } from 'react'
import { columnName } from '../../../core/scaling/score-columns.ts'
import type { Api, CallOutput } from '../../../engine/api/contract.ts'
import type { ScalingFit } from '../../../core/scaling/scaling-fit.ts'
import type { ScoreTable } from '../../../engine/api/scores-contract.ts'
import { useCall } from '../../api/queries.tsx'
import { useCancellableCall } from '../../api/use-cancellable-call.ts'
import { useLatestOperation } from '../../api/use-latest-operation.ts'
import { KeptTabs } from '../../app/kept-sections.tsx'
import { goTo, useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { LongAnswer } from '../../components/long-answer.tsx'
import { EmptyState, LoadingState, Notice, UnansweredState } from '../../components/states.tsx'
import { ViewHeader } from '../../components/view-header.tsx'
import layoutStyles from '../../components/layout.module.css'
import comparisonStyles from '../comparison/comparison.module.css'
import { comparisonText } from '../../../core/scaling/comparison-text.ts'
import type { SettingChanges } from '../../settings/view-settings.ts'
import { scoresView } from '../scores/scores-settings.ts'
import { ChoicePanel } from './choice-panel.tsx'
import { HypotheticalPanel } from './hypothetical-panel.tsx'
import { LawPanel } from './law-panel.tsx'
import { PredictionsPanel } from './predictions-panel.tsx'
import { ScalingControls } from './scaling-controls.tsx'
import {
  fitRequest,
  measuredFamilies,
  scalingChoices,
  scalingSettings,
  scalingView,
  spaceRequest,
  type ScalingChoices,
  type ScalingSettings,
  settingsOfFit,
  type FitRequest,
} from './scaling-settings.ts'
import { SpaceCharts } from './space-charts.tsx'

export function ScalingView() {
  const table = useCall('scores.table', {})
  return (
    <>
      <ViewHeader title="Scaling" note="From a few capability measures of many models to a score of others" />
      {table.data === undefined ? (
        table.error === null ? (
          <LoadingState label="Reading the scores" />
        ) : (
          <UnansweredState title="The scores could not be read" call={table} />
        )
      ) : (
        <ScoredTable table={table.data} />
      )}
    </>
  )
}

function ScoredTable({ table }: { readonly table: ScoreTable }) {
  const [view, change] = useViewSettings(scalingView)
  const choices = useMemo(() => scalingChoices(table), [table])
  const settings = useMemo(() => scalingSettings(view, table, choices), [view, table, choices])
  if (settings === undefined) {
    return (
      <EmptyState
        offersSample={table.scores.length === 0}
        icon="scaling"
        title={table.scores.length === 0 ? 'No scores yet' : 'Too few scores'}
        action={
          <Button look="primary" onPress={() => goTo(scoresView)}>
            Open the scores
          </Button>
        }
      >
        A scaling law needs at least two benchmarks with three models or more each, and the families of the models.
        Import a table of published results, with a column for the model, its family, parameters, training tokens or
        FLOPs, and one per benchmark; or measure models on benchmarks.
      </EmptyState>
    )
  }
  return <FittedTable table={table} choices={choices} settings={settings} change={change} />
}

interface FittedTableProps {
  readonly table: ScoreTable
  readonly choices: ScalingChoices
  readonly settings: ScalingSettings
  readonly change: (changes: SettingChanges<typeof scalingView.settings>) => void
}

const fitCalls = (api: Api) => ({
  quick: (input: FitRequest) => api.call('scaling.fit', { ...input, replicates: 0 }),
  whole: (input: FitRequest, operation: string) =>
    input.replicates === 0 ? null : api.call('scaling.fit', { ...input, operation }),
})

function FittedTable({ table, choices, settings, change }: FittedTableProps) {
  // While the line is dragged the cutoff lives here; the address gets it when it rests.
  const [dragged, setDragged] = useState<number | null>(null)
  const cutoff = dragged ?? settings.cutoff
  const fit = useLatestOperation<FitRequest, CallOutput<'scaling.fit'>>(
    'scaling.fit',
    fitCalls,
    fitRequest(settings, table, cutoff),
  )
  const spaceInput = spaceRequest(settings, table)
  const space = useCancellableCall('scaling.space', spaceInput)
  const labelOf = useCallback(
    (column: ScalingSettings['target']): string =>
      choices.columns.find(({ name }) => name === columnName(column))?.label ?? column.benchmark,
    [choices],
  )
  // The fit that is shown may be that of the settings before.
  const { answer } = fit
  const shown = answer === null ? settings : settingsOfFit(answer.input, settings)
  const shownMetrics = useMemo(() => shown.metrics.map(labelOf), [shown.metrics, labelOf])
  const rest = (value: number) => {
    setDragged(null)
    if (value !== settings.cutoff) change({ cutoff: value })
  }
  const failure =
    fit.error === null ? null : (
      <Notice tone="danger">
        The law could not be fitted: {fit.error.message}
        {answer === null ? '' : ' What is shown is the fit before it.'}
      </Notice>
    )
  const hasIntervals = fit.isWhole && shown.replicates > 0
  const fitted = (content: (shownFit: CallOutput<'scaling.fit'>) => ReactNode) => (
    <div className={layoutStyles['stack']}>
      {failure}
      {answer !== null ? content(answer.output) : fit.error === null ? <LoadingState label="Fitting the law" /> : null}
    </div>
  )
  return (
    <div className={comparisonStyles['split']}>
      <div className={layoutStyles['main']}>
        <KeptTabs
          label="Parts of the analysis"
          tabs={[
            {
              id: 'law',
              name: 'Law',
              content: fitted((shownFit) => (
                <LawPanel
                  fit={shownFit}
                  state={fit}
                  settings={shown}
                  choices={choices}
                  cutoff={cutoff}
                  metricNames={shownMetrics}
                  hasIntervals={hasIntervals}
                  onCutoff={setDragged}
                  onRest={rest}
                  onStop={fit.stop}
                  onAgain={fit.again}
                />
              )),
            },
            {
              id: 'space',
              name: 'Capability space',
              content: (
                <LongAnswer
                  call={space}
                  icon="scaling"
                  doing="Finding the components"
                  failed="The components could not be found"
                  nothing="The components were not found."
                  before="The components before the last change are shown."
                >
                  {({ input, output }) => (
                    <SpaceCharts space={output} metrics={input.metrics} labelOf={labelOf} isBusy={space.isBusy} />
                  )}
                </LongAnswer>
              ),
            },
            {
              id: 'predictions',
              name: 'Predictions',
              content: fitted((shownFit) => (
                <PredictionsPanel fit={shownFit} hasIntervals={hasIntervals} settings={shown} models={table.models} />
              )),
            },
            {
              id: 'choice',
              name: 'Model choice',
              content: (
                <ChoicePanel
                  space={spaceInput}
                  families={measuredFamilies(table, settings)}
                  reference={settings.reference}
                />
              ),
            },
            {
              id: 'hypothetical',
              name: 'Hypothetical model',
              content: <HypotheticalPanel table={table} settings={settings} labelOf={labelOf} />,
            },
          ]}
        />
      </div>
      <aside className={comparisonStyles['inspector']} aria-label="Settings of the law">
        <ScalingControls
          settings={settings}
          choices={choices}
          cutoff={cutoff}
          change={(changes) => {
            setDragged(null)
            change(changes)
          }}
        />
      </aside>
      <LiveRegion text={fit.isWhole && answer !== null ? announced(answer.output, cutoff, shown) : ''} />
    </div>
  )
}

function announced({ train, comparison }: ScalingFit, cutoff: number, settings: ScalingSettings): string {
  const where = settings.splitBy === 'cutoff' ? `cutoff ${flopsText(cutoff)} FLOPs, ` : ''
  const alone = settings.baseline === 'flops' ? 'compute alone' : 'size alone'
  return `Fitted: ${where}${plural(train.n, 'model')} trained on. ${comparison === null ? 'No held-out models to compare with the baseline.' : comparisonText(comparison, alone, settings.level)}`
}
