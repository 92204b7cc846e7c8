import { expect, it } from 'vitest'
import { type CountedPlace, placeNote, placesText } from '../../../core/format/places-text.ts'

const at = (changes: Partial<CountedPlace> = {}): CountedPlace => ({ state: 'present', shares: null, ...changes })
const link = at({ shares: { by: 'symbolic link', path: '/a' } })

it('places are counted without symbolic links, with what is missing and what could be freed', () => {
  expect(placesText([], 0)).toBeNull()
  expect(placesText([at()], 0)).toBeNull()
  expect(placesText([at(), at(), at()], 12e9)).toBe('3 places, up to 12.0 GB could be freed')
  expect(placesText([at(), link], 0)).toBe('1 place, 1 link')
  expect(placesText([at(), at({ state: 'missing' })], 0)).toBe('2 places, 1 missing')
})

it('a place is noted as read, by its state, and by whose bytes it shares', () => {
  expect(placeNote(at(), 0)).toBe('read')
  expect(placeNote(at(), 1)).toBe('')
  expect(placeNote(at({ state: 'missing' }), 0)).toBe('missing')
  expect(placeNote(at({ state: 'touched' }), 0)).toBe('read, touched')
  expect(placeNote(link, 1)).toBe('symbolic link: the same bytes as /a')
})
