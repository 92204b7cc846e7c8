import type { Ink, Shape } from './scene.ts'

/** `tick`: a short upright line. `triangle`: below its place, pointing at it. */
export type PointForm = 'dot' | 'ring' | 'diamond' | 'triangle' | 'tick'

/** Of a dot: points that overlap are told apart. */
const usualOpacity = 0.85

/**
 * The mark of a point at a place, in pixels.
 *
 * @param opacity of a dot, from 0 to 1
 */
export function pointShape(form: PointForm, x: number, y: number, ink: Ink, opacity = usualOpacity): Shape {
  switch (form) {
    case 'dot':
      return { kind: 'circle', x, y, radius: 4, fill: ink, fillOpacity: opacity }
    case 'ring':
      // Filled, so that no line is seen through it.
      return { kind: 'circle', x, y, radius: 3.6, fill: 'surface', stroke: ink, strokeWidth: 1.7 }
    case 'diamond':
      return {
        kind: 'path',
        d: `${from(x, y - 4.8)}l4.8 4.8l-4.8 4.8l-4.8-4.8z`,
        fill: 'surface',
        stroke: ink,
        strokeWidth: 1.4,
      }
    case 'triangle':
      return { kind: 'path', d: `${from(x, y + 2)}l6 10h-12z`, fill: ink, stroke: 'surface', strokeWidth: 1 }
    case 'tick':
      return { kind: 'path', d: `${from(x, y - 8)}v16`, stroke: ink, strokeWidth: 2.5 }
  }
}

function from(x: number, y: number): string {
  return `M${x.toFixed(2)} ${y.toFixed(2)}`
}
