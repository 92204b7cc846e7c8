/** Which of the numbers 0, 1, 2, ... belong together, as pairs are joined one after the other. */
export class DisjointSets {
  private readonly parents: Int32Array

  constructor(count: number) {
    this.parents = Int32Array.from({ length: count }, (_, member) => member)
  }

  /** The least member of a member's set. */
  setOf(member: number): number {
    let least = member
    while (this.parents[least]! !== least) least = this.parents[least] = this.parents[this.parents[least]!]!
    return least
  }

  /** Joins the sets of two members; false where they were one already. */
  join(left: number, right: number): boolean {
    const [first, second] = [this.setOf(left), this.setOf(right)]
    if (first === second) return false
    this.parents[Math.max(first, second)] = Math.min(first, second)
    return true
  }
}
