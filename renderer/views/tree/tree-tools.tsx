import { IconButton } from '../../components/button.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { matchesText } from './clade.ts'
import styles from './tree.module.css'

interface FindInTreeProps {
  readonly search: string
  readonly onFind: (text: string) => void
  /** On Enter: leads to the next model that was found. */
  readonly onNext: () => void
  /** Names of the models that were found, and of how many. */
  readonly matches: readonly string[]
  readonly models: number
}

/** Finds models in a tree by their names. */
export function FindInTree({ search, onFind, onNext, matches, models }: FindInTreeProps) {
  const text = search.trim() === '' ? '' : matchesText(matches.length, models)
  return (
    <>
      {text === '' ? null : <span className={styles['found']}>{text}</span>}
      <div className={styles['search']}>
        <SearchField
          label="Find a model in the tree"
          placeholder="Find a model"
          value={search}
          onChange={onFind}
          onSubmit={onNext}
        />
      </div>
      <LiveRegion text={matches.length === 0 ? text : `${text}: ${matches.join(', ')}. Enter leads to the next.`} />
    </>
  )
}

/** Enlarges a tree and shows it whole. */
export function ZoomButtons({ zoom, onFit }: { readonly zoom: (factor: number) => void; readonly onFit: () => void }) {
  return (
    <>
      <IconButton icon="plus" label="Zoom in" onPress={() => zoom(1.25)} />
      <IconButton icon="dash" label="Zoom out" onPress={() => zoom(0.8)} />
      <IconButton icon="fit" label="Fit the whole tree" onPress={onFit} />
    </>
  )
}
