import { IconButton } from '../components/button.tsx'
import { LiveRegion } from '../components/live-region.tsx'
import { SearchField } from '../components/search-field.tsx'
import { matchesText } from './matching-names.ts'
import styles from './find-and-zoom.module.css'

interface FindModelProps {
  /** What is searched, e.g. `tree`. */
  readonly figure: string
  readonly search: string
  readonly onFind: (text: string) => void
  /** On Enter: leads to the next model that was found. */
  readonly onNext: () => void
  /** Names of the models that were found, and of how many. */
  readonly matches: readonly string[]
  readonly models: number
}

/** Finds models in a figure by their names. */
export function FindModel({ figure, search, onFind, onNext, matches, models }: FindModelProps) {
  const text = search.trim() === '' ? '' : matchesText(matches.length, models)
  return (
    <>
      {text === '' ? null : <span className={styles['found']}>{text}</span>}
      <div className={styles['search']}>
        <SearchField
          label={`Find a model in the ${figure}`}
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

interface ZoomButtonsProps {
  /** What is enlarged, e.g. `tree`. */
  readonly figure: string
  readonly zoom: (factor: number) => void
  readonly onFit: () => void
}

/** Enlarges a figure and shows it whole. */
export function ZoomButtons({ figure, zoom, onFit }: ZoomButtonsProps) {
  return (
    <>
      <IconButton icon="plus" label="Zoom in" onPress={() => zoom(1.25)} />
      <IconButton icon="dash" label="Zoom out" onPress={() => zoom(0.8)} />
      <IconButton icon="fit" label={`Fit the whole ${figure}`} onPress={onFit} />
    </>
  )
}
