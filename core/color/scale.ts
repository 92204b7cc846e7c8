import { contrast, hexFromLinear, linearFromHex, linearFromOklab, oklabFromLinear, type Triple } from './oklab.ts'

/** A continuous colour scale: a position from 0 to 1 to `#rrggbb`. Positions outside are clamped. */
export type ColorScale = (position: number) => string

/** Piecewise linear in OKLab through evenly spaced stops. */
export function scaleThrough(stops: readonly string[]): ColorScale {
  if (stops.length < 2) throw new RangeError(`A colour scale needs at least 2 stops, found ${stops.length}.`)
  const points = stops.map((stop) => oklabFromLinear(linearFromHex(stop)))
  return (position) => {
    const at = Math.min(1, Math.max(0, position)) * (points.length - 1)
    const index = Math.min(points.length - 2, Math.floor(at))
    const share = at - index
    const from = points[index] as Triple
    const to = points[index + 1] as Triple
    const mixed: Triple = [
      from[0] + (to[0] - from[0]) * share,
      from[1] + (to[1] - from[1]) * share,
      from[2] + (to[2] - from[2]) * share,
    ]
    return hexFromLinear(linearFromOklab(mixed))
  }
}

/** Black or white, whichever reads better on the colour. */
export function inkOn(background: string): '#000000' | '#ffffff' {
  return contrast('#000000', background) >= contrast('#ffffff', background) ? '#000000' : '#ffffff'
}
