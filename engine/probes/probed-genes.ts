import { blockOf } from '../../native/gene-blocks.ts'
import type { Inference } from '../../native/process/inference.ts'
import type { Agreement, LoadSettings } from '../../native/schemas/load-settings.ts'
import type { SourceEnvironment } from '../../native/schemas/source-environment.ts'
import { isNoiseGene } from '../../native/source/engine-noise.ts'
import { agreementsIn } from '../jobs/agreements.ts'
import type { BlockResults } from '../jobs/block-results.ts'
import type { Pieces, Settled } from '../jobs/pieces.ts'
import type { ProbeKey, ProbeStore } from '../store/probe-store.ts'

type GeneRecord = Parameters<ProbeStore['addGene']>[2]

/** The genes of a probe, as the pieces of a job. */
export class ProbedGenes implements Pieces<GeneRecord> {
  readonly noun = 'gene'
  readonly stage = 'probe'
  readonly load: LoadSettings & { readonly longestText: number }
  private readonly key: ProbeKey
  private readonly texts: readonly string[]
  private readonly probes: ProbeStore
  private readonly facts: { nodes: number }

  /**
   * @param texts of all genes of the genome, in order
   * @param facts gets the nodes of the genes that are stored or have landed
   */
  constructor(
    key: ProbeKey,
    texts: readonly string[],
    load: LoadSettings,
    probes: ProbeStore,
    facts: { nodes: number },
  ) {
    this.key = key
    this.texts = texts
    this.probes = probes
    this.facts = facts
    this.load = { ...load, longestText: texts.reduce((longest, text) => Math.max(longest, Buffer.byteLength(text)), 1) }
  }

  agreements(): Agreement[] {
    return agreementsIn(this.probes.environments(this.key.modelId))
  }

  settled(): Settled {
    const stored = this.probes.find(this.key)
    this.facts.nodes = stored?.nodes ?? 0
    return {
      missing: this.probes.missing(stored?.id, this.texts.length),
      unmeasured: stored?.unmeasured ?? [],
      setAside: stored?.setAside ?? [],
      tooLong: stored === undefined ? 0 : this.probes.setAsideBy(stored.id, 'text-too-long'),
      asideReasons: stored?.asideReasons ?? [],
      done: stored?.done ?? 0,
    }
  }

  blockOf(gene: number): readonly number[] {
    return blockOf(gene, this.texts.length)
  }

  async evaluate(
    inference: Inference,
    genes: readonly number[],
    results: BlockResults<GeneRecord>,
    limits: { readonly signal: AbortSignal; readonly silence?: number },
  ): Promise<void> {
    let opened = 0
    await inference.probe(
      genes.map((index) => ({ index, text: this.texts[index]! })),
      this.key.settings,
      {
        ...limits,
        onOpened: (genesBegun) => {
          opened += genesBegun.length
        },
        // After a round, so the texts that were opened before it are evaluated.
        onProgress: ({ genes: ended }) => {
          results.worked(opened, ended)
        },
        onRefused: (index, refusal) => {
          results.refuse(index, refusal)
        },
        onNoise: (index, totalVariation) => {
          results.addNoise(index, totalVariation)
        },
        onGene: (index, record) => {
          if (results.isWanted(index)) this.facts.nodes += record.summary.nodes
          results.land(index, record)
        },
      },
    )
    // The process has tried.
    const measured = new Set(results.noise.map(({ piece }) => piece))
    for (const index of genes)
      if (isNoiseGene(index) && results.landed.has(index) && !measured.has(index)) results.addNoise(index, null)
  }

  store({ results, noise }: BlockResults<GeneRecord>, environment: SourceEnvironment): void {
    const { probes, key } = this
    probes.inOneStep(() => {
      const probeId = probes.open(key)
      for (const { piece, result, milliseconds } of results)
        probes.addGene(probeId, piece, result, environment, milliseconds)
      for (const { piece, totalVariation } of noise) probes.addNoise(probeId, piece, totalVariation)
    })
  }

  setAside(gene: number, failure: string, message: string): void {
    this.probes.setAside(this.probes.open(this.key), gene, failure, message)
  }

  leaveUnmeasured(genes: readonly number[]): void {
    for (const gene of genes) this.probes.addNoise(this.probes.open(this.key), gene, null)
  }

  takeBack(genes: readonly number[]): void {
    this.probes.takeBack(this.probes.open(this.key), genes)
  }
}
