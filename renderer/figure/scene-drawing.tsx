import { createElement, type ReactNode } from 'react'
import type { FigurePalette } from '../../core/color/palette.ts'
import { inkColour } from '../../core/scene/ink-colour.ts'
import type { Scene, Shape } from '../../core/scene/scene.ts'
import { figureFont, shapeAttributes } from '../../core/scene/scene-svg.ts'

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
      {shapes.map((shape, index) => drawn(shape, index, palette))}
    </svg>
  )
}

function drawn(shape: Shape, key: number, palette: FigurePalette): ReactNode {
  const attributes = { key, ...reactNames(shapeAttributes(shape, (ink) => inkColour(palette, ink))) }
  if (shape.kind === 'text') return createElement('text', attributes, shape.text)
  if (shape.kind !== 'group') return createElement(shape.kind, attributes)
  const content = (
    <>
      {shape.title === undefined ? null : <title>{shape.title}</title>}
      {shape.shapes.map((inner, index) => drawn(inner, index, palette))}
    </>
  )
  if (shape.link === undefined) return createElement('g', attributes, content)
  return createElement('a', { ...attributes, href: shape.link, 'aria-label': shape.title }, content)
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
