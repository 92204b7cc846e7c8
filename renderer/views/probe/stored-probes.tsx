import type { ProbeSummary } from '../../../engine/api/contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { useCall, useCommand } from '../../api/queries.tsx'
import { Button } from '../../components/button.tsx'
import { RecordTable, type RecordColumn } from '../../components/record-table.tsx'
import { RemarksButton } from '../../components/remarks-button.tsx'
import { Notice, UnansweredState } from '../../components/states.tsx'
import { significant } from '../../../core/format/quantity.ts'
import { toleranceText } from '../../../core/format/tolerance.ts'
import { useViewSettings } from '../../app/use-route.ts'
import { ModelName } from '../model/model-name.tsx'
import { chosenLoad, probeView } from './probe-view-settings.ts'
import { momentText } from '../../format/moment.ts'
import { noiseText, precisionText } from '../../model/probe-precision.ts'
import { isUnfinished } from '../../queue/job-state.ts'
import textStyles from '../../components/text.module.css'
import layoutStyles from '../../components/layout.module.css'
import styles from './probe.module.css'

/** What has been probed, the half-done first: those can be resumed where they stopped. */
export function StoredProbes() {
  const probes = useCall('probes.list', {})
  const queue = useCall('queue.get', {})
  const start = useCommand('probes.start')
  const [view] = useViewSettings(probeView)
  if (probes.data === undefined) {
    return probes.error === null ? null : <UnansweredState title="The stored probes could not be read" call={probes} />
  }
  const busy = new Set(
    (queue.data?.jobs ?? [])
      .filter(isUnfinished)
      .map((job) => `${job.modelId} ${job.genomeId} ${JSON.stringify(job.settings)}`),
  )
  const isBusy = (probe: ProbeSummary) =>
    busy.has(`${probe.modelId} ${probe.genomeId} ${JSON.stringify(probe.settings)}`)
  const half = probes.data.filter((probe) => !probe.complete && !isBusy(probe))
  const complete = probes.data.filter((probe) => probe.complete)
  const resume = (probe: ProbeSummary) =>
    start.mutate({
      modelIds: [probe.modelId],
      genomeId: probe.genomeId,
      settings: probe.settings,
      load: { ...chosenLoad(view), precision: probe.precision },
    })
  if (half.length === 0 && complete.length === 0) return null
  return (
    <section className={styles['stored']} aria-labelledby="stored-title">
      <div className={layoutStyles['ends']}>
        <h2 id="stored-title">Stored probes</h2>
        <span className={textStyles['muted']}>
          {complete.length} complete{half.length > 0 ? `, ${half.length} to be resumed` : ''}
        </span>
      </div>
      {start.error === null ? null : <Notice tone="danger">{start.error.message}</Notice>}
      <RecordTable
        label="Stored probes"
        items={[...half, ...complete]}
        nameOf={({ modelName }) => modelName}
        nameHead="Model"
        nameCell={({ modelId, modelName }) => <ModelName id={modelId} name={modelName} />}
        columns={columns}
        action={(probe) => (
          <div className={styles['actions']}>
            <RemarksButton remarks={remarkTexts(probe)} subject={`${probe.modelName} on ${probe.genomeName}`} />
            {probe.complete ? null : (
              <Button
                icon="play"
                onPress={() => resume(probe)}
                isDisabled={start.isPending}
                aria-label={`Resume ${probe.modelName}`}
              >
                Resume
              </Button>
            )}
          </div>
        )}
      />
    </section>
  )
}

const columns: readonly RecordColumn<ProbeSummary>[] = [
  { name: 'Genome', cell: ({ genomeName }) => genomeName },
  { name: 'Genes', align: 'end', cell: ({ complete, done, genes }) => (complete ? genes : `${done} of ${genes}`) },
  {
    name: 'Tolerance',
    hint: "How far a gene's sum of squared probabilities may be off",
    align: 'end',
    cell: ({ settings }) => toleranceText(settings),
  },
  {
    name: 'Mean bound',
    hint: 'Mean over the genes',
    align: 'end',
    cell: ({ done, meanBound }) => (done === 0 ? '–' : significant(meanBound, 2)),
  },
  {
    name: 'Weights',
    hint: 'Weights evaluated as stored in the file, or dequantized to F16 or F32',
    isSecondary: true,
    cell: precisionText,
  },
  {
    name: 'Noise',
    hint: "The engine's noise: mean total variation between next-token distributions of a few genes evaluated alone and among others",
    align: 'end',
    isSecondary: true,
    cell: (probe) => (probe.done === 0 ? '–' : noiseText(probe)),
  },
  {
    name: 'Updated',
    isSecondary: true,
    cell: ({ updatedAt }) => <span className={textStyles['muted']}>{momentText(updatedAt)}</span>,
  },
]
