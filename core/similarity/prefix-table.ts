import type { SharedGene } from './shared-gene.ts'

/** What some models have at each prefix of a gene. A row is a prefix, a column a model: at prefix * width + model - first. */
export class PrefixTable {
  /** The first model. */
  readonly first: number
  /** How many models. */
  readonly width: number
  /** Largest probability of an allele that begins with the prefix. */
  readonly tops: Float64Array
  /** The most residue that can fall on one allele together with what falls on the prefix; see bound.ts. */
  readonly chains: Float64Array
  /** Residue at the prefix. */
  readonly residues: Float64Array

  /** @param end the model after the last */
  constructor({ models, prefixCount, above, under }: SharedGene, first: number, end: number) {
    const width = end - first
    const size = prefixCount * width
    const { tops, chains, residues, sums } = roomFor(size)
    this.first = first
    this.width = width
    this.tops = tops
    this.chains = chains
    this.residues = residues
    for (let column = 0; column < width; column += 1) {
      const { alleles, mass, prefixes, residue } = models[first + column]!
      for (let index = 0; index < alleles.length; index += 1) {
        const at = under[alleles[index]!]! * width + column
        if (mass[index]! > tops[at]!) tops[at] = mass[index]!
      }
      for (let own = 0; own < prefixes.length; own += 1) residues[prefixes[own]! * width + column] = residue[own]!
    }
    // First the heaviest chain strictly below each prefix, longer ones before shorter; then the sum from the empty prefix down is added.
    for (let x = prefixCount - 1; x > 0; x -= 1) {
      const row = x * width
      const over = above[x]! * width
      for (let column = 0; column < width; column += 1) {
        const top = tops[row + column]!
        if (top > tops[over + column]!) tops[over + column] = top
        const through = residues[row + column]! + chains[row + column]!
        if (through > chains[over + column]!) chains[over + column] = through
      }
    }
    for (let x = 0; x < prefixCount; x += 1) {
      const row = x * width
      const over = above[x]! * width
      for (let column = 0; column < width; column += 1) {
        const sum = residues[row + column]! + (x === 0 ? 0 : sums[over + column]!)
        sums[row + column] = sum
        chains[row + column]! += sum
      }
    }
  }

  has(model: number): boolean {
    return model >= this.first && model < this.first + this.width
  }

  /** Raises values, one per prefix, to the largest of these models' tops. */
  raiseTo(values: Float64Array): void {
    const { width, tops } = this
    for (let x = 0; x < values.length; x += 1) {
      let largest = values[x]!
      for (let at = x * width; at < (x + 1) * width; at += 1) if (tops[at]! > largest) largest = tops[at]!
      values[x] = largest
    }
  }
}

/** Room for one table, kept from gene to gene since it is megabytes: a table holds until the next is made. */
let room: Record<'tops' | 'chains' | 'residues' | 'sums', Float64Array> | undefined

/** Arrays of at least `size`; all but `sums` are 0 up to there. */
function roomFor(size: number): NonNullable<typeof room> {
  if (room === undefined || room.tops.length < size) {
    const length = Math.ceil(1.25 * size)
    room = { tops: new Float64Array(length), chains: new Float64Array(length), residues: new Float64Array(length), sums: new Float64Array(length) }
  } else {
    room.tops.fill(0, 0, size)
    room.chains.fill(0, 0, size)
    room.residues.fill(0, 0, size)
  }
  return room
}
