import { plural } from '../../../core/format/quantity.ts'
import type { ReactNode } from 'react'
import { goTo, useComparisonSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../components/states.tsx'
import type { IconSource } from '../../components/icon-paths.ts'
import { ViewHeader } from '../../components/view-header.tsx'
import { libraryView } from '../library/library-settings.ts'
import { probeView } from '../probe/probe-view-settings.ts'
import { ComparisonBar, type ModelChoice } from './comparison-bar.tsx'
import type { Comparison } from './use-comparison.ts'

interface ComparisonFrameProps {
  readonly title: string
  readonly icon: IconSource
  readonly comparison: Comparison
  /** Fewest models that make sense here. */
  readonly fewest: number
  readonly note?: ReactNode
  /** Absent: the models that are probed. */
  readonly choice?: ModelChoice | undefined
  readonly children: (ready: Extract<Comparison, { state: 'ready' }>) => ReactNode
}

/**
 * What the views that compare share: the comparison, and the states loading, failed, nothing to compare yet, too little
 * to compare.
 */
export function ComparisonFrame({ title, icon, comparison, fewest, note, choice, children }: ComparisonFrameProps) {
  const [, change] = useComparisonSettings()
  return (
    <>
      <ViewHeader title={title} note={note} />
      {comparison.state === 'ready' ? (
        <ComparisonBar
          scope={comparison.scope}
          models={comparison.models}
          genomes={comparison.genomes}
          choice={choice}
        />
      ) : null}
      {comparison.state === 'loading' ? (
        <LoadingState label="Reading the stored probes" />
      ) : comparison.state === 'failed' ? (
        <ErrorState title="The stored probes could not be read" error={comparison.error} onRetry={comparison.retry} />
      ) : comparison.state === 'no-models' ? (
        <EmptyState
          offersSample
          icon={icon}
          title="No models yet"
          action={
            <Button look="primary" icon="library" onPress={() => goTo(libraryView)}>
              Open the library
            </Button>
          }
        >
          Add GGUF models to the library and probe them with a genome. Their relations are then shown here.
        </EmptyState>
      ) : comparison.state === 'no-probes' ? (
        <EmptyState
          offersSample
          icon={icon}
          title="Nothing probed yet"
          action={
            <Button look="primary" icon="probe" onPress={() => goTo(probeView)}>
              Probe models
            </Button>
          }
        >
          Models are compared by their alleles. Probe at least {plural(fewest, 'model')} with the same genome.
        </EmptyState>
      ) : comparison.scope.modelIds.length < fewest ? (
        <EmptyState
          icon={icon}
          title="Too few models"
          action={
            <>
              {comparison.scope.isSubset && comparison.scope.chosen.modelIds.length >= fewest ? (
                <Button onPress={() => change({ models: undefined })}>Compare all of them</Button>
              ) : null}
              <Button
                look="primary"
                icon="probe"
                onPress={() =>
                  goTo(probeView, {
                    genome: comparison.scope.genome.id,
                    models: comparison.models.map((model) => model.id),
                  })
                }
              >
                Probe more models
              </Button>
            </>
          }
        >
          {comparison.scope.modelIds.length === 0 ? 'None' : `Only ${comparison.scope.modelIds.length}`} of the models{' '}
          {comparison.scope.isSubset ? 'chosen' : 'in the library'} has a complete probe of the genome{' '}
          {comparison.scope.genome.name}. At least {fewest} are needed.
        </EmptyState>
      ) : (
        children(comparison)
      )}
    </>
  )
}
