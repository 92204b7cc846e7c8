/** y = intercept + slope x by least squares, and the share of the variance of y that the line explains. */
export interface LineFit {
  readonly n: number
  readonly slope: number
  readonly intercept: number
  /** 1 where all y are equal and on the line. */
  readonly r2: number
}

/** The line through points; undefined where fewer than two different x are given. */
export function fitLine(points: readonly (readonly [x: number, y: number])[]): LineFit | undefined {
  const n = points.length
  let meanX = 0
  let meanY = 0
  for (const [x, y] of points) {
    meanX += x / n
    meanY += y / n
  }
  let xx = 0
  let xy = 0
  let yy = 0
  for (const [x, y] of points) {
    xx += (x - meanX) ** 2
    xy += (x - meanX) * (y - meanY)
    yy += (y - meanY) ** 2
  }
  if (n < 2 || !(xx > 1e-24 * (1 + meanX * meanX))) return undefined
  const slope = xy / xx
  return { n, slope, intercept: meanY - slope * meanX, r2: yy > 0 ? (xy * xy) / (xx * yy) : 1 }
}
