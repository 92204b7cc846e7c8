import { appendFileSync, copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { scoreBenchmark } from '../core/benchmark/benchmark-score.ts'
import { promptChoiceScore } from '../core/benchmark/choice-score.ts'
import { encodeGeneResult, geneRecordOf } from '../core/population/population-codec.ts'
import type { GeneResult } from '../core/population/population.ts'
import { type SeededGenerator, seededGenerator } from '../core/random/seeded-generator.ts'
import { genomeDigest } from '../engine/genomes/genome-rules.ts'
import { BenchmarkStore } from '../engine/store/benchmark-store.ts'
import { GenomeStore } from '../engine/store/genome-store.ts'
import { ModelStore } from '../engine/store/model-store.ts'
import { openDatabase } from '../engine/store/open-database.ts'
import { ProbeStore } from '../engine/store/probe-store.ts'
import { RunStore } from '../engine/store/run-store.ts'
import { ScoreStore } from '../engine/store/score-store.ts'
import { defaultProbeSettings, type ProbeSettings } from '../core/population/probe-settings.ts'
import type { SourceEnvironment } from '../native/schemas/source-environment.ts'

/** How much a made-up library holds. */
export interface LibrarySize {
  readonly models: number
  readonly genes: number
  /** Genes of a second genome, with which one model is probed. */
  readonly manyGenes: number
  readonly alleles: number
  /** Items of a benchmark that each model is scored on, and of another that one is. */
  readonly items: number
  readonly manyItems: number
}

export const settings: ProbeSettings = defaultProbeSettings

const environment: SourceEnvironment = {
  source: 'made up',
  library: '1.0.0',
  build: 'b1',
  backend: 'cpu',
  device: 'cpu',
  precision: 'file',
  keyType: 'F16',
  valueType: 'F16',
  flashAttention: false,
  batchTokens: 512,
  threads: 1,
  sequences: 32,
  system: 'none',
}

/** What the models' texts hold: `settings.chars` letters each, so that any two models share some. */
const allele = (at: number): string => at.toString(36).padStart(settings.chars, '_')

/** A population whose weights are those of a family, each moved a little. */
function population(weights: Float64Array, generator: SeededGenerator): GeneResult {
  const moved = Array.from(weights, (weight) => weight * Math.exp(0.3 * (generator.real() - 0.5)))
  const whole = moved.reduce((sum, weight) => sum + weight, 0) / 0.99
  return {
    alleles: moved.map((weight, at) => ({ text: allele(at), end: false, p: weight / whole })),
    residue: [{ prefix: '~', p: 0.01 }],
    unresolved: 0.01,
    bound: 0.0001 + generator.real() / 1000,
    logLikelihood: -20 * generator.real(),
    tokens: 5,
    bytes: 20,
    nodes: 7,
    evaluatedTokens: 11,
    cap: 'none',
    nextTokens: Array.from({ length: 10 }, (_, token) => ({
      token,
      text: `token ${String(token)}`,
      logProbability: -1 - token,
    })),
  }
}

/** Fills a new database with models of eight families, their populations and their runs. Same numbers each time. */
export function makeLargeLibrary(
  file: string,
  size: LibrarySize,
): { readonly modelIds: string[]; readonly genomeId: string; readonly manyGenomeId: string } {
  const connection = openDatabase(file)
  const generator = seededGenerator(7)
  const models = new ModelStore(connection)
  const probes = new ProbeStore(connection)
  const runs = new RunStore(connection)
  const scores = new ScoreStore(connection)
  const genomes = new GenomeStore(connection)
  const benchmarks = new BenchmarkStore(connection)
  const texts = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => `The gene number ${String(index)} of ${String(count)} begins`)
  const added = [size.genes, size.manyGenes].map((count) => {
    const id = `genes-${String(count)}`
    genomes.insert({ id, name: id, digest: genomeDigest(texts(count)), description: '', builtIn: false }, texts(count))
    return id
  })
  const ofItems = (count: number) => {
    const id = `items-${String(count)}`
    const records = Array.from({ length: count }, (_, index) =>
      JSON.stringify({
        context: `What is ${String(index)}?`,
        choices: ['one', 'two', 'three', 'four'],
        gold: index % 4,
      }),
    )
    benchmarks.insert({ id, name: id, digest: id, task: 'plain', description: '', builtIn: false }, records)
    const asked = records.map((_, index) => ({
      index,
      gold: [index % 4],
      choices: ['one', 'two', 'three', 'four'].map((text) => ({
        context: `What is ${String(index)}?`,
        continuation: ` ${text}`,
        text,
      })),
    }))
    return { id, asked }
  }
  const few = ofItems(size.items)
  const many = ofItems(size.manyItems)
  const families = Array.from({ length: 8 }, () =>
    Float64Array.from({ length: size.alleles }, () => generator.real() ** 4),
  )
  const modelIds = Array.from(
    { length: size.models },
    (_, number) => `${(number + 1).toString(16).padStart(4, '0')}aaaabbbb`,
  )

  for (const [number, id] of modelIds.entries()) {
    models.insert(madeUpModel(id, number))
    connection.transaction(() => {
      const fill = (genomeId: string, count: number): void => {
        const probe = probes.open({ modelId: id, genomeId, settings, precision: 'file' })
        for (let gene = 0; gene < count; gene += 1) {
          probes.addGene(
            probe,
            gene,
            geneRecordOf(encodeGeneResult(population(families[(number + gene) % families.length]!, generator))),
            environment,
            10,
          )
          probes.addNoise(probe, gene, generator.real() / 1000)
        }
      }
      fill(added[0]!, size.genes)
      if (number === 0) fill(added[1]!, size.manyGenes)
      for (const { id: benchmarkId, asked } of number === 0 ? [few, many] : [few]) {
        const run = runs.open(
          { modelId: id, benchmarkId, task: 'plain', shots: 0, seed: 0, limit: null, precision: 'file' },
          asked.length,
        )
        for (const { index, choices } of asked) {
          runs.addItem(
            run,
            { index, choices: choices.map(() => promptChoiceScore([-5 * generator.real()], false)) },
            environment,
            1,
          )
        }
        runs.setMetrics(run, scoreBenchmark(['acc'], asked, runs.results(run)))
      }
      scores.keepMeasured(id)
    })()
  }
  connection.close()
  return { modelIds, genomeId: added[0]!, manyGenomeId: added[1]! }
}

