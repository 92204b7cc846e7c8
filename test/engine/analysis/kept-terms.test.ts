import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { similarityTerms } from '../../../bench/terms-in-memory.ts'
import { Comparisons } from '../../../engine/analysis/comparisons.ts'
import { geneTermsTask, type GeneTermsInput } from '../../../engine/analysis/gene-terms-task.ts'
import { termsOfProbes, type ProbeTerms } from '../../../engine/analysis/kept-terms.ts'
import { damageIn } from '../../../engine/store/damage.ts'
import { GenomeStore } from '../../../engine/store/genome-store.ts'
import { ModelStore } from '../../../engine/store/model-store.ts'
import { openDatabase, type Connection } from '../../../engine/store/open-database.ts'
import { ProbeStore } from '../../../engine/store/probe-store.ts'
import { TermsStore } from '../../../engine/store/terms-store.ts'
import { onceWritable } from '../../../engine/store/writable.ts'
import { fillDatabase, genes } from '../fixtures/filled-database.ts'
import { lockByAnother } from '../fixtures/lock-by-another.ts'
import { sampleEnvironment, sampleRecord, sampleSettings } from '../fixtures/samples.ts'

let folder: string
let connection: Connection
let probes: ProbeStore
/** Done before each gene is computed. */
let beforeGene: () => void
/** Every gene that was computed: how many models were read for it, and of how many pairs. */
let computed: { readonly models: number; readonly pairs: number; readonly selves: number }[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cladescope-terms-'))
  fillDatabase(join(folder, 'a.sqlite'))
  connection = openDatabase(join(folder, 'a.sqlite'))
  probes = new ProbeStore(connection)
  computed = []
  beforeGene = () => undefined
})

afterEach(() => {
  connection.close()
  rmSync(folder, { recursive: true })
})

const threads = {
  count: 2,
  run: (_: string, input: GeneTermsInput) => {
    beforeGene()
    computed.push({
      models: input.records.length,
      pairs: input.wanted.pairs.length / 2,
      selves: input.wanted.selves.length,
    })
    return Promise.resolve(geneTermsTask(input))
  },
}

const sources = (): ConstructorParameters<typeof Comparisons>[1] => ({
  kept: new TermsStore(connection),
  threads: threads as never,
  whenWritable: (work, waiting) => onceWritable(join(folder, 'a.sqlite'), work, waiting),
})

const probeOf = (name: string): number => probes.list().find(({ modelName }) => modelName === name)!.id

/** What the repair of a database and another probe after it do, in another process. */
function probeAnew(name: string, gene: number, p: number | undefined): void {
  const other = openDatabase(join(folder, 'a.sqlite'))
  const id = probeOf(name)
  other.prepare('DELETE FROM gene_results WHERE probe_id = ? AND gene_index = ?').run(id, gene)
  if (p !== undefined) new ProbeStore(other).addGene(id, gene, sampleRecord(p), sampleEnvironment, 10)
  other.close()
}

