import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { similarityTerms } from '../../../bench/terms-in-memory.ts'
import { geneTermsTask, type GeneTermsInput } from '../../../engine/analysis/gene-terms-task.ts'
import { termsOfProbes, type ProbeTerms } from '../../../engine/analysis/kept-terms.ts'
import { damageIn } from '../../../engine/store/damage.ts'
import { openDatabase, type Connection } from '../../../engine/store/open-database.ts'
import { ProbeStore } from '../../../engine/store/probe-store.ts'
import { TermsStore } from '../../../engine/store/terms-store.ts'
import { fillDatabase, genes } from '../fixtures/filled-database.ts'

let folder: string
let connection: Connection
let probes: ProbeStore
/** Every gene that was computed: how many models were read for it, and of how many pairs. */
let computed: { readonly models: number; readonly pairs: number; readonly selves: number }[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cladescope-terms-'))
  fillDatabase(join(folder, 'a.sqlite'))
  connection = openDatabase(join(folder, 'a.sqlite'))
  probes = new ProbeStore(connection)
  computed = []
})

afterEach(() => {
  connection.close()
  rmSync(folder, { recursive: true })
})

const threads = {
  count: 2,
  run: (_: string, input: GeneTermsInput) => {
    computed.push({
      models: input.records.length,
      pairs: input.wanted.pairs.length / 2,
      selves: input.wanted.selves.length,
    })
    return Promise.resolve(geneTermsTask(input))
  },
}

function terms(
  names: readonly string[],
  signal = new AbortController().signal,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<ProbeTerms> {
  const chosen = names.map((name) => probes.list().find(({ modelName }) => modelName === name)!)
  return termsOfProbes(
    { probes, kept: new TermsStore(connection), threads: threads as never },
    chosen,
    signal,
    onProgress,
  )
}

function directly(names: readonly string[]): ReturnType<typeof similarityTerms> {
  const ids = names.map((name) => probes.list().find(({ modelName }) => modelName === name)!.id)
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
    const elm = probes.list().find(({ modelName }) => modelName === 'elm')!.id
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

  test('are computed where nothing can be written, and where another writes', async () => {
    const other = openDatabase(join(folder, 'a.sqlite'))
    connection.pragma('busy_timeout = 0')
    other.exec('BEGIN IMMEDIATE')
    expect(await terms(['elm', 'ivy'])).toEqual({ genes, terms: directly(['elm', 'ivy']) })
    expect(rows()).toBe(0)
    other.exec('ROLLBACK')
    other.close()
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
