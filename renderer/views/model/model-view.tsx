import { useState } from 'react'
import { weightsText } from '../../../core/format/quantity.ts'
import { markedArchitecture } from '../../../core/model/model-purpose.ts'
import { goTo, useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { EditableName } from '../../components/editable-name.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../components/states.tsx'
import { ViewHeader } from '../../components/view-header.tsx'
import { Sections } from '../../sections/sections.tsx'
import type { ModelSubject } from '../../sections/subject.ts'
import { useLibraryFacts } from '../../sections/use-library-facts.ts'
import { libraryView } from '../library/library-settings.ts'
import { CompareWith } from './compare-with.tsx'
import { ModelLead } from './model-lead.tsx'
import { modelSections } from './model-sections.ts'
import { modelView } from './model-settings.ts'
import styles from '../../sections/sections.module.css'

/** All that is known of one model. */
export function ModelView() {
  const [{ model: modelId }] = useViewSettings(modelView)
  const { library, error, refetch } = useLibraryFacts()
  const [isRenaming, setRenaming] = useState(false)
  const model = library?.models.find(({ id }) => id === modelId)
  if (library === undefined || model === undefined)
    return (
      <>
        <ViewHeader title="Model" />
        {library !== undefined ? (
          <EmptyState
            offersSample={library.models.length === 0}
            icon="library"
            title={library.models.length === 0 ? 'No models yet' : 'No such model'}
            action={
              <Button look="primary" icon="library" onPress={() => goTo(libraryView)}>
                Open the library
              </Button>
            }
          >
            {library.models.length === 0
              ? 'Add GGUF models to the library. Each has a page then.'
              : 'The library holds no model of this address; it may have been removed. A model’s page is reached from its name.'}
          </EmptyState>
        ) : error === null ? (
          <LoadingState label="Reading the library" />
        ) : (
          <ErrorState title="The library could not be read" error={error} onRetry={() => void refetch()} />
        )}
      </>
    )
  const subject: ModelSubject = { models: [model], library }
  return (
    <>
      <ViewHeader
        title={model.name}
        note={`${markedArchitecture(model)}, ${weightsText(model.parameters)} weights, ${model.quantization}`}
      >
        <EditableName key={model.id} model={model} isEditing={isRenaming} onEditing={setRenaming}>
          {null}
        </EditableName>
        <CompareWith subject={subject} />
        <Button icon="library" onPress={() => goTo(libraryView, { model: model.id })}>
          In the library
        </Button>
      </ViewHeader>
      <div className={styles['page']}>
        <div className={styles['column']}>
          <ModelLead subject={subject} />
          <Sections sections={modelSections} subject={subject} onRetry={() => void refetch()} />
        </div>
      </div>
    </>
  )
}
