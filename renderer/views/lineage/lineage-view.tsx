import { useState } from 'react'
import { bytesText, plural } from '../../../core/format/quantity.ts'
import { useCancellableCommand } from '../../api/use-cancellable-call.ts'
import { useCall } from '../../api/queries.tsx'
import { goTo, useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { LongAnswer } from '../../components/long-answer.tsx'
import { OpeningField } from '../../components/opening-field.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../components/states.tsx'
import { ViewHeader } from '../../components/view-header.tsx'
import { ComparedModels } from '../comparison/compared-models.tsx'
import comparisonStyles from '../comparison/comparison.module.css'
import { libraryView } from '../library/library-settings.ts'
import { DeclaredParents, LineageEdges } from './lineage-edges.tsx'
import { LineageFigure } from './lineage-figure.tsx'
import { lineageView } from './lineage-settings.ts'
import { PairChange } from './pair-change.tsx'
import { PairChoice } from './pair-choice.tsx'
import { ReadButton, WeightsToRead } from './read-weights.tsx'
import { fewestModels, useLineage, type LineageOfModels } from './use-lineage.ts'
import styles from './lineage.module.css'

/** Which models descend from which, by their weights. */
export function LineageView() {
  const [{ models: asked }, change] = useViewSettings(lineageView)
  const lineage = useLineage(asked)
  const { models, error, retry } = lineage
  return (
    <>
      <ViewHeader title="Lineage" note="Which models descend from which, by their weights" />
      {models === undefined ? (
        error === null ? (
          <LoadingState label="Reading the library" />
        ) : (
          <ErrorState title="The library could not be read" error={error} onRetry={retry} />
        )
      ) : models.length === 0 && asked.length === 0 ? (
        <EmptyState
          offersSample
          icon="lineage"
          title="No models yet"
          action={
            <Button look="primary" icon="library" onPress={() => goTo(libraryView)}>
              Open the library
            </Button>
          }
        >
          Add GGUF models to the library. Their weights are then read here, and tell which descends from which.
        </EmptyState>
      ) : (
        <>
          <LineageBar shown={models.length} isSubset={asked.length > 0} />
          {models.length < fewestModels ? (
            <EmptyState
              icon="lineage"
              title="Too few models"
              action={
                asked.length > 0 ? (
                  <Button look="primary" onPress={() => change({ models: undefined })}>
                    Compare all models
                  </Button>
                ) : (
                  <Button look="primary" icon="library" onPress={() => goTo(libraryView)}>
                    Add models
                  </Button>
                )
              }
            >
              A lineage is told of at least {plural(fewestModels, 'model')}.
            </EmptyState>
          ) : (
            <ReadLineage lineage={lineage} />
          )}
        </>
      )}
    </>
  )
}

/** Which models the lineage is told of. */
function LineageBar({ shown, isSubset }: { readonly shown: number; readonly isSubset: boolean }) {
  const all = useCall('models.list', {}).data ?? []
  const [{ models: asked }, change] = useViewSettings(lineageView)
  const [isChoosing, setChoosing] = useState(false)
  return (
    <section className={styles['bar']} aria-label="Comparison">
      <OpeningField
        label="Models compared"
        value={isSubset ? `${shown} of ${plural(all.length, 'model')}` : `All ${plural(all.length, 'model')}`}
        onOpen={() => setChoosing(true)}
      />
      {isSubset ? (
        <Button look="quiet" onPress={() => change({ models: undefined })}>
          Compare all models
        </Button>
      ) : null}
      {isChoosing ? (
        <ComparedModels
          models={all}
          note="All models of the library; they need not be probed."
          compared={asked.length === 0 ? all.map(({ id }) => id) : asked}
          onChoose={(models) => change({ models })}
          onClose={() => setChoosing(false)}
        />
      ) : null}
    </section>
  )
}

/** The lineage of the models whose weights are read, and what reads the others'. */
function ReadLineage({ lineage }: { readonly lineage: LineageOfModels }) {
  const reading = useCancellableCommand('lineage.sketch')
  const { models = [], read, unread, call } = lineage
  const [{ pair }] = useViewSettings(lineageView)
  const [left, right] = pair
  const hasLineage = read.length >= fewestModels
  const hasNotes =
    reading.isPending ||
    reading.error !== null ||
    (hasLineage && unread.length > 0) ||
    reading.data?.models.some(({ failure }) => failure !== null) === true
  return (
    <>
      {hasNotes ? (
        <div className={comparisonStyles['notes']}>
          <WeightsToRead unread={unread} reading={reading} hasButton={hasLineage} />
        </div>
      ) : null}
      {hasLineage ? (
        <div className={comparisonStyles['split']}>
          <div className={styles['figures']}>
            <LongAnswer
              call={call}
              icon="lineage"
              doing="Comparing the weights"
              failed="The weights could not be compared"
              nothing="The weights were not compared."
              before="The lineage before the last change is shown."
            >
              {({ output }) => <LineageFigure lineage={output} models={models} isBusy={call.isBusy} />}
            </LongAnswer>
            {left === undefined || right === undefined ? null : <PairChange left={left} right={right} />}
          </div>
          <aside className={comparisonStyles['inspector']} aria-label="Lineage in words">
            {call.answer === undefined ? null : (
              <>
                <PairChoice lineage={call.answer.output} />
                <DeclaredParents lineage={call.answer.output} />
                <LineageEdges lineage={call.answer.output} />
              </>
            )}
          </aside>
        </div>
      ) : (
        <EmptyState
          icon="lineage"
          title={reading.isPending ? 'The weights are being read' : 'The weights are not read yet'}
          action={reading.isPending ? undefined : <ReadButton unread={unread} reading={reading} isMain />}
        >
          Each weight is read once, and a sketch of at most {bytesText(1_000_000)} a model is kept, from which lineages
          follow at once. Nothing leaves the machine. Reading can be cancelled: what was read stays.
        </EmptyState>
      )}
    </>
  )
}
