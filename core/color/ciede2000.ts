import type { Triple } from './oklab.ts'

/** CIE XYZ of the white of sRGB, D65, with Y = 1. */
const white: Triple = [0.95047, 1, 1.08883]

/** CIELAB (D65) of a linear sRGB, lightness 0 to 100 (CIE 15:2004; matrix of IEC 61966-2-1). */
export function labFromLinear([red, green, blue]: Triple): Triple {
  const ratio = (value: number, of: number): number => {
    const share = value / of
    return share > (6 / 29) ** 3 ? Math.cbrt(share) : share / (3 * (6 / 29) ** 2) + 4 / 29
  }
  const x = ratio(0.4124564 * red + 0.3575761 * green + 0.1804375 * blue, white[0])
  const y = ratio(0.2126729 * red + 0.7151522 * green + 0.072175 * blue, white[1])
  const z = ratio(0.0193339 * red + 0.119192 * green + 0.9503041 * blue, white[2])
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

const degrees = (radians: number): number => (radians * 180) / Math.PI
const radians = (angle: number): number => (angle * Math.PI) / 180

/**
 * The colour difference CIEDE2000 of two CIELAB colours, with all weights 1; about 2.3 is just noticeable. Source:
 * Sharma, Wu and Dalal 2005, "The CIEDE2000 color-difference formula: implementation notes, supplementary test data,
 * and mathematical observations", equations 2 to 22.
 */
export function ciede2000([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const meanC = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2
  const g = 0.5 * (1 - Math.sqrt(meanC ** 7 / (meanC ** 7 + 25 ** 7)))
  const [a1p, a2p] = [(1 + g) * a1, (1 + g) * a2]
  const [c1, c2] = [Math.hypot(a1p, b1), Math.hypot(a2p, b2)]
  const hue = (a: number, b: number): number => (a === 0 && b === 0 ? 0 : (degrees(Math.atan2(b, a)) + 360) % 360)
  const [h1, h2] = [hue(a1p, b1), hue(a2p, b2)]
  const isGrey = c1 * c2 === 0
  const turn = h2 - h1
  const deltaHue = isGrey ? 0 : Math.abs(turn) <= 180 ? turn : turn > 180 ? turn - 360 : turn + 360
  const deltaL = l2 - l1
  const deltaC = c2 - c1
  const deltaH = 2 * Math.sqrt(c1 * c2) * Math.sin(radians(deltaHue / 2))
  const meanL = (l1 + l2) / 2
  const meanCp = (c1 + c2) / 2
  const sum = h1 + h2
  const meanHue = isGrey ? sum : Math.abs(turn) <= 180 ? sum / 2 : sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2
  const t =
    1 -
    0.17 * Math.cos(radians(meanHue - 30)) +
    0.24 * Math.cos(radians(2 * meanHue)) +
    0.32 * Math.cos(radians(3 * meanHue + 6)) -
    0.2 * Math.cos(radians(4 * meanHue - 63))
  const rotation = 30 * Math.exp(-(((meanHue - 275) / 25) ** 2))
  const chromaTerm = 2 * Math.sqrt(meanCp ** 7 / (meanCp ** 7 + 25 ** 7))
  const scaleL = 1 + (0.015 * (meanL - 50) ** 2) / Math.sqrt(20 + (meanL - 50) ** 2)
  const scaleC = 1 + 0.045 * meanCp
  const scaleH = 1 + 0.015 * meanCp * t
  const turned = -Math.sin(radians(2 * rotation)) * chromaTerm
  const [dl, dc, dh] = [deltaL / scaleL, deltaC / scaleC, deltaH / scaleH]
  return Math.sqrt(dl * dl + dc * dc + dh * dh + turned * dc * dh)
}
