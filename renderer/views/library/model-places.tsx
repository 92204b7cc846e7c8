import type { ModelSummary } from '../../../engine/api/contract.ts'
import { placeNote, placesText } from '../../../core/format/places-text.ts'
import { printable } from '../../../core/format/printable.ts'
import { useCommand } from '../../api/queries.tsx'
import { Button } from '../../components/button.tsx'
import { Notice } from '../../components/states.tsx'
import styles from './library.module.css'

/** The places of a model that has several, each of which can be forgotten. */
export function ModelPlaces({ model }: { readonly model: ModelSummary }) {
  const remove = useCommand('models.removePlace')
  const text = placesText(model.places, model.freeable)
  if (text === null) return null
  return (
    <>
      <h3 className={styles['section']}>Same file: {text}</h3>
      <ul aria-label="Places">
        {model.places.map((place, index) => (
          <li key={place.number} className={`${styles['entry']} ${styles['modelPlace']}`}>
            <div>
              <div className={styles['code']}>{printable(place.path)}</div>
              <div className={styles['muted']}>{printable(placeNote(place, index))}</div>
            </div>
            <Button
              look="quiet"
              isDisabled={remove.isPending}
              aria-label={`Forget ${printable(place.path)}`}
              onPress={() => remove.mutate({ modelId: model.id, place: place.number })}
            >
              Forget
            </Button>
          </li>
        ))}
      </ul>
      <p className={styles['forgetting']}>
        Forgetting a place takes it out of the library. Nothing is deleted on the disk.
      </p>
      {remove.error === null ? null : <Notice tone="danger">{remove.error.message}</Notice>}
    </>
  )
}
