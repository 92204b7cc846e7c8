import { loadavg } from 'node:os'
import { decodeGeneResult } from '../core/population/population-codec.ts'
import type { GeneResult } from '../core/population/population.ts'
import { expandGenes, type ThreadedSource } from '../native/expansion/expand-genes.ts'
import type { ProbeSettings } from '../core/population/probe-settings.ts'
import type { Precision } from '../native/schemas/load-settings.ts'
import { startAttachedRuntime } from '../native/llama/attached-runtime.ts'
import { openDirectSource } from '../native/source/open-direct-source.ts'
import { openPublicSource } from '../native/source/public-source.ts'
import { DecodeRecorder, type Recording } from './decode-recorder.ts'
import { evaluatedFile } from './evaluated-file.ts'
import { median } from '../core/statistics/median.ts'
import { processorTime } from './processor-time.ts'
import { relativeBound } from './relative-bound.ts'

export interface ProbeSpeedOptions {
  readonly model: string
  readonly genes: readonly string[]
  /** How many of the genes the public source gets; 0 leaves it out. */
  readonly publicGenes: number
  readonly settings: ProbeSettings
  readonly threads: number | undefined
  readonly precision: Precision
  /** Whole probes and replays, one after the other. */
  readonly repeats: number
}

export interface SourceSpeed {
  readonly genes: number
  readonly nodesPerGene: number
  readonly evaluatedTokens: number
  readonly milliseconds: number
  readonly tokensPerSecond: number
}

export interface ProbeSpeed {
  readonly model: string
  readonly precision: Precision
  readonly threads: number
  readonly batchTokens: number
  readonly vocabulary: number
  readonly settings: ProbeSettings
  readonly direct: SourceSpeed
  /** Mean bound of a gene, and the sum of the bounds over that of the resolved squares. */
  readonly bounds: { readonly mean: number; readonly relative: number }
  /** The decodes of the direct source's probe, made again with nothing else. */
  readonly raw: {
    readonly decodes: number
    readonly outputs: number
    readonly milliseconds: number
    readonly tokensPerSecond: number
  }
  readonly public?: SourceSpeed
  /**
   * Tokens per second of the direct source's whole probe over those of the raw decodes; median of the pairs of runs.
   */
  readonly ratio: number
  readonly ratios: readonly number[]
  /**
   * The same by processor time in place of the clock: other processes do not disturb it, and an idle core does not
   * help.
   */
  readonly processorRatio: number
  readonly load: { readonly before: readonly number[]; readonly after: readonly number[] }
}

const longestOf = (genes: readonly string[]): number =>
  genes.reduce((longest, text) => Math.max(longest, Buffer.byteLength(text)), 1)

interface Run {
  readonly milliseconds: number
  readonly processor: number
  readonly records: readonly Uint8Array[]
}

async function probeOnce(source: ThreadedSource, genes: readonly string[], settings: ProbeSettings): Promise<Run> {
  const records: Uint8Array[] = []
  const started = performance.now()
  const processor = processorTime()
  await expandGenes(
    source,
    genes.map((text, index) => ({ index, text })),
    settings,
    { onGene: (index, record) => (records[index] = record) },
  )
  const [milliseconds, used] = [performance.now() - started, processorTime() - processor]
  return { milliseconds, processor: used, records }
}

function speedOf(genes: number, nodes: number, evaluatedTokens: number, milliseconds: number): SourceSpeed {
  return {
    genes,
    nodesPerGene: nodes / genes,
    evaluatedTokens,
    milliseconds,
    tokensPerSecond: (1000 * evaluatedTokens) / milliseconds,
  }
}

/** To be asked when all is measured: decoded results are a large heap, which the collector goes through. */
const resultsOf = ({ records }: Run): GeneResult[] => records.map((record) => decodeGeneResult(record))

const boundOf = (results: readonly GeneResult[]): number => results.reduce((sum, { bound }) => sum + bound, 0)

const nodesOf = (results: readonly GeneResult[]): number => results.reduce((sum, { nodes }) => sum + nodes, 0)

/**
 * Evaluated tokens per second of a whole probe, of both sources, beside the rate of the direct source's decodes alone.
 * Runs and replays alternate, so that other load on the machine meets both. Tokens are those decoded: the direct source
 * keeps branches, the public one evaluates each path anew.
 */
export async function probeSpeed(options: ProbeSpeedOptions): Promise<ProbeSpeed> {
  const { model, genes, publicGenes, settings, repeats, precision } = options
  const before = loadavg()
  const load = {
    gpu: 'auto' as const,
    longestText: longestOf(genes),
    ...(options.threads === undefined ? {} : { threads: options.threads }),
  }
  const recorder = new DecodeRecorder()
  await startAttachedRuntime('auto', undefined)
  const file = await evaluatedFile(model, precision)
  const { source } = await openDirectSource(file.path, load, {}, recorder.observe)
  const { threads, batchTokens } = source.environment
  const probes: number[] = []
  const replays: number[] = []
  const processorRatios: number[] = []
  let recording: Recording
  let first: Run
  try {
    recorder.start()
    // The first run fills tables and caches.
    first = await probeOnce(source, genes, settings)
    recording = recorder.stop()
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const before = processorTime()
      replays.push(recorder.replay(recording))
      const replayed = processorTime() - before
      const { milliseconds, processor } = await probeOnce(source, genes, settings)
      probes.push(milliseconds)
      processorRatios.push(replayed / processor)
    }
  } finally {
    await source.close()
    file.release()
  }
  const results = resultsOf(first)
  const milliseconds = median(replays)
  const ratios = probes.map((whole, index) => replays[index]! / whole)
  return {
    model,
    precision,
    threads,
    batchTokens,
    vocabulary: source.vocabulary.size,
    settings,
    bounds: { mean: boundOf(results) / results.length, relative: relativeBound(results) },
    direct: speedOf(genes.length, nodesOf(results), recording.tokens, median(probes)),
    raw: {
      decodes: recording.decodes,
      outputs: recording.outputs,
      milliseconds,
      tokensPerSecond: (1000 * recording.tokens) / milliseconds,
    },
    ...(publicGenes === 0
      ? {}
      : { public: await publicSpeed(file.path, genes.slice(0, publicGenes), settings, { ...load, threads }) }),
    ratio: median(ratios),
    ratios,
    processorRatio: median(processorRatios),
    load: { before, after: loadavg() },
  }
}

async function publicSpeed(
  model: string,
  genes: readonly string[],
  settings: ProbeSettings,
  load: Parameters<typeof openPublicSource>[1],
): Promise<SourceSpeed> {
  const source = await openPublicSource(model, load)
  try {
    const run = await probeOnce(source, genes, settings)
    const results = resultsOf(run)
    const tokens = results.reduce((sum, { evaluatedTokens }) => sum + evaluatedTokens, 0)
    return speedOf(genes.length, nodesOf(results), tokens, run.milliseconds)
  } finally {
    await source.close()
  }
}
