import { Notice } from '../../components/states.tsx'

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
