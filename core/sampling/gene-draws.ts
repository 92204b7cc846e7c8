import { seededGenerator } from '../random/seeded-generator.ts'

/**
 * Genes of bootstrap replicates (Efron 1979; for trees Felsenstein 1985): each draws `geneCount` genes with
 * replacement, as indices into the genome. The draws come from one sfc32 stream, so the first replicates are the same
 * however many follow. Lazy: the caller may pause between two. The array is reused: do not keep it.
 *
 * @param geneCount at least 1
 * @param replicates 0 or more
 * @param seed integer in 0 .. 2^53 - 1
 */
export function* geneDraws(geneCount: number, replicates: number, seed: number): Generator<Int32Array, void, void> {
  if (!Number.isInteger(geneCount) || geneCount < 1)
    throw new RangeError(`Bootstrap: expected at least one gene, found ${geneCount}`)
  if (!Number.isInteger(replicates) || replicates < 0)
    throw new RangeError(`Bootstrap: expected a number of replicates of 0 or more, found ${replicates}`)
  const generator = seededGenerator(seed)
  const genes = new Int32Array(geneCount)
  for (let replicate = 0; replicate < replicates; replicate++) {
    for (let i = 0; i < geneCount; i++) genes[i] = generator.integer(geneCount)
    yield genes
  }
}
