import type { Family } from './family.ts'

/**
 * The family by which a model is coloured; null where none is known: then a model is a family of its own, and would
 * take a colour that says nothing.
 */
export function familyColour({ name, source }: Family): string | null {
  return source === 'unknown' ? null : name
}
