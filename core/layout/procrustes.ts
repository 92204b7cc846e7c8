/**
 * The points turned and mirrored in the plane such that they lie nearest to others, without being stretched: the
 * orthogonal Procrustes problem (Schönemann 1966), in closed form for two dimensions. Both sets are taken as centred.
 *
 * @param points n points [x, y] that are turned
 * @param onto n points that they are turned onto
 */
export function turnedOnto(
  points: readonly (readonly number[])[],
  onto: readonly (readonly number[])[],
): [x: number, y: number][] {
  let along = 0
  let across = 0
  let mirroredAlong = 0
  let mirroredAcross = 0
  points.forEach(([x = 0, y = 0], index) => {
    const [u = 0, v = 0] = onto[index]!
    along += x * u + y * v
    across += x * v - y * u
    mirroredAlong += x * u - y * v
    mirroredAcross += x * v + y * u
  })
  // The best turn without and with a mirror; the one that leaves less between the sets.
  const isMirrored = Math.hypot(mirroredAlong, mirroredAcross) > Math.hypot(along, across)
  const angle = isMirrored ? Math.atan2(mirroredAcross, mirroredAlong) : Math.atan2(across, along)
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
  return points.map(([x = 0, y = 0]) => {
    const height = isMirrored ? -y : y
    return [cosine * x - sine * height, sine * x + cosine * height]
  })
}
