/**
 * The interval around a share of n items by the score test: all true shares p with `|share - p| <= z sqrt(p (1 - p) /
 * n)` (Wilson, Journal of the American Statistical Association 22, 1927). It is never empty, not even at 0 and 1.
 *
 * @param share 0 to 1
 * @param items n, 1 or more
 * @param z normal quantile of the level: 1.96 for 95 %
 */
export function wilsonInterval(
  share: number,
  items: number,
  z: number,
): { readonly lower: number; readonly upper: number } {
  const weight = 1 + (z * z) / items
  const centre = (share + (z * z) / (2 * items)) / weight
  const half = (z / weight) * Math.sqrt((share * (1 - share)) / items + (z * z) / (4 * items * items))
  return { lower: centre - half, upper: centre + half }
}
