import { ChildTable } from '../population/child-table.ts'
import type { PopulationEntries, SortedEntries } from '../population/sorted-entries.ts'

/**
 * One model's population of a gene, with alleles and prefixes as numbers that all models share. In the order of the
 * entries.
 */
export interface NumberedPopulation {
  readonly alleles: Int32Array
  readonly mass: Float64Array
  /** The prefixes that hold residue; the empty prefix, number 0, comes first whether it holds any or not. */
  readonly prefixes: Int32Array
  readonly residue: Float64Array
}

/**
 * One gene in several models. Prefixes are those where some model holds residue, and the empty one; all others tell
 * nothing that the next shorter of these does not.
 */
export interface SharedGene {
  readonly models: readonly NumberedPopulation[]
  readonly alleleCount: number
  readonly prefixCount: number
  /**
   * Per prefix the longest shorter one that it begins with, which has a lower number; 0 for the empty prefix itself.
   */
  readonly above: Int32Array
  /** Per allele the longest prefix that it begins with; an end allele may be that prefix. */
  readonly under: Int32Array
}

/** Gives the texts of all populations numbers. */
export function sharedGene(populations: readonly PopulationEntries[]): SharedGene {
  const nodes = new ByteNodes(nodeTable)
  const alleleNodes = populations.map(({ alleles }) => nodes.of(alleles))
  const prefixNodes = populations.map(({ residue }) => nodes.of(residue))
  const { count, parent } = nodes

  // Numbers rise with those of the nodes, so a shorter prefix comes first.
  const isPrefix = new Uint8Array(count)
  isPrefix[0] = 1
  for (const list of prefixNodes) for (const node of list) isPrefix[node] = 1
  const nearest = new Int32Array(count)
  const numbers = new Int32Array(count)
  const above = new Int32Array(count)
  let prefixCount = 1
  for (let node = 1; node < count; node += 1) {
    const over = nearest[parent[node]!]!
    if (isPrefix[node] === 0) nearest[node] = over
    else {
      above[prefixCount] = over
      nearest[node] = numbers[node] = prefixCount
      prefixCount += 1
    }
  }

  // The same text is another allele where it is an end allele.
  const alleleNumbers = new Int32Array(2 * count).fill(-1)
  const under = new Int32Array(alleleNodes.reduce((sum, { length }) => sum + length, 0))
  let alleleCount = 0
  const models = populations.map(({ alleles, residue }, model): NumberedPopulation => {
    const ofAlleles = alleleNodes[model]!
    for (let index = 0; index < ofAlleles.length; index += 1) {
      const node = ofAlleles[index]!
      const mark = alleles.marks[index]!
      const at = 2 * node + mark
      if (alleleNumbers[at] === -1) {
        under[alleleCount] = nearest[mark === 1 || node === 0 ? node : parent[node]!]!
        alleleNumbers[at] = alleleCount
        alleleCount += 1
      }
      ofAlleles[index] = alleleNumbers[at]!
    }
    const nodesOfPrefixes = prefixNodes[model]!
    // The empty prefix is added where it holds nothing.
    const added = nodesOfPrefixes[0] === 0 ? 0 : 1
    const prefixes = new Int32Array(nodesOfPrefixes.length + added)
    for (let index = 0; index < nodesOfPrefixes.length; index += 1)
      prefixes[index + added] = numbers[nodesOfPrefixes[index]!]!
    const masses = new Float64Array(prefixes.length)
    masses.set(residue.p.subarray(0, residue.count), added)
    return { alleles: ofAlleles, mass: alleles.p.subarray(0, alleles.count), prefixes, residue: masses }
  })
  return {
    models,
    alleleCount,
    prefixCount,
    above: above.subarray(0, prefixCount),
    under: under.subarray(0, alleleCount),
  }
}

/** Kept from gene to gene: it has grown to what a gene of these models takes. */
const nodeTable = new ChildTable()

/**
 * Numbers texts as nodes of a tree of their bytes; 0 is the empty text, and what a text begins with has a lower number.
 */
class ByteNodes {
  readonly #table: ChildTable

  /** @param table a table that is in no other use */
  constructor(table: ChildTable) {
    this.#table = table
    this.#table.clear()
    this.#table.numberOf(-1, -1)
  }

  get count(): number {
    return this.#table.count
  }

  /** Per node that of the text without its last byte. */
  get parent(): Int32Array {
    return this.#table.parent
  }

  /** The nodes of texts that are in order: what a text shares with the one before is not looked up again. */
  of({ count, bytes, ends }: SortedEntries): Int32Array {
    const nodes = new Int32Array(count)
    let path = new Int32Array(64)
    let before = 0
    let start = 0
    for (let index = 0; index < count; index += 1) {
      const end = ends[index]!
      const length = end - start
      if (length >= path.length) {
        const longer = new Int32Array(2 * length)
        longer.set(path)
        path = longer
      }
      let at = 0
      while (at < length && before + at < start && bytes[start + at] === bytes[before + at]) at += 1
      for (; at < length; at += 1) path[at + 1] = this.#table.numberOf(path[at]!, bytes[start + at]!)
      nodes[index] = path[length]!
      before = start
      start = end
    }
    return nodes
  }
}
