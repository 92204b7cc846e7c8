/**
 * What pairs that tie for being joined next join: groups of two where no other pair that ties holds either of them,
 * larger ones where the pairs contradict one another, since then any choice among them would be one of order. Groups by
 * their first member, members rising.
 */
export function tiedGroups(pairs: Iterable<readonly [number, number]>): number[][] {
  const groupOf = new Map<number, number[]>()
  for (const [left, right] of pairs) {
    const [first, second] = [groupOf.get(left) ?? [left], groupOf.get(right) ?? [right]]
    if (first === second) continue
    // The smaller goes into the larger, so that many pairs take few moves.
    const [into, from] = first.length < second.length ? [second, first] : [first, second]
    into.push(...from)
    for (const member of into.length === from.length + 1 ? into : from) groupOf.set(member, into)
  }
  return [...new Set(groupOf.values())]
    .map((group) => group.sort((left, right) => left - right))
    .sort(([left], [right]) => left! - right!)
}
