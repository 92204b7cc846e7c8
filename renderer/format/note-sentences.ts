import { capitalized } from './capitalized.ts'

/** Notes of the Api, which come without capitals and full stops, as sentences. */
export function noteSentences(notes: readonly string[]): string[] {
  return notes.map((note) => `${capitalized(note)}.`)
}
