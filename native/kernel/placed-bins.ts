import { binKinds, type TokenBins } from '../../core/population/token-bins.ts'
import type { KernelMemory } from './kernel-memory.ts'

/** A table of bins in a kernel's memory: its arrays are views of that memory. Addresses in bytes. */
export interface PlacedBins extends TokenBins {
  /** Largest depth of a bin, and of one of kind `prefix`. */
  readonly deepest: number
  readonly deepestPrefix: number
  readonly addresses: {
    readonly binOf: number
    /** Per bin itself, or the bin above that is short enough for rare tokens. */
    readonly coarse: number
    /** Per bin the bin above, its depth and its kind, as the kernel takes them. */
    readonly positions: number
  }
  /** The tokens bin by bin (`order`), and each bin's first position among them; made when first asked for. */
  sorted(): { readonly order: number; readonly starts: number }
}

/** Where a table is, in 32-bit integers. */
const fields = [
  'size',
  'count',
  'deepest',
  'deepestPrefix',
  'binOf',
  'coarse',
  'positions',
  'above',
  'character',
  'kind',
  'depth',
  'order',
  'starts',
] as const
type Placement = { [Field in (typeof fields)[number]]: number }

/** Bytes of a position; see the AssemblyScript source. */
const positionBytes = 8
/** Rare tokens are added to a prefix this many characters shorter than an allele, but of at least one. */
const coarser = 2
const leastDepth = 1

/** Copies a table of bins into a memory; returns the address of its record, for `placedBins`. */
export function placeBins(memory: KernelMemory, { count, above, character, depth, kind, binOf }: TokenBins): number {
  const bytes = (array: Uint8Array): number => {
    const address = memory.allocate(array.length)
    new Uint8Array(memory.buffer, address, array.length).set(array)
    return address
  }
  const integers = (array: Int32Array): number =>
    bytes(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))

  const characters = depth.reduce(
    (most, length, bin) => (kind[bin] === binKinds.end ? most : Math.max(most, length)),
    0,
  )
  const most = Math.max(leastDepth, characters - coarser)
  const coarse = new Int32Array(count)
  for (let bin = 1; bin < count; bin += 1) coarse[bin] = depth[bin]! <= most ? bin : coarse[above[bin]!]!

  const positions = memory.allocate(positionBytes * count)
  const aboves = new Int32Array(memory.buffer, positions, 2 * count)
  const facts = new Uint8Array(memory.buffer, positions, positionBytes * count)
  for (let bin = 0; bin < count; bin += 1) {
    aboves[2 * bin] = above[bin]!
    facts[positionBytes * bin + 4] = depth[bin]!
    facts[positionBytes * bin + 5] = kind[bin]!
  }
  // Sorted when asked for: room that nothing is written to takes no memory.
  const order = memory.allocate(4 * binOf.length)
  const starts = memory.allocate(4 * (count + 1))
  const placement: Placement = {
    size: binOf.length,
    count,
    deepest: depth.reduce((largest, length) => Math.max(largest, length), 0),
    deepestPrefix: depth.reduce(
      (largest, length, bin) => (kind[bin] === binKinds.prefix ? Math.max(largest, length) : largest),
      0,
    ),
    binOf: integers(binOf),
    coarse: integers(coarse),
    positions,
    above: integers(above),
    character: integers(character),
    kind: bytes(kind),
    depth: bytes(depth),
    order,
    starts,
  }
  return integers(Int32Array.from(fields, (field) => placement[field]))
}

/** The table whose record is at an address. */
export function placedBins(memory: KernelMemory, address: number): PlacedBins {
  const values = new Int32Array(memory.buffer, address, fields.length)
  const placement = Object.fromEntries(fields.map((field, index) => [field, values[index]!])) as Placement
  const { size, count, deepest, deepestPrefix, binOf, coarse, positions, order, starts } = placement
  const table = {
    count,
    deepest,
    deepestPrefix,
    kind: new Uint8Array(memory.buffer, placement.kind, count),
    above: new Int32Array(memory.buffer, placement.above, count),
    character: new Int32Array(memory.buffer, placement.character, count),
    depth: new Uint8Array(memory.buffer, placement.depth, count),
    binOf: new Int32Array(memory.buffer, binOf, size),
    addresses: { binOf, coarse, positions },
  }
  const firsts = new Int32Array(memory.buffer, starts, count + 1)
  const tokens = new Int32Array(memory.buffer, order, size)
  return {
    ...table,
    sorted() {
      // The last entry tells that it is done: all tokens stand before it.
      if (Atomics.load(firsts, count) === 0) sortTokens(table.binOf, firsts, tokens)
      return { order, starts }
    },
  }
}

/** Writes the tokens bin by bin, and where each bin's begin. Threads that do this at the same time write the same. */
function sortTokens(binOf: Int32Array, firsts: Int32Array, tokens: Int32Array): void {
  const starts = new Int32Array(firsts.length)
  for (const bin of binOf) starts[bin + 1]! += 1
  for (let bin = 1; bin < starts.length; bin += 1) starts[bin]! += starts[bin - 1]!
  const next = starts.slice()
  for (const [token, bin] of binOf.entries()) {
    tokens[next[bin]!] = token
    next[bin]! += 1
  }
  firsts.set(starts.subarray(0, -1))
  Atomics.store(firsts, firsts.length - 1, starts.at(-1)!)
}
