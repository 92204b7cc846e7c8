import { loadavg } from 'node:os'
import { decodeGeneResult } from '../core/population/population-codec.ts'
import type { GenePopulation, GeneResult, StripRule } from '../core/population/population.ts'
import { seededGenerator, type SeededGenerator } from '../core/random/seeded-generator.ts'
import { similarityTerms } from './terms-in-memory.ts'
import { expandGenes } from '../native/expansion/expand-genes.ts'
import type { Precision } from '../native/schemas/load-settings.ts'
import { defaultProbeSettings } from '../core/population/probe-settings.ts'
import { openSource } from '../native/process/open-source.ts'
import { relativeBound } from './relative-bound.ts'
import {
  exactTerms,
  type GeneTerms,
  pooledSimilarity,
  type ResolvedGene,
  resolvedPair,
  sampledTerms,
} from './sampled-similarity.ts'

export interface ExactnessOptions {
  readonly models: readonly [string, string]
  readonly genes: readonly string[]
  readonly temperatures: readonly number[]
  readonly strip: StripRule
  readonly tolerances: readonly number[]
  /** Tolerance of the run that the others are measured against. */
  readonly fine: number
  readonly samples: readonly number[]
  /** Random choices of genes, each with draws of its own. */
  readonly replicates: number
  /** What is evaluated of the weights; the noise of quantized weights is of the size of the errors measured here. */
  readonly precision: Precision
  readonly threads: number | undefined
}

/** The error of one way to estimate S. */
export interface MethodError {
  readonly method: string
  /** After the gene's own tokens. */
  readonly tokensPerGene: number
  readonly nodesPerGene?: number
  /** Root mean square error of S by number of genes. */
  readonly error: readonly { readonly genes: number; readonly rms: number }[]
}

export interface Exactness {
  readonly models: readonly string[]
  readonly strip: StripRule
  readonly fine: number
  readonly replicates: number
  readonly temperatures: readonly {
    readonly temperature: number
    /** S of the fine run, and the largest relative bound of its two sums of squares. */
    readonly similarity: number
    readonly fineRelativeBound: number
    readonly fineNodesPerGene: number
    readonly methods: readonly MethodError[]
  }[]
  readonly load: { readonly before: readonly number[]; readonly after: readonly number[] }
}

interface Probed {
  readonly results: readonly GeneResult[]
  /** Tokens evaluated after the gene's own, which sampling has to evaluate too. */
  readonly tokensPerGene: number
  readonly nodesPerGene: number
}

/** Tokens that sampling takes for one draw, as published: at most five. */
const tokensPerDraw = 5
/** Numbers of genes that errors are given for, as far as there are so many. */
const geneCounts = [16, 32, 64, 128]

/** Every model at every temperature and tolerance, the fine one last; the model is loaded once. */
async function probeAll(model: string, options: ExactnessOptions): Promise<Probed[][]> {
  const { genes, temperatures, strip, tolerances, fine, precision, threads } = options
  const longestText = genes.reduce((longest, text) => Math.max(longest, Buffer.byteLength(text)), 1)
  const { source } = await openSource(
    model,
    { gpu: 'auto', longestText, precision, ...(threads === undefined ? {} : { threads }) },
    {},
  )
  try {
    const geneTokens = genes.reduce((sum, text) => sum + source.tokenize(text).length, 0)
    const all: Probed[][] = []
    for (const temperature of temperatures) {
      const row: Probed[] = []
      for (const tolerance of [...tolerances, fine]) {
        const results: GeneResult[] = []
        await expandGenes(
          source,
          genes.map((text, index) => ({ index, text })),
          { ...defaultProbeSettings, temperature, strip, tolerance },
          { onGene: (index, record) => (results[index] = decodeGeneResult(record)) },
        )
        const nodes = results.reduce((sum, result) => sum + result.nodes, 0)
        const tokens = results.reduce((sum, { evaluatedTokens }) => sum + evaluatedTokens, 0) - geneTokens
        row.push({ results, tokensPerGene: tokens / genes.length, nodesPerGene: nodes / genes.length })
      }
      all.push(row)
    }
    return all
  } finally {
    await source.close()
  }
}

