import type { ComponentType } from 'react'
import type { Need } from './needs.ts'
import type { Subject } from './subject.ts'

/**
 * One part of a page: what it says, and what there must be before it can say it. Where something is missing, the page
 * says so in its place, with the step that brings it, and lists that step at its end.
 */
export interface Section<S extends Subject> {
  readonly id: string
  readonly title: string
  /** Of which subjects it is shown; absent: of all. */
  readonly isShown?: (subject: S) => boolean
  /** In the order in which they are asked; the first that is missing is told. */
  readonly needs: readonly Need[]
  /** Drawn where nothing is missing. It asks for its own answers, and holds up no other section. */
  readonly Content: ComponentType<{ readonly subject: S }>
}