function terms(
  names: readonly string[],
  signal = new AbortController().signal,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<ProbeTerms> {
  const chosen = names.map((name) => probes.list().find(({ modelName }) => modelName === name)!)
  return termsOfProbes(
    { probes, ...sources() },
    chosen.map((probe) => ({ probe, genes: probes.storedGenes(probe.id) })),
    signal,
    onProgress,
  )
}

function directly(names: readonly string[]): ReturnType<typeof similarityTerms> {
  const ids = names.map(probeOf)
  const shared = probes.geneIndices(ids[0]!).filter((gene) => ids.every((id) => probes.gene(id, gene) !== undefined))
  return similarityTerms(ids.map((id) => shared.map((gene) => probes.gene(id, gene)!)))
}

const rows = (): number => connection.prepare<[], number>('SELECT count(*) FROM similarity_terms').pluck().get()!

describe('terms that are kept', () => {
  test('are those that the populations give, and are not computed again', async () => {
    const told: number[][] = []
    const first = await terms(['elm', 'ivy'], undefined, (done, total) => told.push([done, total]))
    expect(first).toEqual({ genes, terms: directly(['elm', 'ivy']) })
    expect(told).toEqual(Array.from({ length: genes }, (_, index) => [index + 1, genes]))
    expect(rows()).toBe(3)
    expect(computed).toHaveLength(genes)
    computed = []
    // The order of the models is another, and nothing is computed.
    expect(await terms(['ivy', 'elm'])).toEqual({ genes, terms: directly(['ivy', 'elm']) })
    expect(computed).toEqual([])
  })

  test('a model more: its own row is computed, and a gene that it lacks takes nothing from the others', async () => {
    await terms(['elm', 'ivy'])
    computed = []
    const three = await terms(['elm', 'ivy', 'oak'])
    expect(three).toEqual({ genes: genes - 1, terms: directly(['elm', 'ivy', 'oak']) })
    expect(computed).toEqual(Array.from({ length: genes - 1 }, () => ({ models: 3, pairs: 2, selves: 1 })))
    computed = []
    expect(await terms(['elm', 'ivy'])).toEqual({ genes, terms: directly(['elm', 'ivy']) })
    expect(computed).toEqual([])
  })

  test('only the gene that was missing is computed', async () => {
    await terms(['oak', 'elm', 'ivy'])
    computed = []
    // The gene that oak lacks was in no comparison yet.
    expect(await terms(['elm', 'ivy'])).toEqual({ genes, terms: directly(['elm', 'ivy']) })
    expect(computed).toEqual([{ models: 2, pairs: 1, selves: 2 }])
    computed = []
    await terms(['elm', 'ivy'])
    await terms(['oak', 'elm', 'ivy'])
    expect(computed).toEqual([])
  })

  test('go with a gene that is taken out and with a probe that is removed', async () => {
    await terms(['elm', 'ivy', 'oak'])
    expect(rows()).toBe(6)
    const elm = probeOf('elm')
    connection.prepare('DELETE FROM gene_results WHERE probe_id = ? AND gene_index = 3').run(elm)
    expect(rows()).toBe(3)
    computed = []
    expect(await terms(['elm', 'ivy'])).toEqual({ genes: genes - 1, terms: directly(['elm', 'ivy']) })
    expect(computed).toHaveLength(genes - 1)
    probes.remove(elm)
    expect(rows()).toBe(3)
  })

  test.each([
    [
      'a digit of its content',
      `UPDATE similarity_terms SET content = zeroblob(length(content)) WHERE probe_id <> other_probe_id`,
    ],
    ['the checksum of its row', `UPDATE similarity_terms SET checksum = checksum + 1 WHERE probe_id <> other_probe_id`],
    ['another version', `UPDATE similarity_terms SET version = version + 1 WHERE probe_id <> other_probe_id`],
  ])('are made anew where they are not what was stored: %s', async (_, sql) => {
    await terms(['elm', 'ivy'])
    connection.prepare(sql).run()
    computed = []
    expect(await terms(['elm', 'ivy'])).toEqual({ genes, terms: directly(['elm', 'ivy']) })
    expect(computed).toEqual(Array.from({ length: genes }, () => ({ models: 2, pairs: 1, selves: 0 })))
    computed = []
    await terms(['elm', 'ivy'])
    expect(computed).toEqual([])
  })

  test('damage of theirs is named, with what it costs', async () => {
    await terms(['elm', 'ivy'])
    connection.prepare('UPDATE similarity_terms SET checksum = 0 WHERE probe_id <> other_probe_id').run()
    expect(damageIn(connection, 'small')).toEqual([])
    expect(damageIn(connection, 'all')).toMatchObject([
      {
        table: 'similarity_terms',
        what: 'what was computed to compare genome numbers of model elm (probe 1) and genome numbers of model ivy (probe 2)',
        remedy: 'the next comparison of these models computes it again',
      },
    ])
  })

  test('a damaged gene is named, and nothing is kept', async () => {
    connection
      .prepare('UPDATE gene_results SET content = zeroblob(length(content)) WHERE probe_id = 2 AND gene_index = 5')
      .run()
    await expect(terms(['elm', 'ivy'])).rejects.toThrow(/gene 6 of genome numbers of model ivy/)
    expect(rows()).toBe(0)
  })

  test.each([
    ['has gone', undefined],
    ['has been probed anew', 0.25],
  ])('of a probe are not kept where one of its genes %s when all is computed', async (_, p) => {
    beforeGene = () => {
      if (computed.length === genes - 2) probeAnew('elm', 0, p)
    }
    await terms(['elm', 'ivy', 'oak'])
    // Ivy and oak with themselves and each other.
    expect(rows()).toBe(3)
    beforeGene = () => undefined
    expect((await terms(['elm', 'ivy'])).terms).toEqual(directly(['elm', 'ivy']))
  })

  test('are not computed of a gene that is probed anew before it is read', async () => {
    beforeGene = () => probeAnew('elm', genes - 1, 0.25)
    await expect(terms(['elm', 'ivy'])).rejects.toThrow('The population of elm was probed anew while it was read')
    expect(rows()).toBe(0)
  })

  test('an earlier version goes when a newer one is kept, of whatever probes it is', async () => {
    await terms(['ivy', 'oak'])
    connection.prepare('UPDATE similarity_terms SET version = version - 1').run()
    const elm2 = probes.open({ modelId: 'elm', genomeId: 'g', settings: sampleSettings, precision: 'f32' })
    probes.addGene(elm2, 0, sampleRecord(0.5), sampleEnvironment, 10)
    const compared = [probeOf('elm'), elm2].map((id) => ({ probe: probes.get(id)!, genes: probes.storedGenes(id) }))
    await termsOfProbes({ probes, ...sources() }, compared, new AbortController().signal, () => undefined)
    const kept = connection
      .prepare<[], string>(`SELECT probe_id || ' ' || other_probe_id FROM similarity_terms ORDER BY 1`)
      .pluck()
      .all()
    expect(kept).toEqual(['1 1', `1 ${String(elm2)}`, `${String(elm2)} ${String(elm2)}`])
  })

  test('are kept when another process has ended writing', { timeout: 60_000 }, async () => {
    connection.pragma('busy_timeout = 0')
    const lock = await lockByAnother(join(folder, 'a.sqlite'))
    let isOver = false
    const comparing = terms(['elm', 'ivy']).then((found) => {
      isOver = true
      return found
    })
    while (computed.length < genes) await new Promise((resolve) => setTimeout(resolve, 5))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(isOver).toBe(false)
    await lock.release()
    expect(await comparing).toEqual({ genes, terms: directly(['elm', 'ivy']) })
    expect(rows()).toBe(3)
  })

  test('an abort ends the waiting for another process', { timeout: 60_000 }, async () => {
    connection.pragma('busy_timeout = 0')
    const lock = await lockByAnother(join(folder, 'a.sqlite'))
    const abort = new AbortController()
    const reason = new Error('enough')
    const told = (done: number): unknown => done === genes && setTimeout(() => abort.abort(reason), 100)
    await expect(terms(['elm', 'ivy'], abort.signal, told)).rejects.toBe(reason)
    await lock.release()
    expect(rows()).toBe(0)
  })

  test('are computed where nothing can be written', async () => {
    connection.pragma('query_only = ON')
    expect(await terms(['elm', 'ivy'])).toEqual({ genes, terms: directly(['elm', 'ivy']) })
    expect(rows()).toBe(0)
  })

  test('an abort ends the computation with its reason, and nothing is kept', async () => {
    const abort = new AbortController()
    const reason = new Error('enough')
    await expect(terms(['elm', 'ivy'], abort.signal, (done) => done === 3 && abort.abort(reason))).rejects.toBe(reason)
    expect(computed.length).toBeLessThan(genes)
    expect(rows()).toBe(0)
  })
})

describe('a comparison that is kept in memory', () => {
  const scope = { genomeId: 'g', rule: { chars: 4, strip: 'none', temperature: 1 }, modelIds: ['elm', 'ivy'] } as const

  test('is answered again without a look at the populations', async () => {
    const comparisons = new Comparisons(
      { models: new ModelStore(connection), genomes: new GenomeStore(connection), probes },
      sources(),
    )
    const first = await comparisons.compare(scope)
    connection.exec('DELETE FROM similarity_terms')
    computed = []
    expect((await comparisons.compare(scope)).terms).toBe(first.terms)
    expect(computed).toEqual([])
  })

  test('is no answer after a gene was taken out and probed anew, as many as they are', async () => {
    const comparisons = new Comparisons(
      { models: new ModelStore(connection), genomes: new GenomeStore(connection), probes },
      sources(),
    )
    const before = await comparisons.compare(scope)
    probeAnew('elm', 3, 0.25)
    const after = await comparisons.compare(scope)
    expect(after.genes).toBe(before.genes)
    expect(after.terms).not.toEqual(before.terms)
    expect(after.terms).toEqual(directly(['elm', 'ivy']))
  })
})

describe('the task of one gene', () => {
  const wanted = { selves: [0], pairs: [] }

  test('tells a damaged record from a fault of its own', () => {
    const record = probes.record(probeOf('elm'), 0)!
    expect(geneTermsTask({ records: [record], wanted })).toHaveProperty('terms')
    const short = { content: record.content.subarray(1), checksum: record.checksum }
    expect(geneTermsTask({ records: [short], wanted })).toMatchObject({ damaged: 0 })
    const content = new Uint8Array(40)
    expect(geneTermsTask({ records: [{ content, checksum: crc32(content) }], wanted })).toMatchObject({ damaged: 0 })
    // No content at all is no damage that a record can have.
    expect(() => geneTermsTask({ records: [{ content: undefined as never, checksum: 0 }], wanted })).toThrow(TypeError)
  })
})
