import { useState } from 'react'
import { scoreText } from '../../../core/format/score-text.ts'
import type { BenchmarkSummary } from '../../../engine/api/contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { useCall, useCommand } from '../../api/queries.tsx'
import { goTo } from '../../app/use-route.ts'
import { benchmarksView } from './benchmarks-settings.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { RemarksButton } from '../../components/remarks-button.tsx'
import { Notice } from '../../components/states.tsx'
import { WideTable } from '../../components/wide-table.tsx'
import { durationText } from '../../../core/format/quantity.ts'
import textStyles from '../../components/text.module.css'
import layoutStyles from '../../components/layout.module.css'
import styles from './benchmarks.module.css'

/** The stored runs on a benchmark. */
export function BenchmarkRuns({ benchmark }: { readonly benchmark: BenchmarkSummary }) {
  const runs = useCall('runs.list', {})
  const remove = useCommand('runs.remove')
  const [removing, setRemoving] = useState<string | null>(null)
  const runsOfBenchmark = (runs.data ?? []).filter(({ benchmarkId }) => benchmarkId === benchmark.id)
  return (
    <section aria-labelledby="runs-title">
      <div className={layoutStyles['ends']}>
        <h3 id="runs-title">Runs</h3>
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
        <WideTable label="Runs" look={styles['runs']}>
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Scores</th>
              <th scope="col">Items</th>
              <th scope="col">Settings</th>
              <th scope="col">Time</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {runsOfBenchmark.map((run) => (
              <tr key={run.id}>
                <th scope="row">
                  <Button
                    look="quiet"
                    isDisabled={run.done === 0}
                    onPress={() => goTo(benchmarksView, { run: run.id, only: undefined, from: undefined })}
                  >
                    {run.modelName}
                  </Button>
                </th>
                <td>
                  {run.complete ? (
                    run.metrics.map(({ metric, value, stderr }) => (
                      <div key={metric} className={styles['metric']}>
                        <span className={textStyles['muted']}>{metric}</span> {scoreText(value, stderr)}
                      </div>
                    ))
                  ) : (
                    <span className={textStyles['muted']}>not complete</span>
                  )}
                </td>
                <td className={textStyles['figures']}>
                  {run.complete ? run.done : `${run.done} of ${run.items}`}
                  <div>
                    <RemarksButton remarks={remarkTexts(run)} subject={`the run of ${run.modelName}`} />
                  </div>
                </td>
                <td className={textStyles['muted']}>
                  {run.task}, {run.shots}-shot{run.shots > 0 ? `, seed ${run.seed}` : ''}, {run.precision}
                </td>
                <td className={textStyles['figures']}>{durationText(run.elapsed)}</td>
                <td>
                  <IconButton
                    icon="remove"
                    label={`Remove the run of ${run.modelName}`}
                    onPress={() => setRemoving(run.id)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </WideTable>
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
