import { useState } from 'react'
import { useCall } from '../../api/queries.tsx'
import { goTo, useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState, LoadingState, UnansweredState } from '../../components/states.tsx'
import { ViewHeader } from '../../components/view-header.tsx'
import { libraryView } from '../library/library-settings.ts'
import { probeView } from './probe-view-settings.ts'
import { GenomesDialog } from './genomes-dialog.tsx'
import { ProbeForm } from './probe-form.tsx'
import { ProbeQueue } from './probe-queue.tsx'
import { StoredProbes } from './stored-probes.tsx'
import styles from './probe.module.css'

export function ProbeView() {
  const models = useCall('models.list', {})
  const genomes = useCall('genomes.list', {})
  const [, change] = useViewSettings(probeView)
  const [showsGenomes, setShowsGenomes] = useState(false)
  const failed = models.data === undefined ? models : genomes
  return (
    <>
      <ViewHeader title="Probe" note="Computes a model’s allele distribution for every gene of a genome">
        <Button icon="file" isDisabled={genomes.data === undefined} onPress={() => setShowsGenomes(true)}>
          Genomes
        </Button>
      </ViewHeader>
      {showsGenomes && genomes.data !== undefined ? (
        <GenomesDialog
          genomes={genomes.data}
          onClose={() => setShowsGenomes(false)}
          onAdded={(id) => change({ genome: id })}
        />
      ) : null}
      {models.isPending || genomes.isPending ? (
        <LoadingState label="Reading models and genomes" />
      ) : models.data === undefined || genomes.data === undefined ? (
        <UnansweredState title="Models and genomes could not be read" call={failed} />
      ) : models.data.length === 0 ? (
        <EmptyState
          offersSample
          icon="probe"
          title="No models to probe"
          action={
            <Button look="primary" icon="library" onPress={() => goTo(libraryView)}>
              Open the library
            </Button>
          }
        >
          Add GGUF models to the library first. Then choose some of them here, and a genome to probe them with.
        </EmptyState>
      ) : (
        <div className={styles['split']}>
          <ProbeForm models={models.data} genomes={genomes.data} />
          <div className={styles['side']}>
            <ProbeQueue />
            <StoredProbes />
          </div>
        </div>
      )}
    </>
  )
}
