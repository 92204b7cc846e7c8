import { goTo, useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../components/states.tsx'
import { ViewHeader } from '../../components/view-header.tsx'
import { Sections } from '../../sections/sections.tsx'
import type { PairSubject } from '../../sections/subject.ts'
import { useLibraryFacts } from '../../sections/use-library-facts.ts'
import { libraryView } from '../library/library-settings.ts'
import { PairLead } from './pair-lead.tsx'
import { pairSections } from './pair-sections.ts'
import { pairView } from './pair-settings.ts'
import styles from '../../sections/sections.module.css'

/** All that is known of two models beside each other. */
export function PairView() {
  const [{ left: leftId, right: rightId }, change] = useViewSettings(pairView)
  const { library, error, refetch } = useLibraryFacts()
  const [left, right] = [leftId, rightId].map((wanted) => library?.models.find(({ id }) => id === wanted))
  if (library === undefined || left === undefined || right === undefined || left === right)
    return (
      <>
        <ViewHeader title="Pair of models" />
        {library !== undefined ? (
          <EmptyState
            offersSample={library.models.length < 2}
            icon="matrix"
            title={library.models.length < 2 ? 'Too few models' : 'No such pair'}
            action={
              <Button look="primary" icon="library" onPress={() => goTo(libraryView)}>
                Open the library
              </Button>
            }
          >
            {library.models.length < 2
              ? 'A pair takes two models of the library.'
              : 'The library does not hold two different models of this address. Tick two models there to compare them.'}
          </EmptyState>
        ) : error === null ? (
          <LoadingState label="Reading the library" />
        ) : (
          <ErrorState title="The library could not be read" error={error} onRetry={() => void refetch()} />
        )}
      </>
    )
  const subject: PairSubject = { models: [left, right], library }
  return (
    <>
      <ViewHeader title={`${left.name} and ${right.name}`}>
        <Button onPress={() => change({ left: right.id, right: left.id })}>Turn around</Button>
      </ViewHeader>
      <div className={styles['page']}>
        <div className={styles['column']}>
          <PairLead subject={subject} />
          <Sections sections={pairSections} subject={subject} onRetry={() => void refetch()} />
        </div>
      </div>
    </>
  )
}
