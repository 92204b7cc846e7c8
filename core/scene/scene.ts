/**
 * A drawing as plain data: shapes, texts, and colours by name. The page, SVG and PNG files, the report and its PDF all
 * show the same scene. Places and sizes are in pixels, y downwards.
 */
export interface Scene {
  readonly width: number
  readonly height: number
  /** For readers by ear. */
  readonly title: string
  readonly description: string
  readonly shapes: readonly Shape[]
}

/**
 * A colour by name, since the page has two themes and a file one. `shade-0` to `shade-63`: the sequential scale from
 * little to much; with `-ink` what reads best on it.
 */
export type Ink =
  | 'none'
  | 'surface'
  | 'text'
  | 'muted'
  | 'rule'
  | 'accent'
  | 'missing'
  | `category-${number}`
  | `shade-${number}`
  | `shade-${number}-ink`

interface Painted {
  /** Default `none`. */
  readonly fill?: Ink
  readonly fillOpacity?: number
  readonly stroke?: Ink
  readonly strokeWidth?: number
  readonly strokeOpacity?: number
  /** As in SVG: `2 3`. */
  readonly dash?: string
  /** True: round ends and corners of the line. */
  readonly isRound?: boolean
}

export interface PathShape extends Painted {
  readonly kind: 'path'
  readonly d: string
}

export interface CircleShape extends Painted {
  readonly kind: 'circle'
  readonly x: number
  readonly y: number
  readonly radius: number
}

export interface RectShape extends Painted {
  readonly kind: 'rect'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly rounding?: number
}

export interface TextShape {
  readonly kind: 'text'
  readonly x: number
  readonly y: number
  readonly text: string
  readonly fill: Ink
  readonly size: number
  /** Default `start`. */
  readonly anchor?: 'start' | 'middle' | 'end'
  /** True: `y` is the middle of the letters; else their baseline. */
  readonly isMiddle?: boolean
  readonly isBold?: boolean
  /** Degrees, clockwise around the place. */
  readonly rotation?: number
}

export interface GroupShape {
  readonly kind: 'group'
  readonly x?: number
  readonly y?: number
  readonly shapes: readonly Shape[]
  /** What it stands for, said where the pointer rests on it and to readers by ear. */
  readonly title?: string
  /** Where it leads within the page, as an address's fragment; files have no links. */
  readonly link?: string
}

export type Shape = PathShape | CircleShape | RectShape | TextShape | GroupShape

/** Steps of the sequential scale. */
export const shadeSteps = 64

/** The shade of a position from 0 to 1; positions outside are clamped. */
export function shadeOf(position: number): `shade-${number}` {
  return `shade-${Math.round(Math.min(1, Math.max(0, position)) * (shadeSteps - 1))}`
}

/** Where a shade stands on the scale, 0 to 1. */
export function shadePosition(shade: number): number {
  return shade / (shadeSteps - 1)
}

/** Inks for categories, most frequent first. */
export const categoryInks = [0, 1, 2, 3, 4, 5, 6, 7].map((category): Ink => `category-${category}`)

/** A number in a drawing: to a hundredth of a pixel. */
export function pixel(value: number): number {
  return Math.round(value * 100) / 100
}
