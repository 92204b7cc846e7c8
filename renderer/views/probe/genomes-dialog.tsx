import { useState } from 'react'
import type { GenomeSummary } from '../../../engine/api/contract.ts'
import { useCall, useCommand } from '../../api/queries.tsx'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { Notice } from '../../components/states.tsx'
import { WideTable } from '../../components/wide-table.tsx'
import { countText, plural } from '../../../core/format/quantity.ts'
import { isUnfinished } from '../../queue/job-state.ts'
import { AddGenome } from './add-genome.tsx'
import styles from './probe.module.css'

/** The genomes with what they hold; own ones are added from a file, and removed where no probe uses them. */
export function GenomesDialog({ genomes, onClose, onAdded }: { readonly genomes: readonly GenomeSummary[]; readonly onClose: () => void; readonly onAdded: (id: string) => void }) {
  const probes = useCall('probes.list', {})
  const queue = useCall('queue.get', {})
  const remove = useCommand('genomes.remove')
  const [said, setSaid] = useState('')
  const usesOf = (genomeId: string): number | null => probes.data?.filter((probe) => probe.genomeId === genomeId).length ?? null
  const isQueued = (genomeId: string): boolean => queue.data?.jobs.some((job) => job.genomeId === genomeId && isUnfinished(job)) === true
  return (
    <Dialog title="Genomes" size="large" isOpen onClose={onClose} actions={<Button onPress={onClose}>Close</Button>}>
      <div className={styles['dialog']}>
        {remove.error === null ? null : <Notice tone="danger">{remove.error.message}</Notice>}
        <WideTable label="Genomes" look={styles['table']}>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" className={styles['number']}>
                Genes
              </th>
              <th scope="col" title="The first characters of the sha256 over the genes in order">
                Digest
              </th>
              <th scope="col" className={styles['number']}>
                Probes
              </th>
              <th scope="col">
                <span className="visually-hidden">Action</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {genomes.map((genome) => {
              const uses = usesOf(genome.id)
              const canRemove = !genome.builtIn && uses === 0 && !isQueued(genome.id)
              return (
                <tr key={genome.id}>
                  <th scope="row" className={styles['strong']} title={genome.name}>
                    {genome.name}
                  </th>
                  <td className={styles['number']}>{countText(genome.genes)}</td>
                  <td>
                    <code title={genome.digest}>{genome.digest.slice(0, 12)}</code>
                  </td>
                  <td className={styles['number']}>{uses ?? '–'}</td>
                  <td className={styles['rowAction']}>
                    {canRemove ? (
                      <Button
                        icon="remove"
                        aria-label={`Remove ${genome.name}`}
                        isDisabled={remove.isPending}
                        onPress={() => remove.mutate({ genomeId: genome.id, unused: true }, { onSuccess: () => setSaid(`${genome.name} removed`) })}
                      >
                        Remove
                      </Button>
                    ) : (
                      <span className={styles['muted']}>{genome.builtIn ? 'built in' : isQueued(genome.id) ? 'in the queue' : 'in use'}</span>
                    )}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </WideTable>
        <AddGenome
          onAdded={(genome) => {
            setSaid(`${genome.name} added, ${plural(genome.genes, 'gene')}`)
            onAdded(genome.id)
          }}
        />
        <LiveRegion text={said} />
      </div>
    </Dialog>
  )
}
