import { plural } from '../../../core/format/quantity.ts'
import type { ReactNode } from 'react'
import { goTo } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../components/states.tsx'
import type { IconSource } from '../../components/icon.tsx'
import { ViewHeader } from '../../components/view-header.tsx'
import type { Comparison } from './use-comparison.ts'

export interface ComparisonFrameProps {
  readonly title: string
  readonly icon: IconSource
  readonly comparison: Comparison
  /** Fewest models that make sense here. */
  readonly fewest: number
  readonly change: (changes: Readonly<Record<string, string | undefined>>) => void
  readonly note?: ReactNode
  readonly children: (ready: Extract<Comparison, { state: 'ready' }>) => ReactNode
}

/** The states that the tree and the matrix share: loading, failed, nothing to compare yet, too little to compare. */
export function ComparisonFrame({ title, icon, comparison, fewest, change, note, children }: ComparisonFrameProps) {
  return (
    <>
      <ViewHeader title={title} note={note} />
      {comparison.state === 'loading' ? (
        <LoadingState label="Reading the stored probes" />
      ) : comparison.state === 'failed' ? (
        <ErrorState title="The stored probes could not be read" error={comparison.error} onRetry={comparison.retry} />
      ) : comparison.state === 'no-models' ? (
        <EmptyState
          icon={icon}
          title="No models yet"
          action={
            <Button look="primary" icon="library" onPress={() => goTo('library')}>
              Open the library
            </Button>
          }
        >
          Add GGUF models to the library and probe them with a genome. Their relations are then shown here.
        </EmptyState>
      ) : comparison.state === 'no-probes' ? (
        <EmptyState
          icon={icon}
          title="Nothing probed yet"
          action={
            <Button look="primary" icon="probe" onPress={() => goTo('probe')}>
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
              {comparison.scope.isSubset ? (
                <Button onPress={() => change({ models: undefined })}>Compare all models</Button>
              ) : null}
              <Button
                look="primary"
                icon="probe"
                onPress={() =>
                  goTo('probe', {
                    genome: comparison.scope.genome.id,
                    models: comparison.models.map((model) => model.id).join(','),
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
