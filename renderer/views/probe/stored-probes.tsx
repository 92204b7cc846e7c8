import type { ProbeSummary } from '../../../engine/api/contract.ts'
import { useCall, useCommand } from '../../api/queries.tsx'
import { Button } from '../../components/button.tsx'
import { ErrorState, Notice } from '../../components/states.tsx'
import { WideTable } from '../../components/wide-table.tsx'
import { plural, significant } from '../../../core/format/quantity.ts'
import { toleranceText } from '../../../core/format/tolerance.ts'
import { momentText } from '../../format/moment.ts'
import { fallbackOf, noiseText, precisionText } from '../../model/probe-precision.ts'
import { isUnfinished } from '../../queue/job-state.ts'
import styles from './probe.module.css'

/** What has been probed, the half-done first: those can be resumed where they stopped. */
export function StoredProbes() {
  const probes = useCall('probes.list', {})
  const queue = useCall('queue.get', {})
  const start = useCommand('probes.start')
  if (probes.data === undefined) {
    return probes.error === null ? null : <ErrorState title="The stored probes could not be read" error={probes.error} onRetry={() => void probes.refetch()} />
  }
  const busy = new Set((queue.data?.jobs ?? []).filter(isUnfinished).map((job) => `${job.modelId} ${job.genomeId} ${JSON.stringify(job.settings)}`))
  const isBusy = (probe: ProbeSummary) => busy.has(`${probe.modelId} ${probe.genomeId} ${JSON.stringify(probe.settings)}`)
  const half = probes.data.filter((probe) => !probe.complete && !isBusy(probe))
  const complete = probes.data.filter((probe) => probe.complete)
  const resume = (probe: ProbeSummary) => start.mutate({ modelIds: [probe.modelId], genomeId: probe.genomeId, settings: probe.settings, load: { gpu: 'auto', precision: probe.precision } })
  if (half.length === 0 && complete.length === 0) return null
  return (
    <section className={styles['stored']} aria-labelledby="stored-title">
      <div className={styles['sectionHead']}>
        <h2 id="stored-title">Stored probes</h2>
        <span className={styles['muted']}>
          {complete.length} complete{half.length > 0 ? `, ${half.length} to be resumed` : ''}
        </span>
      </div>
      {start.error === null ? null : <Notice tone="danger">{start.error.message}</Notice>}
      <WideTable label="Stored probes" look={styles['table']}>
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Genome</th>
            <th scope="col" className={styles['number']}>
              Genes
            </th>
            <th scope="col" className={styles['number']} title="How far a gene's sum of squared probabilities may be off">
              Tolerance
            </th>
            <th scope="col" className={styles['number']} title="Mean over the genes">
              Mean bound
            </th>
            <th scope="col" className={styles['secondary']} title="Weights evaluated as stored in the file, or dequantized to F16 or F32">
              Weights
            </th>
            <th
              scope="col"
              className={`${styles['number']} ${styles['secondary']}`}
              title="The engine's noise: mean total variation between next-token distributions of a few genes evaluated alone and among others"
            >
              Noise
            </th>
            <th scope="col" className={styles['secondary']}>
              Updated
            </th>
            <th scope="col">
              <span className="visually-hidden">Action</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {[...half, ...complete].map((probe) => (
            <tr key={probe.id}>
              <td className={styles['strong']} title={probe.modelName}>
                {probe.modelName}
              </td>
              <td>{probe.genomeName}</td>
              <td className={styles['number']}>{probe.complete ? probe.genes : `${probe.done} of ${probe.genes}`}</td>
              <td className={styles['number']}>{toleranceText(probe.settings)}</td>
              <td className={styles['number']}>{probe.done === 0 ? '–' : significant(probe.meanBound, 2)}</td>
              <td className={styles['secondary']}>{precisionText(probe)}</td>
              <td className={`${styles['number']} ${styles['secondary']}`}>{noiseText(probe) ?? '–'}</td>
              <td className={`${styles['muted']} ${styles['secondary']}`}>{momentText(probe.updatedAt)}</td>
              <td className={styles['rowAction']}>
                {probe.complete ? (
                  <span className={styles['muted']} title={fallbackOf(probe) ?? undefined}>
                    {remarks(probe)}
                  </span>
                ) : (
                  <Button icon="play" onPress={() => resume(probe)} isDisabled={start.isPending} aria-label={`Resume ${probe.modelName}`}>
                    Resume
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </WideTable>
    </section>
  )
}

function remarks(probe: ProbeSummary): string {
  return [
    probe.setAside.length > 0 ? `${plural(probe.setAside.length, 'gene')} set aside` : '',
    probe.capped > 0 ? `${probe.capped} capped` : '',
    fallbackOf(probe) === null ? '' : 'public source',
    probe.environments.length > 1 ? `${probe.environments.length} environments` : '',
  ]
    .filter((part) => part !== '')
    .join(', ')
}
