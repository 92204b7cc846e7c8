/**
 * Values of Q closer than this, relative to the largest sum of distances, count as equal: they differ by rounding only.
 */
const relativeTie = 1e-12

/**
 * After so many joins the rows are closed up and the sums of distances made anew, so that rounding stays far below a
 * tie.
 */
const joinsBetweenSums = 64

/** Two nodes to be joined, by the number of their tip of lowest number. */
export interface NeighbourPair {
  readonly first: number
  readonly second: number
  /** d(first, second) */
  readonly distance: number
  /** r(first) - r(second) */
  readonly difference: number
}

/**
 * The nodes that neighbour joining has not joined yet, and the search for the pair with the least Q(i,j) = (m - 2)
 * d(i,j) - r(i) - r(j). A row i is read only where it can hold that pair: no value in it is below (m - 2) min d(i,j) -
 * r(i) - max r(j), both over the nodes j after i. The idea of bounding rows by the largest r is that of RapidNJ
 * (Simonsen, Mailund & Pedersen 2008), here without sorted rows.
 *
 * Only the upper triangle is kept up. A node that is gone leaves infinite distances behind until the rows are closed
 * up.
 */
export class NeighbourSearch {
  /** Rows of the matrix in use, and their length. */
  #width: number
  #count: number
  readonly #distances: Float64Array
  /** Per row the node's number; rising. */
  readonly #numbers: Int32Array
  /** Per row 1 where the node is there. */
  readonly #isThere: Uint8Array
  /** Per row r. */
  readonly #sums: Float64Array
  /** Per row a lower bound of the distances in it. */
  readonly #nearest: Float64Array
  readonly #largestAfter: Float64Array
  readonly #leastOfRow: Float64Array
  #joins = 0

  /** @param distances n x n, symmetric, row by row; used as working space */
  constructor(distances: Float64Array, n: number) {
    this.#width = n
    this.#count = n
    this.#distances = distances
    this.#numbers = Int32Array.from({ length: n }, (_, row) => row)
    this.#isThere = new Uint8Array(n).fill(1)
    this.#sums = new Float64Array(n)
    this.#nearest = new Float64Array(n)
    this.#largestAfter = new Float64Array(n)
    this.#leastOfRow = new Float64Array(n)
    this.#sumRows()
  }

  /** How many nodes are left. */
  get count(): number {
    return this.#count
  }

