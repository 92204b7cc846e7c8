/** What sums in binary arithmetic may leave of a distance of 0. */
const rounding = 1e-9

/**
 * Whether a similarity cannot be told from 1: it falls short of it by no more than the noise of the two evaluations may
 * do. The upper end of an interval says less: it reaches 1 for near relatives too.
 *
 * @param margin what noise may move the similarity by; 0 where none was measured
 */
export function isIndistinguishable(similarity: number, margin: number): boolean {
  return 1 - similarity <= margin + rounding
}

/**
 * Groups of models that cannot be told apart: those that are indistinguishable from exactly the same models, each from
 * itself included. Being within noise is not transitive, and this is: all of a group are indistinguishable from one
 * another and stand alike to every other model, and the order of the models does not matter. In a chain where only
 * neighbours are indistinguishable nobody is grouped.
 *
 * @param names of the models, distinct
 * @param isAlike whether two models, by their indices, are indistinguishable; symmetric
 * @returns indices of the models, each in one group; groups and members in the order of the names' code units
 */
export function indistinguishableGroups(
  names: readonly string[],
  isAlike: (left: number, right: number) => boolean,
): number[][] {
  const groups = new Map<string, number[]>()
  const order = names.map((_, index) => index).sort((left, right) => (names[left]! < names[right]! ? -1 : 1))
  for (const index of order) {
    const alike = order.filter((candidate) => candidate === index || isAlike(index, candidate)).join(' ')
    const group = groups.get(alike)
    if (group === undefined) groups.set(alike, [index])
    else group.push(index)
  }
  return [...groups.values()]
}
