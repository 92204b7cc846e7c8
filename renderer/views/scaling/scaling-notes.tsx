import { Notice } from '../../components/states.tsx'
import { noteSentences } from './note-sentences.ts'

/** What to know before numbers are trusted. */
export function ScalingNotes({ notes }: { readonly notes: readonly string[] }) {
  return notes.length === 0 ? null : <Notice tone="warning">{noteSentences(notes).join(' ')}</Notice>
}
