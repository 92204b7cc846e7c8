import type { ModelVectors } from './model-vectors.ts'

/** Two models worth a whole comparison, by their numbers in the list; left below right. */
export interface Candidate {
  readonly left: number
  readonly right: number
  /** Inner products of their vectors. */
  readonly inPlace: number
  readonly orderFree: number
}

/** Unrelated models lie around 0 with a deviation of 0.03: of half a million pairs some twenty pass. */
const leastInPlace = 0.125
/** Unrelated models: 0.03 around 0.02 (0.12 where the residual stream is as narrow as 32). */
const leastOrderFree = 0.2

/** Pairs whose vectors are near, of all pairs. */
export function candidates(models: readonly ModelVectors[]): Candidate[] {
  const near: Candidate[] = []
  for (let right = 1; right < models.length; right += 1) {
    for (let left = 0; left < right; left += 1) {
      const inPlace = inner(models[left]!.inPlace, models[right]!.inPlace)
      const orderFree = inner(models[left]!.orderFree, models[right]!.orderFree)
      if (inPlace >= leastInPlace || orderFree >= leastOrderFree) near.push({ left, right, inPlace, orderFree })
    }
  }
  return near
}

function inner(left: Float32Array, right: Float32Array): number {
  // Four sums, so that one addition need not wait for the other.
  let [a, b, c, d] = [0, 0, 0, 0]
  const whole = left.length - (left.length % 4)
  for (let index = 0; index < whole; index += 4) {
    a += left[index]! * right[index]!
    b += left[index + 1]! * right[index + 1]!
    c += left[index + 2]! * right[index + 2]!
    d += left[index + 3]! * right[index + 3]!
  }
  for (let index = whole; index < left.length; index += 1) a += left[index]! * right[index]!
  return a + b + c + d
}
