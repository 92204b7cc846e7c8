import type { GeneResult } from '../../../core/population/population.ts'
import { openEngine, type Engine, type EngineOptions } from '../../../engine/engine.ts'
import { fakeInference } from '../fixtures/fake-inference.ts'
import { allOver, queueUntil } from '../fixtures/queue-setup.ts'
import { sampleResult, sampleSettings } from '../fixtures/samples.ts'
import { namedModel, write } from '../fixtures/tiny-library.ts'
import { importScores } from '../scaling/import-models.ts'

const each = 3

/** Quality of model k of family f, 0 to 1: what alleles, log-likelihoods and scores follow. */
const qualityOf = (family: number, k: number): number => (((family * each + k) * 7) % 16) / 16

/**
 * Two alleles that all families have, by quality, and one of the family alone, so that only its own members are near
 * each other.
 */
function populationOf(family: number, quality: number): Pick<GeneResult, 'alleles' | 'residue' | 'unresolved'> {
  const alleles = [
    { text: 'abcd', end: false, p: 0.6 * quality },
    { text: 'efgh', end: false, p: 0.6 * (1 - quality) },
    { text: String.fromCharCode(109 + family).repeat(4), end: false, p: 0.4 },
  ]
  return { alleles, residue: [], unresolved: 0 }
}

export interface ProbedFamilies {
  readonly engine: Engine
  readonly genomeId: string
  /** `f0-0`, `f0-1`, ...: three per family. */
  readonly names: readonly string[]
  /** Score of each model, a fraction. */
  readonly scores: readonly number[]
}

/**
 * Models of families with complete probes of a small genome, whose alleles tell of the score; no scores yet. On a
 * benchmark of two choices each model takes the first for a share of the items that is its quality.
 */
export async function probedFamilies(
  folder: string,
  families: number,
  options: Partial<EngineOptions> = {},
): Promise<ProbedFamilies> {
  const models = Array.from({ length: families * each }, (_, i) => {
    const family = Math.floor(i / each)
    return { name: `f${family}-${i % each}`, family, quality: qualityOf(family, i % each) }
  })
  const modelIn = (path: string) => models.find(({ name }) => path.includes(name))!
  let loaded = ''
  const { start } = fakeInference({
    load: (path) => {
      loaded = path
    },
    // The first of two choices is the likelier one for so many of 16 items as the quality says.
    choice: ({ index }, place) => (place === 0 && (index % 16) / 16 < modelIn(loaded).quality ? -1 : -3 + place),
    result: (gene, path) => {
      const { quality, family } = modelIn(path)
      return {
        ...sampleResult(0.5),
        ...populationOf(family, 0.2 + 0.6 * quality + (gene.index % 5) / 60),
        logLikelihood: -30 + 15 * quality + 2 * (family % 3),
      }
    },
  })
  write(folder, Object.fromEntries(models.map(({ name }) => [`${name}.gguf`, namedModel(name)])))
  const engine = await openEngine({ databaseFile: ':memory:', restartDelays: [1], startInference: start, ...options })
  await engine.call('models.add', { placeIds: [engine.grantPlace(folder).id], operation: 'add' })
  const { id: genomeId } = await engine.call('genomes.add', {
    name: 'numbers',
    genes: Array.from({ length: 12 }, (_, index) => `gene number ${index}`),
  })
  const modelIds = (await engine.call('models.list', {})).map(({ id }) => id)
  await engine.call('probes.start', { modelIds, genomeId, settings: sampleSettings, load: { gpu: 'off' } })
  await queueUntil(engine, allOver)
  return {
    engine,
    genomeId,
    names: models.map(({ name }) => name),
    scores: models.map(({ quality }) => 0.25 + 0.5 * quality),
  }
}

/** Imports scores on `arc` for some models, with their families, and matches them with the library. */
export async function importForecastScores(
  { engine, names, scores }: ProbedFamilies,
  scored: readonly string[],
): Promise<void> {
  const rows = scored.map(
    (name) => `${name},${name.split('-')[0]},${1e6 * (1 + names.indexOf(name))},${scores[names.indexOf(name)]}`,
  )
  await importScores(engine, ['model,family,parameters,arc', ...rows].join('\n'))
  const library = await engine.call('models.list', {})
  const { models } = await engine.call('scores.table', {})
  await engine.call('scores.match', {
    matches: models.map(({ id, name }) => ({
      scoredModelId: id,
      modelId: library.find((model) => model.name === name)?.id ?? null,
    })),
  })
}
