import { expect, test } from 'vitest'
import { itemBlocks, itemsPerBlock } from '../../../native/scoring/item-blocks.ts'

const blocks = (indices: readonly number[]): number[][] =>
  itemBlocks(indices.map((index) => ({ index }))).map((block) => block.map(({ index }) => index))

test('items share a block by their index alone, whichever of them are asked for', () => {
  expect(blocks([])).toEqual([])
  expect(blocks([0, 1, itemsPerBlock - 1, itemsPerBlock, 5 * itemsPerBlock + 2])).toEqual([
    [0, 1, itemsPerBlock - 1],
    [itemsPerBlock],
    [5 * itemsPerBlock + 2],
  ])
  expect(() => blocks([itemsPerBlock, 0])).toThrow('expected ascending indices, found 0 after block 1')
})
