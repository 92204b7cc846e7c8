import { bytesText, plural } from './quantity.ts'

/** A path of a model, as far as it is counted. */
export interface CountedPlace {
  readonly state: 'present' | 'touched' | 'missing' | 'changed'
  /** With which place before it the same bytes are shared, and how. */
  readonly shares: { readonly by: 'symbolic link' | 'hard link'; readonly path: string } | null
}

/**
 * How many places a content has and what its copies take, in bytes: `3 places, up to 12 GB could be freed`. Symbolic
 * links lead to a place and are none themselves. Null where there is one place and nothing more to say.
 */
export function placesText(places: readonly CountedPlace[], freeable: number): string | null {
  const links = places.filter(({ shares }) => shares?.by === 'symbolic link').length
  const missing = places.filter(({ state }) => state === 'missing').length
  if (places.length < 2) return null
  return [
    plural(places.length - links, 'place'),
    ...(links === 0 ? [] : [plural(links, 'link')]),
    ...(missing === 0 ? [] : [`${String(missing)} missing`]),
    ...(freeable === 0 ? [] : [`up to ${bytesText(freeable)} could be freed`]),
  ].join(', ')
}

/** What is to be known of one place, the first being the one that is read: `read`, `missing`. */
export function placeNote({ state, shares }: CountedPlace, index: number): string {
  return [
    ...(index === 0 && (state === 'present' || state === 'touched') ? ['read'] : []),
    ...(state === 'present' ? [] : [state]),
    ...(shares === null ? [] : [`${shares.by}: the same bytes as ${shares.path}`]),
  ].join(', ')
}

/** How many copies were kept as places before: `5 copies known already`; empty where none was. */
export function knownCopiesText(copies: readonly { readonly isNew: boolean }[]): string {
  const known = copies.filter(({ isNew }) => !isNew).length
  return known === 0 ? '' : `${plural(known, 'copy', 'copies')} known already`
}
