import { createElement, memo, type ReactNode } from 'react'
import type { FigurePalette } from '../../core/color/palette.ts'
import { printable, printableLines } from '../../core/format/printable.ts'
import { inkColour } from '../../core/scene/ink-colour.ts'
import { figureFont } from '../../core/scene/lettering.ts'
import type { Scene, Shape } from '../../core/scene/scene.ts'
import { shapeAttributes } from '../../core/scene/scene-svg.ts'

interface SceneDrawingProps {
  readonly scene: Scene
  readonly palette: FigurePalette
  /** True: titles are left to cards (`data-mark`), and what has one can be focused; else the browser shows them. */
  readonly hasCards?: boolean
  /** Pixels of the page for each of the scene. */
  readonly scale?: number
}

/** A scene on the page, with its links; the same shapes as in its file. */
export const SceneDrawing = memo(function SceneDrawing({
  scene,
  palette,
  hasCards = false,
  scale = 1,
}: SceneDrawingProps) {
  const { width, height, title, description, shapes } = scene
  return (
    <svg
      width={width * scale}
      height={height * scale}
      viewBox={`0 0 ${width} ${height}`}
      fontFamily={figureFont}
      role="group"
      aria-label={`${title}. ${description}`}
    >
      <SceneShapes shapes={shapes} palette={palette} hasCards={hasCards} />
    </svg>
  )
})

/** Shapes inside of an `svg` element. A shape is drawn anew only where it is another one than before. */
export function SceneShapes({
  shapes,
  palette,
  hasCards = false,
}: {
  readonly shapes: readonly Shape[]
  readonly palette: FigurePalette
  readonly hasCards?: boolean
}): ReactNode {
  return shapes.map((shape, index) => <SceneShape key={index} shape={shape} palette={palette} hasCards={hasCards} />)
}

export const SceneShape = memo(function SceneShape({
  shape,
  palette,
  hasCards = false,
}: {
  readonly shape: Shape
  readonly palette: FigurePalette
  readonly hasCards?: boolean
}): ReactNode {
  return drawn(shape, 0, palette, hasCards)
})

function drawn(shape: Shape, key: number, palette: FigurePalette, hasCards: boolean): ReactNode {
  const attributes = { key, ...reactNames(shapeAttributes(shape, (ink) => inkColour(palette, ink))) }
  if (shape.kind === 'text') return createElement('text', attributes, printable(shape.text))
  if (shape.kind !== 'group') return createElement(shape.kind, attributes)
  const title = shape.title === undefined ? undefined : printableLines(shape.title)
  const content = (
    <>
      {title === undefined || hasCards ? null : <title>{title}</title>}
      {shape.shapes.map((inner, index) => drawn(inner, index, palette, hasCards))}
    </>
  )
  const said = title === undefined ? {} : { 'aria-label': spokenName(shape, title.replaceAll('\n', ', ')) }
  const marked = title === undefined || !hasCards ? {} : { ...said, 'data-mark': title, tabIndex: -1 }
  if (shape.link !== undefined)
    return createElement('a', { ...attributes, ...said, ...marked, href: shape.link }, content)
  return createElement(
    'g',
    { ...attributes, ...marked, ...(title === undefined || !hasCards ? {} : { role: 'img' }) },
    content,
  )
}

/** What a group is called by ear: its title, and what is written in it, so that it can be asked for as it is read. */
function spokenName(shape: Shape, title: string): string {
  const written = printable(textsOf(shape).join(' '))
  return title.includes(written) ? title : `${title}, ${written}`
}

function textsOf(shape: Shape): readonly string[] {
  if (shape.kind === 'text') return [shape.text]
  return shape.kind === 'group' ? shape.shapes.flatMap(textsOf) : []
}

/** `stroke-width` as React calls it: `strokeWidth`. */
function reactNames(attributes: Readonly<Record<string, string | number>>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  )
}
