import { describe, expect, test } from 'vitest'
import {
  linearFromHex,
  oklabFromLinear,
  contrast,
  hexFromLinear,
  linearFromOklab,
  type Triple,
} from '../../../core/color/oklab.ts'
import { figurePalettes } from '../../../core/color/palette.ts'
import { inkOn, scaleThrough } from '../../../core/color/scale.ts'

/** Colour vision deficiencies at full severity, on linear sRGB (Machado, Oliveira, Fernandes 2009). */
const deficiencies: Readonly<Record<string, readonly Triple[]>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

function seenWith(rows: readonly Triple[] | undefined, hex: string): Triple {
  const linear = linearFromHex(hex)
  if (rows === undefined) return oklabFromLinear(linear)
  const seen = rows.map((row) => Math.min(1, Math.max(0, row[0] * linear[0] + row[1] * linear[1] + row[2] * linear[2])))
  return oklabFromLinear(seen as unknown as Triple)
}

const difference = (a: Triple, b: Triple) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])

describe.each(['light', 'dark'] as const)('the %s palette', (theme) => {
  const palette = figurePalettes[theme]

  test('categories and text stand out from the surface', () => {
    for (const color of palette.categories) expect(contrast(color, palette.surface), color).toBeGreaterThanOrEqual(3)
    expect(contrast(palette.text, palette.surface)).toBeGreaterThanOrEqual(7)
    expect(contrast(palette.muted, palette.surface)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(palette.accent, palette.surface)).toBeGreaterThanOrEqual(4.5)
  })

  test.each([['normal sight', undefined], ...Object.entries(deficiencies)] as const)(
    'categories and the grey of the missing stay apart with %s',
    (_, rows) => {
      const seen = [...palette.categories, palette.missing].map((color) => seenWith(rows, color))
      seen.forEach((color, index) => {
        for (const other of seen.slice(0, index)) expect(difference(color, other)).toBeGreaterThan(0.06)
      })
    },
  )

  test('the sequential scale goes one way in lightness, away from the surface', () => {
    const scale = scaleThrough(palette.sequential)
    const lightness = Array.from({ length: 41 }, (_, step) => oklabFromLinear(linearFromHex(scale(step / 40)))[0])
    const sign = theme === 'light' ? -1 : 1
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
