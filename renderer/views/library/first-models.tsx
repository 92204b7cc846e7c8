import { Button } from '../../components/button.tsx'
import { EmptyState, Notice } from '../../components/states.tsx'
import { SampleButton } from '../../help/sample-button.tsx'
import { OperationProgress } from '../../components/operation-progress.tsx'
import { ModelSourceList } from './model-sources.tsx'
import { useModelSources } from './use-model-sources.ts'
import styles from './model-sources.module.css'

interface FirstModelsProps {
  /** To choose files and folders. */
  readonly onChoose: () => void
  readonly onAdd: (sourceIds: readonly string[]) => void
}

/** The library before it has a model: what other programs keep on this machine, to be added at once. */
export function FirstModels({ onChoose, onAdd }: FirstModelsProps) {
  const found = useModelSources()
  const { sources, isSearching, progress, cancel, error, chosen, addLabel } = found
  if (sources === undefined || sources.length === 0) {
    return (
      <>
        {isSearching ? (
          <OperationProgress label="Looking for models of other programs" progress={progress} onCancel={cancel} />
        ) : null}
        {error === null ? null : <Notice tone="danger">{error.message}</Notice>}
        <EmptyState
          offersSample
          icon="library"
          title="No models yet"
          action={
            <Button look="primary" icon="plus" onPress={onChoose}>
              Add models
            </Button>
          }
        >
          Add GGUF files or whole folders from this machine. Their headers are read and checked, nothing is copied, and
          nothing leaves the machine.
        </EmptyState>
      </>
    )
  }
  return (
    <section className={styles['first']} aria-labelledby="first-models">
      <h2 id="first-models" className={styles['title']}>
        No models yet
      </h2>
      <ModelSourceList {...found} />
      <div className={styles['actions']}>
        <SampleButton />
        <Button icon="folder" onPress={onChoose}>
          Choose files or folders
        </Button>
        <Button look="primary" icon="plus" isDisabled={chosen.length === 0} onPress={() => onAdd(chosen)}>
          {addLabel}
        </Button>
      </div>
    </section>
  )
}
