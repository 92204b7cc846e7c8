import { blockOf } from '../../native/gene-blocks.ts'

/** Crashes in a row, without a gene finished between them, after which a probe is given up. */
export const crashesInARow = 6
/** Crashes with a gene in flight after which the gene is set aside. */
export const crashesPerGene = 2

/**
 * Which genes were in flight when the inference process died. Up to 32 genes share a block, which is tried twice as a whole: a crash
 * from outside, such as a kill, then leaves no trace in the numbers. After that its genes are suspects and are probed one at a time:
 * a crash with one gene in flight names its cause.
 */
export class CrashRecord {
  private readonly counts = new Map<number, number>()
  private readonly suspected = new Set<number>()
  private row = 0
  private asideInRow: number[] = []

  /** Notes a crash; answers the gene to set aside, if it is clear which. `certain`: the process refused the gene and would again. */
  crashed(inFlight: readonly number[], certain: boolean): number | undefined {
    this.row += 1
    for (const gene of inFlight) {
      this.counts.set(gene, (this.counts.get(gene) ?? 0) + 1)
      if ((this.counts.get(gene) ?? 0) >= crashesPerGene) this.suspected.add(gene)
    }
    const [only] = inFlight
    if (only === undefined || inFlight.length > 1) return undefined
    if (!certain && (this.counts.get(only) ?? 0) < crashesPerGene) return undefined
    this.asideInRow.push(only)
    return only
  }

  finished(gene: number): void {
    this.row = 0
    this.asideInRow = []
    this.suspected.delete(gene)
  }

  /** Crashes since the last gene that was finished. */
  get inARow(): number {
    return this.row
  }

  /** Genes set aside since then. Where nothing works at all, they are not to blame. */
  get setAsideInARow(): readonly number[] {
    return this.asideInRow
  }

  isSuspect(gene: number): boolean {
    return this.suspected.has(gene)
  }
}

/**
 * The genes to send next: the first block (see native/gene-blocks.ts) with a missing gene that is not a suspect, as a whole but for
 * suspects and genes that were set aside; then the suspects, one at a time. Genes of the block that are stored are sent again, so
 * that what shares a batch does not depend on when a probe was interrupted before.
 */
export function nextBlock(missing: readonly number[], setAside: readonly number[], genes: number, crashes: CrashRecord): number[] {
  const first = missing.find((gene) => !crashes.isSuspect(gene))
  if (first === undefined) return missing.slice(0, 1)
  const aside = new Set(setAside)
  return blockOf(first, genes).filter((gene) => !aside.has(gene) && !crashes.isSuspect(gene))
}