/** Terms per gene as the program takes them for its estimate of S. */
function estimatedTerms(first: readonly GenePopulation[], second: readonly GenePopulation[]): GeneTerms[] {
  const { cross, self, genes } = similarityTerms([first, second])
  return Array.from({ length: genes }, (_, gene) => ({
    cross: cross[gene]!,
    first: self[gene]!,
    second: self[genes + gene]!,
  }))
}

/** `count` different numbers below `of`. */
function choose(count: number, of: number, generator: SeededGenerator): number[] {
  const numbers = Array.from({ length: of }, (_, index) => index)
  for (let slot = 0; slot < count; slot += 1) {
    const drawn = slot + Math.floor(generator.real() * (of - slot))
    const held = numbers[slot]!
    numbers[slot] = numbers[drawn]!
    numbers[drawn] = held
  }
  return numbers.slice(0, count)
}

function rms(errors: readonly number[]): number {
  return Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length)
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/**
 * Root mean square errors of Nei's pooled similarity of two models, over random choices of genes: of populations
 * estimated from samples (simulated from the resolved part of the fine run, against that same part) and of exact
 * expansion at several tolerances (against the fine run).
 */
export async function exactness(options: ExactnessOptions): Promise<Exactness> {
  const { models, genes, temperatures, strip, tolerances, fine, samples, replicates } = options
  const before = loadavg()
  const first = await probeAll(models[0], options)
  const second = await probeAll(models[1], options)
  const counts = geneCounts.filter((count) => count <= genes.length)
  if (counts.length === 0) counts.push(genes.length)

  const rows = temperatures.map((temperature, position) => {
    const pairs = [first[position]!, second[position]!] as const
    const [fineFirst, fineSecond] = [pairs[0].at(-1)!, pairs[1].at(-1)!]
    const terms = (index: number): GeneTerms[] => estimatedTerms(pairs[0][index]!.results, pairs[1][index]!.results)
    const fineTerms = terms(tolerances.length)
    const resolved = genes.map((_, gene): readonly [ResolvedGene, ResolvedGene] =>
      resolvedPair(fineFirst.results[gene]!, fineSecond.results[gene]!),
    )
    const truth = resolved.map((pair) => exactTerms(pair))

    const errorsOf = (
      estimate: (chosen: readonly number[], generator: SeededGenerator) => number,
    ): MethodError['error'] =>
      counts.map((count) => {
        const generator = seededGenerator(count)
        const errors = Array.from({ length: replicates }, () =>
          estimate(choose(count, genes.length, generator), generator),
        )
        return { genes: count, rms: rms(errors) }
      })
    const of = (all: readonly GeneTerms[], chosen: readonly number[]): number =>
      pooledSimilarity(chosen.map((gene) => all[gene]!))

    const sampled = samples.map(
      (count): MethodError => ({
        method: `${count} samples`,
        tokensPerGene: tokensPerDraw * count,
        error: errorsOf(
          (chosen, generator) =>
            pooledSimilarity(chosen.map((gene) => sampledTerms(resolved[gene]!, count, generator))) - of(truth, chosen),
        ),
      }),
    )
    const expanded = tolerances.map((tolerance, index): MethodError => {
      const estimated = terms(index)
      const probed = [pairs[0][index]!, pairs[1][index]!]
      return {
        method: `tolerance ${tolerance}`,
        tokensPerGene: meanOf(probed.map(({ tokensPerGene }) => tokensPerGene)),
        nodesPerGene: meanOf(probed.map(({ nodesPerGene }) => nodesPerGene)),
        error: errorsOf((chosen) => of(estimated, chosen) - of(fineTerms, chosen)),
      }
    })
    return {
      temperature,
      similarity: pooledSimilarity(fineTerms),
      fineRelativeBound: Math.max(relativeBound(fineFirst.results), relativeBound(fineSecond.results)),
      fineNodesPerGene: meanOf([fineFirst.nodesPerGene, fineSecond.nodesPerGene]),
      methods: [...sampled, ...expanded],
    }
  })
  return { models, strip, fine, replicates, temperatures: rows, load: { before, after: loadavg() } }
}