  /** Numbers of the nodes that are left, rising. */
  get left(): readonly number[] {
    return Array.from(this.#numbers.subarray(0, this.#width)).filter((_, row) => this.#isThere[row] === 1)
  }

  distance(left: number, right: number): number {
    return this.#between(this.#rowOf(left), this.#rowOf(right))
  }

  /**
   * All pairs that are equally near to being joined next, by their first number, then their second one. Throws a
   * RangeError where sums of distances are beyond what numbers can hold.
   */
  nearestPairs(): NeighbourPair[] {
    const width = this.#width
    const factor = this.#count - 2
    const sums = this.#sums
    const bounds = this.#leastOfRow
    let largest = -Infinity
    let greatest = 0
    for (let row = width - 1; row >= 0; row--) {
      this.#largestAfter[row] = largest
      if (this.#isThere[row] === 0) continue
      const sum = sums[row]!
      if (sum > largest) largest = sum
      if (Math.abs(sum) > greatest) greatest = Math.abs(sum)
    }
    if (greatest === Infinity)
      throw new RangeError('Neighbour joining: expected distances whose sums are numbers, found a sum of Infinity')
    const tie = greatest * relativeTie
    // The row of the lowest bound first: what it holds spares most others.
    let likely = -1
    let lowest = Infinity
    for (let row = 0; row < width - 1; row++) {
      const bound =
        this.#isThere[row] === 0 ? Infinity : factor * this.#nearest[row]! - sums[row]! - this.#largestAfter[row]!
      bounds[row] = bound
      if (bound < lowest) [lowest, likely] = [bound, row]
    }
    let least = Infinity
    if (likely >= 0) least = bounds[likely] = this.#readRow(likely, factor)
    for (let row = 0; row < width - 1; row++) {
      if (row === likely) continue
      // A bound is computed in another order than the value it bounds: rounding may put it above by less than a tie.
      if (bounds[row]! > least + 2 * tie) bounds[row] = Infinity
      else {
        const value = this.#readRow(row, factor)
        bounds[row] = value
        if (value < least) least = value
      }
    }
    const pairs: NeighbourPair[] = []
    const limit = least + tie
    for (let first = 0; first < width - 1; first++) {
      if (!(bounds[first]! <= limit)) continue
      const from = first * width
      for (let second = first + 1; second < width; second++) {
        if (factor * this.#distances[from + second]! - sums[first]! - sums[second]! > limit) continue
        pairs.push({
          first: this.#numbers[first]!,
          second: this.#numbers[second]!,
          distance: this.#distances[from + second]!,
          difference: sums[first]! - sums[second]!,
        })
      }
    }
    return pairs
  }

  /** Puts the node that joins two of them into the place of the first. */
  join(left: number, right: number): void {
    const first = this.#rowOf(left)
    const second = this.#rowOf(right)
    const width = this.#width
    const distances = this.#distances
    const between = this.#between(first, second)
    let sum = 0
    let nearest = Infinity
    for (let row = 0; row < width; row++) {
      if (this.#isThere[row] === 0 || row === first || row === second) continue
      const toFirst = this.#between(row, first)
      const toSecond = this.#between(row, second)
      const distance = (toFirst + toSecond - between) / 2
      sum += distance
      this.#sums[row]! += distance - toFirst - toSecond
      if (row < first) {
        distances[row * width + first] = distance
        if (distance < this.#nearest[row]!) this.#nearest[row] = distance
      } else {
        distances[first * width + row] = distance
        if (distance < nearest) nearest = distance
      }
      if (row < second) distances[row * width + second] = Infinity
    }
    distances[first * width + second] = Infinity
    this.#sums[first] = sum
    this.#sums[second] = 0
    this.#nearest[first] = nearest
    this.#isThere[second] = 0
    this.#count--
    this.#joins++
    if (this.#joins >= joinsBetweenSums || 4 * this.#count <= 3 * width) this.#closeUp()
  }

  /**
   * Puts the node that joins several of them, three or more, into the place of the first.
   *
   * @param numbers rising
   * @param height mean of the lengths of their branches
   */
  joinMany(numbers: readonly number[], height: number): void {
    const rows = numbers.map((number) => this.#rowOf(number))
    const [first, ...absorbed] = rows as [number, ...number[]]
    const joined = new Set(rows)
    for (let row = 0; row < this.#width; row++) {
      if (this.#isThere[row] === 0 || joined.has(row)) continue
      const distance = rows.reduce((sum, member) => sum + this.#between(row, member), 0) / rows.length - height
      this.#distances[row < first ? row * this.#width + first : first * this.#width + row] = distance
    }
    for (const row of absorbed) this.#isThere[row] = 0
    this.#count -= absorbed.length
    this.#closeUp()
  }

  #between(left: number, right: number): number {
    return left < right ? this.#distances[left * this.#width + right]! : this.#distances[right * this.#width + left]!
  }

  #rowOf(number: number): number {
    let [low, high] = [0, this.#width - 1]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#numbers[middle]! < number) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The least Q of a row; its least distance is kept. */
  #readRow(row: number, factor: number): number {
    const sums = this.#sums
    const distances = this.#distances
    const width = this.#width
    const from = row * width
    let least = Infinity
    let nearest = Infinity
    const sumOfRow = sums[row]!
    for (let column = row + 1; column < width; column++) {
      const distance = distances[from + column]!
      if (distance < nearest) nearest = distance
      const value = factor * distance - sumOfRow - sums[column]!
      if (value < least) least = value
    }
    this.#nearest[row] = nearest
    return least
  }

  /** Takes the rows and columns of nodes that are gone out of the matrix. */
  #closeUp(): void {
    const before = this.#width
    const rows = Array.from({ length: before }, (_, row) => row).filter((row) => this.#isThere[row] === 1)
    const width = rows.length
    // Each value moves to a lower place than all that are still to be read.
    rows.forEach((row, index) => {
      for (let column = index + 1; column < width; column++)
        this.#distances[index * width + column] = this.#distances[row * before + rows[column]!]!
      this.#numbers[index] = this.#numbers[row]!
    })
    this.#isThere.fill(1, 0, width)
    this.#width = width
    this.#joins = 0
    this.#sumRows()
  }

  #sumRows(): void {
    const width = this.#width
    const sums = this.#sums.fill(0)
    for (let row = 0; row < width; row++) {
      let sum = 0
      let nearest = Infinity
      for (let column = row + 1; column < width; column++) {
        const distance = this.#distances[row * width + column]!
        sum += distance
        sums[column]! += distance
        if (distance < nearest) nearest = distance
      }
      sums[row]! += sum
      this.#nearest[row] = nearest
    }
  }
}
