import { describe, expect, test } from 'vitest'
import {
  linearFromHex,
  oklabFromLinear,
  contrast,
  hexFromLinear,
  linearFromOklab,
  type Triple,
} from '../../../core/color/oklab.ts'
import { dichromacies, seenWith } from '../../../core/color/colour-vision.ts'
import { ciede2000, labFromLinear } from '../../../core/color/ciede2000.ts'
import { figurePalettes, themes } from '../../../core/color/palette.ts'
import { inkOn, scaleThrough } from '../../../core/color/scale.ts'

/** As seen by everyone, and with each dichromacy. */
const sights = ['normal', ...dichromacies] as const

function labSeen(sight: (typeof sights)[number], hex: string): Triple {
  const linear = linearFromHex(hex)
  return labFromLinear(sight === 'normal' ? linear : seenWith(sight, linear))
}

describe.each(themes)('the %s palette', (theme) => {
  const palette = figurePalettes[theme]

  test('categories and text stand out from the surface', () => {
    const isHigh = theme.startsWith('high-contrast')
    for (const color of palette.categories)
      expect(contrast(color, palette.surface), color).toBeGreaterThanOrEqual(isHigh ? 4.5 : 3)
    expect(contrast(palette.text, palette.surface)).toBeGreaterThanOrEqual(isHigh ? 15 : 7)
    expect(contrast(palette.muted, palette.surface)).toBeGreaterThanOrEqual(isHigh ? 7 : 4.5)
    expect(contrast(palette.accent, palette.surface)).toBeGreaterThanOrEqual(isHigh ? 7 : 4.5)
    expect(contrast(palette.rule, palette.surface)).toBeGreaterThanOrEqual(isHigh ? 4.5 : 2)
  })

  test.each(sights)('categories and the grey of the missing stay apart, sight: %s', (sight) => {
    const seen = [...palette.categories, palette.missing].map((color) => labSeen(sight, color))
    seen.forEach((color, index) => {
      for (const other of seen.slice(0, index)) expect(ciede2000(color, other)).toBeGreaterThan(9)
    })
  })

  test.each(sights)('steps of the scales stay apart, sight: %s', (sight) => {
    for (const stops of [palette.sequential, palette.diverging]) {
      const scale = scaleThrough(stops)
      const seen = Array.from({ length: 11 }, (_, step) => labSeen(sight, scale(step / 10)))
      seen.slice(1).forEach((color, index) => expect(ciede2000(color, seen[index]!)).toBeGreaterThan(2.3))
      // The two ends of a diverging scale are two kinds of difference.
      expect(ciede2000(seen[0]!, seen.at(-1)!)).toBeGreaterThan(9)
    }
  })

  test('the sequential scale goes one way in lightness, away from the surface', () => {
    const scale = scaleThrough(palette.sequential)
    const lightness = Array.from({ length: 41 }, (_, step) => oklabFromLinear(linearFromHex(scale(step / 40)))[0])
    const sign = theme.endsWith('light') ? -1 : 1
    lightness.slice(1).forEach((value, index) => expect(sign * (value - lightness[index]!)).toBeGreaterThan(0))
    expect(contrast(scale(0), palette.surface)).toBeLessThan(1.3)
    expect(contrast(scale(1), palette.surface)).toBeGreaterThan(10)
  })

  test('text on any colour of the scale can be read', () => {
    const scale = scaleThrough(palette.sequential)
    for (let step = 0; step <= 40; step++)
      expect(contrast(inkOn(scale(step / 40)), scale(step / 40))).toBeGreaterThanOrEqual(4.5)
  })
})

test('OKLab of known colours (Ottosson 2020), and back', () => {
  const [lightness, a, b] = oklabFromLinear(linearFromHex('#ff0000'))
  expect(lightness).toBeCloseTo(0.628, 3)
  expect(a).toBeCloseTo(0.2249, 3)
  expect(b).toBeCloseTo(0.1258, 3)
  for (const hex of ['#000000', '#ffffff', '#2b8397', '#dc790b'])
    expect(hexFromLinear(linearFromOklab(oklabFromLinear(linearFromHex(hex))))).toBe(hex)
})

test('a scale meets its stops, and is clamped at its ends', () => {
  const scale = scaleThrough(['#000000', '#ff0000', '#ffffff'])
  expect([scale(0), scale(0.5), scale(1), scale(-3), scale(7)]).toEqual([
    '#000000',
    '#ff0000',
    '#ffffff',
    '#000000',
    '#ffffff',
  ])
  expect(() => scaleThrough(['#000000'])).toThrow('at least 2 stops, found 1')
})

test('contrast of known pairs', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 6)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})
