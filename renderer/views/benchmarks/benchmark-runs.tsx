import { useMemo, useState } from 'react'
import { scoreText } from '../../../core/format/score-text.ts'
import type { BenchmarkSummary, RunSummary } from '../../../engine/api/contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { useCall, useCommand } from '../../api/queries.tsx'
import { goTo, useViewSettings } from '../../app/use-route.ts'
import { benchmarksView } from './benchmarks-settings.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { RecordTable, type RecordColumn } from '../../components/record-table.tsx'
import { RemarksButton } from '../../components/remarks-button.tsx'
import { Segments } from '../../components/segments.tsx'
import { Notice } from '../../components/states.tsx'
import { ModelName } from '../model/model-name.tsx'
import { durationText } from '../../../core/format/quantity.ts'
import textStyles from '../../components/text.module.css'
import layoutStyles from '../../components/layout.module.css'
import styles from './benchmarks.module.css'

/** The stored runs on a benchmark. */
export function BenchmarkRuns({ benchmark }: { readonly benchmark: BenchmarkSummary }) {
  const runs = useCall('runs.list', {})
  const remove = useCommand('runs.remove')
  const [removing, setRemoving] = useState<string | null>(null)
  const [{ metrics }, change] = useViewSettings(benchmarksView)
  const columns = useMemo(() => runColumns(benchmark.records, metrics), [benchmark.records, metrics])
  const runsOfBenchmark = (runs.data ?? []).filter(({ benchmarkId }) => benchmarkId === benchmark.id)
  return (
    <section aria-labelledby="runs-title">
      <div className={layoutStyles['ends']}>
        <h3 id="runs-title">Runs</h3>
        {runsOfBenchmark.every((run) => run.metrics.length < 2) ? null : (
          <Segments
            label="Metrics"
            hideLabel
            choices={[
              { id: 'chief', name: 'Chief metric' },
              { id: 'all', name: 'All metrics' },
            ]}
            value={metrics}
            onChange={(next) => change({ metrics: next })}
          />
        )}
      </div>
      {runs.error === null ? null : <Notice tone="danger">{runs.error.message}</Notice>}
      {[...new Set(runsOfBenchmark.flatMap(({ damage }) => damage ?? []))]
        .filter((damage) => damage !== benchmark.damage)
        .map((damage) => (
          <Notice key={damage} tone="danger">
            {damage}
          </Notice>
        ))}
      {runsOfBenchmark.length === 0 ? (
        <p className={textStyles['muted']}>No model has been scored on this benchmark yet. Choose models and start.</p>
      ) : (
        <RecordTable
          label="Runs"
          items={runsOfBenchmark}
          nameOf={({ modelName }) => modelName}
          nameHead="Model"
          nameCell={({ modelId, modelName }) => <ModelName id={modelId} name={modelName} />}
          columns={columns}
          action={(run) => (
            <div className={styles['actions']}>
              <Button
                look="quiet"
                aria-label={`Items of ${run.modelName}`}
                isDisabled={run.done === 0}
                onPress={() => showItems(run)}
              >
                Items
              </Button>
              <IconButton
                icon="remove"
                label={`Remove the run of ${run.modelName}`}
                onPress={() => setRemoving(run.id)}
              />
            </div>
          )}
        />
      )}
      {removing === null ? null : (
        <Dialog
          title="Remove this run?"
          role="alertdialog"
          isOpen
          onClose={() => setRemoving(null)}
          actions={
            <>
              <Button onPress={() => setRemoving(null)} autoFocus>
                Keep
              </Button>
              <Button
                look="danger"
                isDisabled={remove.isPending}
                onPress={() => remove.mutate({ runId: removing }, { onSuccess: () => setRemoving(null) })}
              >
                Remove
              </Button>
            </>
          }
        >
          <p>Its item results and the scores measured by it go.</p>
          {remove.error === null ? null : <Notice tone="danger">{remove.error.message}</Notice>}
        </Dialog>
      )}
    </section>
  )
}

function showItems({ id }: RunSummary): void {
  goTo(benchmarksView, { run: id, only: undefined, from: undefined })
}

/**
 * @param records of the benchmark
 * @param shown all metrics, or the one that the task is reported with, which comes first
 */
const runColumns = (records: number, shown: 'chief' | 'all'): readonly RecordColumn<RunSummary>[] => [
  {
    name: 'Scores',
    cell: ({ complete, metrics }) =>
      complete ? (
        metrics.slice(0, shown === 'all' ? undefined : 1).map((measured) => (
          <div key={measured.metric} className={styles['metric']}>
            <span className={textStyles['muted']}>{measured.metric}</span> {scoreText(measured)}
          </div>
        ))
      ) : (
        <span className={textStyles['muted']}>not complete</span>
      ),
  },
  {
    name: 'Items',
    cell: (run) => (
      <>
        {itemsText(run, records)}
        <div>
          <RemarksButton remarks={remarkTexts(run)} subject={`the run of ${run.modelName}`} />
        </div>
      </>
    ),
  },
  {
    name: 'Settings',
    isSecondary: true,
    cell: ({ task, shots, seed, precision }) => (
      <span className={textStyles['muted']}>
        {task}, {shots}-shot{shots > 0 ? `, seed ${seed}` : ''}, {precision}
      </span>
    ),
  },
  { name: 'Time', align: 'end', isSecondary: true, cell: ({ elapsed }) => durationText(elapsed) },
]

/** `112`, or `first 60 of 112` where only so many were asked for; while it is not complete, with how many are done. */
function itemsText({ complete, done, items, limit }: RunSummary, records: number): string {
  const asked = limit === null ? String(items) : `first ${limit} of ${records}`
  return complete ? asked : `${done} of ${limit === null ? '' : 'the '}${asked}`
}
