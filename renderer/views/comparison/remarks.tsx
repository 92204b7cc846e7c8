import { plural } from '../../../core/format/quantity.ts'
import { KeptDisclosure } from '../../app/kept-sections.tsx'
import { Notice } from '../../components/states.tsx'
import styles from './comparison.module.css'

/** What must be known before trusting a comparison, as the engine says it, in one box. */
export function Remarks({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return null
  return (
    <Notice tone="warning">
      {notes.length === 1 ? (
        notes[0]
      ) : (
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </Notice>
  )
}

/**
 * The same in one line above a picture, which it must not push down: the first remark, and all of them when asked for.
 */
export function FoldedRemarks({ notes }: { readonly notes: readonly string[] }) {
  const [first] = notes
  if (first === undefined) return null
  return (
    <div className={styles['remarks']}>
      <KeptDisclosure
        id="remarks"
        title={
          <span className={styles['firstRemark']}>
            {notes.length === 1 ? first : `${plural(notes.length, 'remark')}: ${first}`}
          </span>
        }
      >
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </KeptDisclosure>
    </div>
  )
}
