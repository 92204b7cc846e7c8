/**
 * Items of a benchmark that may share a batch: those whose index divided by this is the same. What shares a batch can
 * change the last bits of a result, so it must follow from the items alone; whoever asks for a part of a benchmark asks
 * for whole blocks.
 */
export const itemsPerBlock = 64

/** Number of the block that an item is in. */
export function blockOfItem(index: number): number {
  return Math.floor(index / itemsPerBlock)
}

/** Items in their blocks, blocks and items in the order given; items of a block must stand together. */
export function itemBlocks<T extends { readonly index: number }>(items: readonly T[]): T[][] {
  const blocks: T[][] = []
  let current = -1
  for (const item of items) {
    const block = blockOfItem(item.index)
    if (block < current)
      throw new RangeError(`Items: expected ascending indices, found ${item.index} after block ${current}`)
    if (block > current) blocks.push([])
    current = block
    blocks.at(-1)!.push(item)
  }
  return blocks
}
