import { useState } from 'react'
import type { GenomeSummary } from '../../../engine/api/contract.ts'
import { useCall, useCommand } from '../../api/queries.tsx'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { RecordTable } from '../../components/record-table.tsx'
import { Notice } from '../../components/states.tsx'
import { countText, plural } from '../../../core/format/quantity.ts'
import { isUnfinished } from '../../queue/job-state.ts'
import { AddGenome } from './add-genome.tsx'
import textStyles from '../../components/text.module.css'
import styles from './probe.module.css'

/** The genomes with what they hold; own ones are added from a file, and removed where no probe uses them. */
export function GenomesDialog({
  genomes,
  onClose,
  onAdded,
}: {
  readonly genomes: readonly GenomeSummary[]
  readonly onClose: () => void
  readonly onAdded: (id: string) => void
}) {
  const probes = useCall('probes.list', {})
  const queue = useCall('queue.get', {})
  const remove = useCommand('genomes.remove')
  const [said, setSaid] = useState('')
  const usesOf = (genomeId: string): number | null =>
    probes.data?.filter((probe) => probe.genomeId === genomeId).length ?? null
  const isQueued = (genomeId: string): boolean =>
    queue.data?.jobs.some((job) => job.genomeId === genomeId && isUnfinished(job)) === true
  return (
    <Dialog title="Genomes" size="large" isOpen onClose={onClose} actions={<Button onPress={onClose}>Close</Button>}>
      <div className={styles['dialog']}>
        {remove.error === null ? null : <Notice tone="danger">{remove.error.message}</Notice>}
        <RecordTable
          label="Genomes"
          items={genomes}
          nameOf={({ name }) => name}
          nameHead="Name"
          columns={[
            { name: 'Genes', align: 'end', cell: ({ genes }) => countText(genes) },
            {
              name: 'Digest',
              hint: 'The first characters of the sha256 over the genes in order',
              cell: ({ digest }) => <code title={digest}>{digest.slice(0, 12)}</code>,
            },
            { name: 'Probes', align: 'end', cell: ({ id }) => usesOf(id) ?? '–' },
          ]}
          action={({ id, name, builtIn }) =>
            !builtIn && usesOf(id) === 0 && !isQueued(id) ? (
              <Button
                icon="remove"
                aria-label={`Remove ${name}`}
                isDisabled={remove.isPending}
                onPress={() =>
                  remove.mutate({ genomeId: id, unused: true }, { onSuccess: () => setSaid(`${name} removed`) })
                }
              >
                Remove
              </Button>
            ) : (
              <span className={textStyles['muted']}>
                {builtIn ? 'built in' : isQueued(id) ? 'in the queue' : 'in use'}
              </span>
            )
          }
        />
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
