import { blockOf } from '../../native/gene-blocks.ts'
import type { LoadSettings } from '../../native/schemas/load-settings.ts'
import { isNoiseGene } from '../../native/source/engine-noise.ts'
import { agreementsIn } from '../jobs/agreements.ts'
import { type EvaluatedFiles, type ProcessSettings, runBlocks } from '../jobs/run-blocks.ts'
import type { ProbeKey, ProbeStore } from '../store/probe-store.ts'

export interface ProbeRun {
  readonly key: ProbeKey
  readonly files: EvaluatedFiles
  readonly texts: readonly string[]
  readonly load: LoadSettings
  readonly probes: ProbeStore
  readonly process: ProcessSettings
  /** Called for each gene that has landed and is to be stored, with its nodes. */
  readonly onGene: (nodes: number) => void
  /** Called before each block with the nodes of the genes that are stored. */
  readonly onStored: (nodes: number) => void
  readonly onSetAside: () => void
}

/** Probes the genes that are missing; see runBlocks. Throws JobFailure, and the signal's reason on abort. */
export function runProbe(run: ProbeRun): Promise<'done' | 'paused'> {
  const { probes, key, texts } = run
  return runBlocks({
    process: run.process,
    piece: 'gene',
    stage: 'probe',
    files: run.files,
    load: { ...run.load, longestText: texts.reduce((longest, text) => Math.max(longest, Buffer.byteLength(text)), 1) },
    agreements: () => agreementsIn(probes.environments(key.modelId)),
    settled: () => {
      const stored = probes.find(key)
      run.onStored(stored?.nodes ?? 0)
      return {
        missing: probes.missing(stored?.id, texts.length),
        unmeasured: stored?.unmeasured ?? [],
        setAside: stored?.setAside ?? [],
        asideReasons: stored?.asideReasons ?? [],
        done: stored?.done ?? 0,
      }
    },
    blockOf: (gene) => blockOf(gene, texts.length),
    evaluate: async (inference, genes, { signal, silence, land, note }) => {
      const addNoise = (index: number, totalVariation: number | null): void => {
        note(() => {
          probes.addNoise(probes.open(key), index, totalVariation)
        })
      }
      const measured = new Set<number>()
      await inference.probe(
        genes.map((index) => ({ index, text: texts[index]! })),
        key.settings,
        {
          signal,
          ...(silence === undefined ? {} : { silence }),
          onNoise: (index, totalVariation) => {
            measured.add(index)
            addNoise(index, totalVariation)
          },
          onGene: (index, record) => {
            const isNew = land(index, (environment, milliseconds) => {
              probes.addGene(probes.open(key), index, record, environment, milliseconds)
            })
            if (isNew) run.onGene(record.summary.nodes)
          },
        },
      )
      // The process has tried.
      for (const index of genes) if (isNoiseGene(index) && !measured.has(index)) addNoise(index, null)
    },
    inOneStep: (work) => {
      probes.inOneStep(work)
    },
    setAside: (gene, failure, message) => {
      probes.setAside(probes.open(key), gene, failure, message)
      run.onSetAside()
    },
    leaveUnmeasured: (genes) => {
      for (const gene of genes) probes.addNoise(probes.open(key), gene, null)
    },
    takeBack: (genes) => {
      probes.takeBack(probes.open(key), genes)
    },
  })
}
