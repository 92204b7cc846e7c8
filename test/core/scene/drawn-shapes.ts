import type { Scene, Shape, TextShape } from '../../../core/scene/scene.ts'

/** The shapes of a scene outside of groups, each with where the groups around it put it. */
export function flatShapes(
  shapes: readonly Shape[],
  [x, y]: readonly [number, number] = [0, 0],
): readonly { readonly shape: Exclude<Shape, { kind: 'group' }>; readonly x: number; readonly y: number }[] {
  return shapes.flatMap((shape) =>
    shape.kind === 'group' ? flatShapes(shape.shapes, [x + (shape.x ?? 0), y + (shape.y ?? 0)]) : [{ shape, x, y }],
  )
}

export function textsOf({ shapes }: Pick<Scene, 'shapes'>): readonly string[] {
  return flatShapes(shapes).flatMap(({ shape }) => (shape.kind === 'text' ? [shape.text] : []))
}

/** Points that a shape reaches at least; of a text, both ends by the widest letters it can have. */
function reach(shape: Exclude<Shape, { kind: 'group' }>): readonly (readonly [number, number])[] {
  if (shape.kind === 'circle')
    return [
      [shape.x - shape.radius, shape.y - shape.radius],
      [shape.x + shape.radius, shape.y + shape.radius],
    ]
  if (shape.kind === 'rect')
    return [
      [shape.x, shape.y],
      [shape.x + shape.width, shape.y + shape.height],
    ]
  if (shape.kind === 'text') return textEnds(shape)
  // Places of arcs and lines alike stand last before the next command.
  return [...shape.d.matchAll(/(-?[\d.]+) (-?[\d.]+)(?=[A-Za-z]|$)/g)].map(
    ([, x, y]) => [Number(x), Number(y)] as const,
  )
}

function textEnds({
  x,
  y,
  text,
  size,
  anchor = 'start',
  rotation = 0,
}: TextShape): readonly (readonly [number, number])[] {
  const width = [...text].length * size * 0.6
  const [from, to] = { start: [0, width], middle: [-width / 2, width / 2], end: [-width, 0] }[anchor] as [
    number,
    number,
  ]
  const [cosine, sine] = [Math.cos((rotation * Math.PI) / 180), Math.sin((rotation * Math.PI) / 180)]
  return [from, to].map((along) => [x + along * cosine, y + along * sine] as const)
}

/** Places of shapes that stand outside of the frame of their scene. */
export function outsideOf({ width, height, shapes }: Scene, margin = 1): readonly (readonly [number, number])[] {
  return flatShapes(shapes)
    .flatMap(({ shape, x, y }) => reach(shape).map(([atX, atY]) => [x + atX, y + atY] as const))
    .filter(([x, y]) => !(x >= -margin && x <= width + margin && y >= -margin && y <= height + margin))
}
