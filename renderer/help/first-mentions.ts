import { createContext, useContext, useId, useLayoutEffect, useSyncExternalStore } from 'react'
import type { Term } from './glossary.ts'

/** Which mention of a word is the first of a view: those that are drawn, in the order in which they appeared. */
export class FirstMentions {
  readonly #mentions = new Map<Term, string[]>()
  readonly #listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Returns a function that takes the mention back. */
  add(term: Term, id: string): () => void {
    this.#mentions.set(term, [...(this.#mentions.get(term) ?? []), id])
    this.#tell()
    return () => {
      this.#mentions.set(
        term,
        (this.#mentions.get(term) ?? []).filter((mention) => mention !== id),
      )
      this.#tell()
    }
  }

  first(term: Term): string | undefined {
    return this.#mentions.get(term)?.[0]
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

/** The mentions of the view around; a new one for each view. */
export const FirstMentionsContext = createContext(new FirstMentions())

/** Whether this is the first mention of a word in its view. */
export function useIsFirstMention(term: Term): boolean {
  const mentions = useContext(FirstMentionsContext)
  const id = useId()
  useLayoutEffect(() => mentions.add(term, id), [mentions, term, id])
  return useSyncExternalStore(mentions.subscribe, () => mentions.first(term) === id)
}
