import { createElement, memo, type ReactNode } from 'react'
import type { FigurePalette } from '../../core/color/palette.ts'
import { printableLines } from '../../core/format/printable.ts'
import { inkColour } from '../../core/scene/ink-colour.ts'
import { figureFont } from '../../core/scene/lettering.ts'
import type { Scene, Shape } from '../../core/scene/scene.ts'
import { shapeAttributes } from '../../core/scene/scene-svg.ts'

/** A scene on the page, with its links; the same shapes as in its file. */
export function SceneDrawing({ scene, palette }: { readonly scene: Scene; readonly palette: FigurePalette }) {
  const { width, height, title, description, shapes } = scene
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      fontFamily={figureFont}
      role="group"
      aria-label={`${title}. ${description}`}
    >
      <SceneShapes shapes={shapes} palette={palette} />
    </svg>
  )
}

/** Shapes inside of an `svg` element. A shape is drawn anew only where it is another one than before. */
export function SceneShapes({
  shapes,
  palette,
}: {
  readonly shapes: readonly Shape[]
  readonly palette: FigurePalette
}): ReactNode {
  return shapes.map((shape, index) => <SceneShape key={index} shape={shape} palette={palette} />)
}

export const SceneShape = memo(function SceneShape({
  shape,
  palette,
}: {
  readonly shape: Shape
  readonly palette: FigurePalette
}): ReactNode {
  return drawn(shape, 0, palette)
})

function drawn(shape: Shape, key: number, palette: FigurePalette): ReactNode {
  const attributes = { key, ...reactNames(shapeAttributes(shape, (ink) => inkColour(palette, ink))) }
  if (shape.kind === 'text') return createElement('text', attributes, printableLines(shape.text))
  if (shape.kind !== 'group') return createElement(shape.kind, attributes)
  const title = shape.title === undefined ? undefined : printableLines(shape.title)
  const content = (
    <>
      {title === undefined ? null : <title>{title}</title>}
      {shape.shapes.map((inner, index) => drawn(inner, index, palette))}
    </>
  )
  if (shape.link === undefined) return createElement('g', attributes, content)
  return createElement('a', { ...attributes, href: shape.link, 'aria-label': title }, content)
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
