import { expect, it } from 'vitest'
import { GenomeStore } from '../../../engine/store/genome-store.ts'
import { ModelStore } from '../../../engine/store/model-store.ts'
import { type Connection, openDatabase } from '../../../engine/store/open-database.ts'
import { isComplete, ProbeStore } from '../../../engine/store/probe-store.ts'
import { sampleEnvironment, sampleModel, sampleRecord, sampleResult, sampleSettings } from '../fixtures/samples.ts'

function stores(): { connection: Connection; models: ModelStore; genomes: GenomeStore; probes: ProbeStore } {
  const connection = openDatabase(':memory:')
  const models = new ModelStore(connection)
  const genomes = new GenomeStore(connection)
  models.insert(sampleModel('m'))
  genomes.insert({ id: 'g', name: 'g', digest: 'd', description: '', builtIn: false }, ['first', 'second', 'third'])
  return { connection, models, genomes, probes: new ProbeStore(connection) }
}
const key = { modelId: 'm', genomeId: 'g', settings: sampleSettings, precision: 'file' } as const

it('gives back what was stored, gene for gene', () => {
  const { probes } = stores()
  const id = probes.open(key)
  probes.addGene(id, 2, sampleRecord(0.5), sampleEnvironment, 30)
  probes.addGene(id, 0, sampleRecord(0.75, 'ab\u00e9\u{1f600}'), sampleEnvironment, 10)
  expect(probes.genes(id).map(({ index, text, result }) => [index, text, result])).toEqual([
    [0, 'first', sampleResult(0.75, 'ab\u00e9\u{1f600}')],
    [2, 'third', sampleResult(0.5)],
  ])
  expect(probes.missing(id, 3)).toEqual([1])
  expect(probes.get(id)).toMatchObject({
    genes: 3,
    done: 2,
    nodes: 14,
    evaluatedTokens: 22,
    tokens: 10,
    bytes: 40,
    logLikelihood: -25,
    elapsed: 40,
    capped: 0,
    meanUnresolved: (0.125 + 0.0625) / 2,
    meanBound: 0.0005,
    environments: [sampleEnvironment],
    setAside: [],
  })
})

it('keeps the first result of a gene', () => {
  const { probes } = stores()
  const id = probes.open(key)
  expect(probes.addGene(id, 0, sampleRecord(0.5), sampleEnvironment, 1)).toBe(true)
  expect(probes.addGene(id, 0, sampleRecord(0.75), { ...sampleEnvironment, threads: 9 }, 1)).toBe(false)
  expect(probes.genes(id)[0]?.result.alleles[0]?.p).toBe(0.5)
})

it('is one probe per model, genome and settings', () => {
  const { probes } = stores()
  expect(probes.open(key)).toBe(probes.open({ ...key, settings: { ...sampleSettings } }))
  const others = [
    { chars: 5 },
    { strip: 'phylolm' as const },
    { temperature: 0.7 },
    { tolerance: 0.01 },
    { maxDepth: 5 },
    { maxNodes: 5 },
  ]
  const ids = others.map((change) => probes.open({ ...key, settings: { ...sampleSettings, ...change } }))
  expect(new Set([probes.open(key), ...ids]).size).toBe(7)
  expect(
    probes.under('g', { chars: 4, strip: 'none', temperature: 1 }).map((probe) => probe.settings.tolerance),
  ).toEqual([0.001, 0.001, 0.001, 0.01])
})

it('is complete when every gene is done or set aside, and one at least done', () => {
  const { probes } = stores()
  const id = probes.open(key)
  for (const gene of [0, 1, 2]) probes.setAside(id, gene, 'crashed', 'it died')
  expect(isComplete(probes.get(id)!)).toBe(false)
  probes.addGene(id, 1, sampleRecord(0.5), sampleEnvironment, 1)
  expect(probes.get(id)).toMatchObject({ done: 1, setAside: [0, 2] })
  expect(isComplete(probes.get(id)!)).toBe(true)
  probes.takeBack(id, [0])
  expect(isComplete(probes.get(id)!)).toBe(false)
  expect(probes.missing(id, 3)).toEqual([0])
})

it('stores an environment once, and lists each one a probe met', () => {
  const { connection, probes } = stores()
  const id = probes.open(key)
  const reordered = Object.fromEntries(
    Object.entries(sampleEnvironment).reverse(),
  ) as unknown as typeof sampleEnvironment
  probes.addGene(id, 0, sampleRecord(0.5), sampleEnvironment, 1)
  probes.addGene(id, 1, sampleRecord(0.5), reordered, 1)
  probes.addGene(id, 2, sampleRecord(0.5), { ...sampleEnvironment, threads: 2 }, 1)
  expect(connection.prepare('SELECT count(*) FROM environments').pluck().get()).toBe(2)
  expect(probes.get(id)?.environments.map((environment) => environment.threads)).toEqual([1, 2])
})

it('loses its probes with its model, keeps its genome, and never uses an id twice', () => {
  const { connection, models, genomes, probes } = stores()
  const id = probes.open(key)
  probes.addGene(id, 0, sampleRecord(0.5), sampleEnvironment, 1)
  probes.setAside(id, 1, 'crashed', 'it died')
  expect(genomes.remove('g')).toBe(false)
  expect(models.remove('m')).toBe(true)
  for (const table of ['probes', 'gene_results', 'set_aside_genes', 'model_files']) {
    expect(connection.prepare(`SELECT count(*) FROM ${table}`).pluck().get(), table).toBe(0)
  }
  expect(genomes.remove('g')).toBe(true)
  const again = stores()
  again.probes.open(key)
  again.models.remove('m')
  again.models.insert(sampleModel('m'))
  expect(again.probes.open(key)).toBe(2)
})
