import { bytesText, plural } from '../../core/format/quantity.ts'
import { goTo, useComparisonSettings } from '../app/use-route.ts'
import { Button } from '../components/button.tsx'
import { benchmarksView } from '../views/benchmarks/benchmarks-settings.ts'
import { libraryView } from '../views/library/library-settings.ts'
import type { ReadingWeights } from '../views/lineage/read-weights.tsx'
import { probeView } from '../views/probe/probe-view-settings.ts'
import type { Step } from './needs.ts'

interface StepButtonProps {
  readonly step: Step
  readonly reading: ReadingWeights
  readonly onRetry: () => void
}

/** Does what brings something that is missing, or goes to where it is done. */
export function StepButton({ step, reading, onRetry }: StepButtonProps) {
  const [, changeComparison] = useComparisonSettings()
  switch (step.kind) {
    case 'read':
      return (
        <Button
          icon="lineage"
          isDisabled={reading.isPending}
          onPress={() => reading.mutate({ modelIds: step.models.map(({ id }) => id) })}
        >
          Read the weights of {plural(step.models.length, 'model')} (
          {bytesText(step.models.reduce((sum, { size }) => sum + size, 0))})
        </Button>
      )
    case 'probe':
      return (
        <Button
          icon="probe"
          onPress={() =>
            goTo(probeView, { models: step.models.map(({ id }) => id), genome: step.genomeId ?? undefined })
          }
        >
          Probe {plural(step.models.length, 'model')}
        </Button>
      )
    case 'compare-all':
      return <Button onPress={() => changeComparison({ models: undefined })}>Compare all models</Button>
    case 'score':
      return (
        <Button icon="benchmarks" onPress={() => goTo(benchmarksView, { models: step.models.map(({ id }) => id) })}>
          Measure on a benchmark
        </Button>
      )
    case 'add':
      return (
        <Button icon="library" onPress={() => goTo(libraryView)}>
          Add models
        </Button>
      )
    case 'retry':
      return <Button onPress={onRetry}>Try again</Button>
  }
}