/** A model whose files are nowhere. */
export function madeUpModel(id: string, number: number): Parameters<ModelStore['insert']>[0] {
  const name = `model-${String(number)}`
  const sha256 = id.padEnd(64, '0')
  return {
    id,
    sha256,
    name,
    size: 10 ** 9,
    architecture: 'llama',
    parameters: 10 ** 9 * (1 + (number % 9)),
    quantization: 'F16',
    tokenizer: 'gpt2',
    vocabularySize: 50_000,
    vocabularyDigest: null,
    firstName: null,
    tags: [],
    statedFamily: `family-${String(number % 8)}`,
    contextLength: 4096,
    declaredName: name,
    declaredBases: [],
    license: null,
    metadata: Array.from({ length: 40 }, (_, entry) => ({
      key: `general.entry.${String(entry)}`,
      type: 'string',
      value: 'a value of some length',
    })),
    tensorTypes: [{ type: 'F16', tensors: 200, bytes: 10 ** 9 }],
    addedAt: '2026-01-01T00:00:00.000Z',
    places: [0, 1].map((copy) => ({
      number: copy,
      files: [
        {
          path: `/absent/${String(copy)}/${name}.gguf`,
          device: '3',
          inode: '2',
          size: 10 ** 9,
          modified: '1',
          changed: '1',
          sha256,
        },
      ],
    })),
  }
}

/** A folder with copies of a model, each with a content of its own. */
export function makeModelFolder(folder: string, model: string, files: number): void {
  mkdirSync(folder, { recursive: true })
  for (let number = 0; number < files; number += 1) {
    const path = join(folder, `copy-${String(number).padStart(5, '0')}.gguf`)
    copyFileSync(model, path)
    appendFileSync(path, `copy ${String(number)}`)
  }
}

/** A CSV table of scores in percent, about as long as asked for; a row a model. */
export function madeUpTable(models: number, columns: number, characters = 0): string {
  const generator = seededGenerator(3)
  const ignored = Math.max(0, Math.ceil(characters / models) - 30 - 6 * columns)
  const titles = [
    'Model',
    'Note',
    'Family',
    '#Params (B)',
    'Tokens (T)',
    ...Array.from({ length: columns }, (_, column) => `Task ${String(column)} (%)`),
  ]
  const rows = Array.from({ length: models }, (_, number) =>
    [
      `published-${String(number)}`,
      'x'.repeat(ignored),
      number % 3 === 0 ? 'published' : `family-${String(number % 40)}`,
      String(1 + (number % 70)),
      String(1 + (number % 13)),
      ...Array.from({ length: columns }, () => (20 + 60 * generator.real()).toFixed(2)),
    ].join(','),
  )
  return `${[titles.join(','), ...rows].join('\n')}\n`
}
