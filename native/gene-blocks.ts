/**
 * Genes that may share a batch: those whose index divided by this is the same. What shares a batch can change the last
 * bits of a result, so it must follow from the genes alone; whoever asks for a part of a genome asks for whole blocks.
 */
export const genesPerBlock = 32

/** Texts a source holds open at once: the largest power of two up to `most` that divides a block, at least 1. */
export function textsPerBlock(most: number): number {
  return 2 ** Math.floor(Math.log2(Math.max(1, Math.min(genesPerBlock, most))))
}

/** Indices of the genes that share a block with gene `index`, in order, of a genome of `genes` genes. */
export function blockOf(index: number, genes: number): number[] {
  const first = index - (index % genesPerBlock)
  return Array.from({ length: Math.min(genesPerBlock, genes - first) }, (_, position) => first + position)
}
