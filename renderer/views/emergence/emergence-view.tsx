import { plural } from '../../../core/format/quantity.ts'
import { useState } from 'react'
import type { Api, CallOutput } from '../../../engine/api/contract.ts'
import type { CheckpointTable } from '../../../engine/api/emergence-contract.ts'
import { useCall, useCommand } from '../../api/queries.tsx'
import { useLatestOperation } from '../../api/use-latest-operation.ts'
import { useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { OperationProgress } from '../../components/operation-progress.tsx'
import { EmptyState, LoadingState, Notice, UnansweredState } from '../../components/states.tsx'
import { ViewHeader } from '../../components/view-header.tsx'
import { lossBeside, lossTexts } from '../../../core/emergence/emergence-text.ts'
import { intervalText } from '../../../core/format/interval.ts'
import layoutStyles from '../../components/layout.module.css'
import comparisonStyles from '../comparison/comparison.module.css'
import { EmergenceCharts } from './emergence-charts.tsx'
import { EmergenceControls } from './emergence-controls.tsx'
import { EmergenceDetails, EmergenceHeadline } from './emergence-results.tsx'
import type { SettingChanges } from '../../settings/view-settings.ts'
import {
  emergenceRequest,
  emergenceView,
  emergenceViewSettings,
  settingsOfRequest,
  type EmergenceRequest,
  type EmergenceViewSettings,
} from './emergence-settings.ts'
import { expectedColumns, ImportCheckpoints } from './import-checkpoints.tsx'
import styles from './emergence.module.css'

type Change = (changes: SettingChanges<typeof emergenceView.settings>) => void

export function EmergenceView() {
  const tables = useCall('emergence.tables', {})
  const [view, change] = useViewSettings(emergenceView)
  const [isImporting, setImporting] = useState(false)
  const settings = tables.data === undefined ? undefined : emergenceViewSettings(view, tables.data)
  return (
    <>
      <ViewHeader title="Emergence" note="Where a task emerges few-shot, predicted from finetuned weaker checkpoints">
        {settings === undefined ? null : (
          <Button icon="plus" onPress={() => setImporting(true)}>
            Import checkpoints
          </Button>
        )}
      </ViewHeader>
      {tables.data === undefined ? (
        tables.error === null ? (
          <LoadingState label="Reading the tables of checkpoints" />
        ) : (
          <UnansweredState title="The tables of checkpoints could not be read" call={tables} />
        )
      ) : settings === undefined ? (
        <EmptyState
          offersSample
          icon="emergence"
          title="No checkpoints yet"
          action={
            <Button look="primary" icon="plus" onPress={() => setImporting(true)}>
              Import checkpoints
            </Button>
          }
        >
          Finetune pretraining checkpoints on different amounts of a task&apos;s data, score them, and import the scores
          as a CSV with the columns {expectedColumns.split('\n')[0]!.replaceAll(',', ', ')}. The law then says at which
          pretraining loss the task emerges without finetuning.
        </EmptyState>
      ) : (
        <Study tables={tables.data} settings={settings} change={change} />
      )}
      {isImporting ? (
        <ImportCheckpoints
          onClose={() => setImporting(false)}
          onImported={(table) => change({ table, leastLoss: undefined, fewShot: undefined })}
        />
      ) : null}
    </>
  )
}

const fitCalls = (api: Api) => ({
  whole: (input: EmergenceRequest, operation: string) => api.call('emergence.fit', { ...input, operation }),
})

function Study({
  tables,
  settings,
  change,
}: {
  readonly tables: readonly CheckpointTable[]
  readonly settings: EmergenceViewSettings
  readonly change: Change
}) {
  const fit = useLatestOperation<EmergenceRequest, CallOutput<'emergence.fit'>>(
    'emergence.fit',
    fitCalls,
    emergenceRequest(settings),
  )
  const [removing, setRemoving] = useState<CheckpointTable | null>(null)
  const { answer, progress } = fit
  const output = answer?.output ?? null
  // What is shown is the fit that there is, by the settings that it was made with.
  const shown = answer === null ? undefined : settingsOfRequest(answer.input, tables)
  const { table } = shown ?? settings
  const content = useCall('emergence.table', { tableId: table.id })
  const rows = content.data?.rows
  return (
    <div className={comparisonStyles['split']}>
      <div className={styles['main']}>
        {fit.error === null ? null : (
          <Notice tone="danger">
            The law could not be fitted: {fit.error.message}
            {output === null ? '' : ' What is shown is the fit before it.'}
          </Notice>
        )}
        {content.error === null ? null : (
          <Notice tone="danger" action={<Button onPress={() => void content.refetch()}>Try again</Button>}>
            The rows of {table.name} could not be read: {content.error.message}
          </Notice>
        )}
        {fit.isBusy ? (
          <OperationProgress label="Fitting the law" progress={progress} onCancel={fit.stop} />
        ) : (
          <div className={layoutStyles['state']}>
            {table.name}: {plural(table.checkpoints, 'checkpoint')}, {plural(table.finetuned, 'finetuned row')}
            {output === null ? '' : `, ${output.first.rows} of them fitted`}
            {fit.isWhole || fit.error !== null ? null : (
              <Button look="quiet" onPress={fit.again}>
                Fit these settings
              </Button>
            )}
          </div>
        )}
        {output === null || shown === undefined || rows === undefined ? null : (
          <>
            <EmergenceHeadline fit={output} settings={shown} />
            <div className={layoutStyles['charts']}>
              <EmergenceCharts
                rows={rows}
                forecast={output.first}
                second={output.second}
                settings={shown}
                isBusy={fit.isBusy}
              />
            </div>
            <EmergenceDetails fit={output} settings={shown} />
          </>
        )}
      </div>
      <aside className={comparisonStyles['inspector']} aria-label="Settings of the law">
        <EmergenceControls tables={tables} settings={settings} change={change} onRemove={setRemoving} />
      </aside>
      {removing === null ? null : <RemoveTable table={removing} onClose={() => setRemoving(null)} />}
      <LiveRegion text={fit.isWhole && output !== null ? announced(output) : ''} />
    </div>
  )
}

function announced({ first: { emergence, goodness } }: CallOutput<'emergence.fit'>): string {
  const { equallyLikely, mostLikely } = emergence
  const where =
    equallyLikely === null
      ? lossBeside(mostLikely, emergence.posterior)
      : `anywhere from ${intervalText(equallyLikely.lower, equallyLikely.upper)}`
  const [low, , high] = lossTexts(emergence.posterior)
  return `Fitted: few-shot emergence ${where} nats, between ${low} and ${high}${goodness.misfits ? '; the law misfits' : ''}`
}

function RemoveTable({ table, onClose }: { readonly table: CheckpointTable; readonly onClose: () => void }) {
  const remove = useCommand('emergence.remove')
  return (
    <Dialog
      title={`Remove the table “${table.name}”?`}
      role="alertdialog"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            look="danger"
            isDisabled={remove.isPending}
            onPress={() => remove.mutate({ tableId: table.id }, { onSuccess: onClose })}
          >
            Remove
          </Button>
        </>
      }
    >
      <p>
        {plural(table.rows, 'row')} of this database {table.rows === 1 ? 'is' : 'are'} removed. The file that they came
        from stays.
      </p>
      {remove.error === null ? null : <Notice tone="danger">{remove.error.message}</Notice>}
    </Dialog>
  )
}
