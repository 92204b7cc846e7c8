/** SUM_i first_i second_i over two lists of one length, in order. */
export function dot(first: readonly number[], second: readonly number[]): number {
  let sum = 0
  for (let index = 0; index < first.length; index++) sum += first[index]! * second[index]!
  return sum
}
