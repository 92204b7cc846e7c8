import { pathThrough, type DrawnNode, type DrawnTree } from './place-tree.ts'

/**
 * Path data of the triangle of a collapsed clade, given the clade's node and its nearest and its farthest tip. Around a
 * centre its sides go round where they would come nearer to the centre than the clade's node, so that it covers no
 * other branch.
 */
export function triangleOutline([apex, nearest, farthest]: readonly DrawnNode[], center: DrawnTree['center']): string {
  const corners = [apex!, nearest!, farthest!]
  if (center === null) return `${pathThrough(corners.map(({ x, y }) => [x, y] as const))}Z`
  return `${pathThrough(corners.flatMap((corner, index) => sideAround(center, apex!, corner, corners[(index + 1) % 3]!)))}Z`
}

/** Largest angle between two points of a side, in radians. */
const finestBend = Math.PI / 60

/**
 * Points from one corner up to, but without, another, on the line between them or, where that comes nearer to the
 * centre, as far from it as the apex.
 */
function sideAround(
  center: NonNullable<DrawnTree['center']>,
  apex: DrawnNode,
  from: DrawnNode,
  to: DrawnNode,
): (readonly [x: number, y: number])[] {
  const radiusOf = ({ x, y }: DrawnNode) => Math.hypot(x - center.x, y - center.y)
  const [least, first, last] = [radiusOf(apex), radiusOf(from), radiusOf(to)]
  const swept = to.angle - from.angle
  const pieces = least > 0 ? Math.ceil(Math.abs(swept) / finestBend) : 1
  const points: (readonly [number, number])[] = [[from.x, from.y]]
  for (let piece = 1; piece < pieces; piece++) {
    const past = (swept * piece) / pieces
    // The line through two points in polar coordinates.
    const straight = (first * last * Math.sin(swept)) / (first * Math.sin(past) + last * Math.sin(swept - past))
    const radius = Math.max(straight, least)
    points.push([center.x + radius * Math.cos(from.angle + past), center.y + radius * Math.sin(from.angle + past)])
  }
  return points
}
