import { genesPerBlock } from '../../native/gene-blocks.ts'
import { DatabaseError } from '../store/database-error.ts'
import type { GenomeStore } from '../store/genome-store.ts'
import type { ProbeKey, ProbeStore } from '../store/probe-store.ts'

/** Genes of the largest genome that is looked through: a start is not to wait for it. */
const mostGenes = 4096

/** A block of a genome that has the texts of a block of another one. */
export interface SharedBlock {
  readonly genomeId: string
  /** Index of its first gene in that genome, and in this one. */
  readonly from: number
  readonly to: number
  readonly genes: number
}

/**
 * The blocks that a genome shares with others: the same texts in the same order. What shares a batch can change the
 * last bits of a result, so single genes that are alike do not count.
 */
export function sharedBlocks(genomes: Pick<GenomeStore, 'list' | 'texts'>, genomeId: string): SharedBlock[] {
  const starts = new Map(blocksOf(genomes.texts(genomeId)).map(({ text, from, genes }) => [text, { from, genes }]))
  return genomes
    .list()
    .filter(({ id, genes }) => id !== genomeId && genes <= mostGenes)
    .flatMap(({ id }) =>
      blocksOf(soundTexts(genomes, id)).flatMap(({ text, from }) => {
        const same = starts.get(text)
        return same === undefined ? [] : [{ genomeId: id, from, to: same.from, genes: same.genes }]
      }),
    )
}

/**
 * Stores for a probe what the same model has given for shared blocks in probes with other genomes under the same
 * settings, so that nothing is evaluated twice.
 */
export function takeSharedGenes(probes: ProbeStore, key: ProbeKey, shared: readonly SharedBlock[]): void {
  const sources = shared.flatMap((block) => {
    const source = probes.idOf({ ...key, genomeId: block.genomeId })
    return source === undefined ? [] : [{ source, ...block }]
  })
  if (sources.length === 0) return
  probes.inOneStep(() => {
    for (const { source, from, to, genes } of sources) {
      if (!probes.hasGenes(source, from, genes)) continue
      probes.copyGenes(source, probes.open(key), from, to, genes)
    }
  })
}

/** The texts of a genome; none where they are damaged, which whoever needs that genome is told. */
function soundTexts(genomes: Pick<GenomeStore, 'texts'>, genomeId: string): readonly string[] {
  try {
    return genomes.texts(genomeId)
  } catch (error) {
    if (error instanceof DatabaseError) return []
    throw error
  }
}

function blocksOf(
  texts: readonly string[],
): { readonly text: string; readonly from: number; readonly genes: number }[] {
  return Array.from({ length: Math.ceil(texts.length / genesPerBlock) }, (_, block) => {
    const from = block * genesPerBlock
    const genes = texts.slice(from, from + genesPerBlock)
    return { text: JSON.stringify(genes), from, genes: genes.length }
  })
}
