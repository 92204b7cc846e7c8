import { summaryOf } from '../../core/population/population-codec.ts'
import { blockOf } from '../../native/gene-blocks.ts'
import type { LoadSettings } from '../../native/load-settings.ts'
import { agreementsIn } from '../jobs/agreements.ts'
import { type ProcessSettings, runBlocks } from '../jobs/run-blocks.ts'
import type { ProbeKey, ProbeStore } from '../store/probe-store.ts'

export interface ProbeRun {
  readonly key: ProbeKey
  /** Path of the model's file (of its first part). */
  readonly path: string
  readonly texts: readonly string[]
  readonly load: LoadSettings
  readonly probes: ProbeStore
  readonly process: ProcessSettings
  /** Called after a gene was committed, with its nodes. */
  readonly onGene: (nodes: number) => void
  readonly onSetAside: () => void
}

/** Probes the genes that are missing; see runBlocks. Throws JobFailure, and the signal's reason on abort. */
export function runProbe(run: ProbeRun): Promise<'done' | 'paused'> {
  const { probes, key, texts } = run
  return runBlocks({
    process: run.process,
    piece: 'gene',
    stage: 'probe',
    path: run.path,
    load: { ...run.load, longestText: texts.reduce((longest, text) => Math.max(longest, Buffer.byteLength(text)), 1) },
    agreements: () => agreementsIn(probes.environments(key.modelId)),
    settled: () => {
      const stored = probes.find(key)
      return { missing: probes.missing(stored?.id, texts.length), setAside: stored?.setAside ?? [], asideReasons: stored?.asideReasons ?? [], done: stored?.done ?? 0 }
    },
    blockOf: (gene) => blockOf(gene, texts.length),
    evaluate: (inference, genes, { signal, silence, land, note }) =>
      inference.probe(
        genes.map((index) => ({ index, text: texts[index]! })),
        key.settings,
        {
          signal,
          ...(silence === undefined ? {} : { silence }),
          onNoise: (index, totalVariation) => {
            note(() => {
              probes.addNoise(probes.open(key), index, totalVariation)
            })
          },
          onGene: (index, record) => {
            land(index, (environment, milliseconds) => {
              probes.addGene(probes.open(key), index, record, environment, milliseconds)
              run.onGene(summaryOf(record).nodes)
            })
          },
        },
      ),
    setAside: (gene, failure, message) => {
      probes.setAside(probes.open(key), gene, failure, message)
      run.onSetAside()
    },
    takeBack: (genes) => {
      probes.takeBack(probes.open(key), genes)
    },
  })
}
