import { printable, printableLines } from '../format/printable.ts'
import { figureFont } from './lettering.ts'
import { pixel, type Ink, type Scene, type Shape } from './scene.ts'

export interface SvgOptions {
  /** The colour of an ink, as an attribute's value. */
  readonly colour: (ink: Ink) => string
  /** Before the ids of title and description, where several drawings stand in one page. */
  readonly idPrefix?: string
}

/**
 * The scene as one `svg` element for a page: well-formed XML without links, scripts and styles. Characters that cannot
 * be seen are written as escapes.
 */
export function sceneSvg(scene: Scene, { colour, idPrefix = 'drawing' }: SvgOptions): string {
  const { width, height, title, description, shapes } = scene
  const ids = [`${idPrefix}-title`, `${idPrefix}-description`] as const
  const attributes = attributesOf({
    width: pixel(width),
    height: pixel(height),
    viewBox: `0 0 ${pixel(width)} ${pixel(height)}`,
    role: 'img',
    'aria-labelledby': ids.join(' '),
    'font-family': figureFont,
  })
  return (
    `<svg${attributes}><title id="${escapeXml(ids[0])}">${escapeXml(printable(title))}</title>` +
    `<desc id="${escapeXml(ids[1])}">${escapeXml(description)}</desc>${shapes.map((shape) => shapeSvg(shape, colour)).join('')}</svg>`
  )
}

/** The scene as the text of an SVG file. */
export function sceneFile(scene: Scene, colour: SvgOptions['colour']): string {
  const svg = sceneSvg(scene, { colour }).replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"')
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`
}

function shapeSvg(shape: Shape, colour: SvgOptions['colour']): string {
  if (shape.kind === 'group') {
    const { title, shapes } = shape
    const said = title === undefined ? '' : `<title>${escapeXml(title)}</title>`
    return `<g${attributesOf(shapeAttributes(shape, colour))}>${said}${shapes.map((child) => shapeSvg(child, colour)).join('')}</g>`
  }
  const attributes = attributesOf(shapeAttributes(shape, colour))
  return shape.kind === 'text'
    ? `<text${attributes}>${escapeXml(printable(shape.text))}</text>`
    : `<${shape.kind}${attributes}/>`
}

/**
 * The SVG attributes of a shape; those of the default are left out. The page's drawing takes them from here as well.
 */
export function shapeAttributes(shape: Shape, colour: SvgOptions['colour']): Readonly<Record<string, string | number>> {
  switch (shape.kind) {
    case 'group': {
      const { x = 0, y = 0 } = shape
      return x === 0 && y === 0 ? {} : { transform: `translate(${pixel(x)} ${pixel(y)})` }
    }
    case 'text': {
      const { x, y, fill, size, anchor = 'start', isMiddle, isBold, rotation = 0 } = shape
      return {
        x: pixel(x),
        y: pixel(y),
        fill: colour(fill),
        'font-size': pixel(size),
        ...(anchor === 'start' ? {} : { 'text-anchor': anchor }),
        ...(isMiddle === true ? { dy: '0.35em' } : {}),
        ...(isBold === true ? { 'font-weight': 600 } : {}),
        ...(rotation === 0 ? {} : { transform: `rotate(${pixel(rotation)} ${pixel(x)} ${pixel(y)})` }),
      }
    }
    case 'path':
      return { d: shape.d, ...paintAttributes(shape, colour) }
    case 'circle':
      return { cx: pixel(shape.x), cy: pixel(shape.y), r: pixel(shape.radius), ...paintAttributes(shape, colour) }
    case 'rect':
      return {
        x: pixel(shape.x),
        y: pixel(shape.y),
        width: pixel(shape.width),
        height: pixel(shape.height),
        ...(shape.rounding === undefined ? {} : { rx: shape.rounding }),
        ...paintAttributes(shape, colour),
      }
  }
}

function paintAttributes(
  {
    fill = 'none',
    fillOpacity,
    stroke,
    strokeWidth,
    strokeOpacity,
    dash,
    isRound,
  }: Exclude<Shape, { kind: 'group' | 'text' }>,
  colour: SvgOptions['colour'],
): Readonly<Record<string, string | number>> {
  return {
    fill: colour(fill),
    ...(fillOpacity === undefined ? {} : { 'fill-opacity': fillOpacity }),
    ...(stroke === undefined ? {} : { stroke: colour(stroke) }),
    ...(strokeWidth === undefined ? {} : { 'stroke-width': strokeWidth }),
    ...(strokeOpacity === undefined ? {} : { 'stroke-opacity': strokeOpacity }),
    ...(dash === undefined ? {} : { 'stroke-dasharray': dash }),
    ...(isRound === true ? { 'stroke-linecap': 'round', 'stroke-linejoin': 'round' } : {}),
  }
}

function attributesOf(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
/** XML cannot hold these, not even as references. */
const unspeakable = /[\ufffe\uffff]/g

/**
 * Text for XML and HTML, in elements and in quoted attributes: what cannot be seen is written as an escape, what XML
 * cannot hold becomes U+FFFD.
 */
export function escapeXml(text: string): string {
  return printableLines(text)
    .replace(unspeakable, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character]!)
}
