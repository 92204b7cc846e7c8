/**
 * Errors of scores are compared on the scale asin(sqrt(score)), on which the spread of a share of right answers does
 * not depend on its level (Freeman & Tukey 1950). Scores below chance or above top continue the scale as its mirror
 * image at the ends.
 */
export function errorOfScore(observed: number, predicted: number): number {
  return angle(observed) - angle(predicted)
}

/** The score that lies at an error of `errorOfScore` from a predicted one; it may lie outside 0 to 1. */
export function scoreAtError(predicted: number, error: number): number {
  const at = angle(predicted) + error
  if (at < 0) return -(Math.sin(Math.max(at, -Math.PI / 2)) ** 2)
  if (at > Math.PI / 2) return 1 + Math.sin(Math.min(at - Math.PI / 2, Math.PI / 2)) ** 2
  return Math.sin(at) ** 2
}

function angle(score: number): number {
  if (score < 0) return -Math.asin(Math.sqrt(Math.min(1, -score)))
  if (score > 1) return Math.PI / 2 + Math.asin(Math.sqrt(Math.min(1, score - 1)))
  return Math.asin(Math.sqrt(score))
}
