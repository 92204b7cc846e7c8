import type { FigurePalette } from '../color/palette.ts'
import { inkOn, scaleThrough } from '../color/scale.ts'
import { shadePosition, type Ink } from './scene.ts'

/** The colour of an ink in a palette, `#rrggbb` or `none`. Throws RangeError for a category the palette lacks. */
export function inkColour(palette: FigurePalette, ink: Ink): string {
  if (ink === 'none') return ink
  if (isNamed(ink)) return palette[ink]
  const [kind, number, on] = ink.split('-')
  if (kind === 'category') {
    const colour = palette.categories[Number(number)]
    if (colour === undefined)
      throw new RangeError(`expected a category from 0 to ${palette.categories.length - 1}, found ${String(number)}`)
    return colour
  }
  const shade = scaleThrough(palette.sequential)(shadePosition(Number(number)))
  return on === undefined ? shade : inkOn(shade)
}

type NamedInk = Exclude<Ink, 'none' | `${string}-${string}`>

function isNamed(ink: Ink): ink is NamedInk {
  return !ink.includes('-')
}
