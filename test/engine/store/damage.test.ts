import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, it } from 'vitest'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import { checkDatabase } from '../../../engine/doctor/check-database.ts'
import { DatabaseError } from '../../../engine/store/database-error.ts'
import { checksumsSince, migrations } from '../../../engine/store/migrations.ts'
import { type Connection, openDatabase } from '../../../engine/store/open-database.ts'
import { ProbeStore } from '../../../engine/store/probe-store.ts'
import { encodeGeneResult } from '../../../core/population/population-codec.ts'
import { packedRecord } from '../../../engine/store/gene-record.ts'
import { sampleEnvironment, sampleRecord, sampleResult } from '../fixtures/samples.ts'
import { hurt } from '../fixtures/hurt.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { everythingIn, fillDatabase, genes } from '../fixtures/filled-database.ts'

const folder = temporaryFolder()
const whole = join(folder, 'whole.sqlite')
let original: Map<string, string>
let copies = 0

beforeAll(() => {
  fillDatabase(whole)
  original = reading(whole)
})

function copyOf(file: string = whole): string {
  const copy = join(folder, `copy-${String((copies += 1))}.sqlite`)
  copyFileSync(file, copy)
  return copy
}

function reading(file: string): Map<string, string> {
  const connection = openDatabase(file)
  try {
    return everythingIn(connection)
  } finally {
    connection.close()
  }
}

const trials = Number(process.env['CLADESCOPE_TRIALS'] ?? 40)
const seed = Number(process.env['CLADESCOPE_SEED'] ?? 20)

describe('random overwrites', () => {
  it(`change no result without a word, and what is repaired is what was stored (${String(trials)} trials, seed ${String(seed)})`, {
    timeout: 60_000 + trials * 5_000,
  }, () => {
    const generator = seededGenerator(seed)
    const bytes = readFileSync(whole)
    const outcomes = { 'without effect': 0, 'names records': 0, 'names the file': 0, repaired: 0 }
    for (let trial = 0; trial < trials; trial += 1) {
      const damaged = Buffer.from(bytes)
      const length = 1 + Math.floor(generator.real() * 64)
      const start = Math.floor(generator.real() * (bytes.length - length))
      for (let at = start; at < start + length; at += 1) damaged[at] = Math.floor(generator.real() * 256)
      const file = join(folder, 'overwritten.sqlite')
      for (const ending of ['-wal', '-shm']) rmSync(`${file}${ending}`, { force: true })
      writeFileSync(file, damaged)
      let message: string | undefined
      try {
        expect(reading(file), `${String(length)} bytes at ${String(start)}`).toEqual(original)
        outcomes['without effect'] += 1
        continue
      } catch (error) {
        if (!(error instanceof DatabaseError)) throw error
        ;({ message } = error)
      }
      expect(message).toContain(file)
      outcomes[/--repair/.test(message) ? 'names records' : 'names the file'] += 1
      for (const ending of ['-wal', '-shm']) rmSync(`${file}${ending}`, { force: true })
      writeFileSync(file, damaged)
      if (!isRepaired(file)) continue
      outcomes.repaired += 1
      for (const [name, value] of reading(file)) {
        // Sums over a probe or run, counts and lists of files follow from what is left.
        if (/^(gene|item|score|digest) /.test(name))
          expect(value, `${name} after ${String(length)} bytes at ${String(start)}`).toBe(original.get(name))
      }
    }
    if (process.env['CLADESCOPE_TRIALS'] !== undefined)
      console.info(`seed ${String(seed)}: ${JSON.stringify(outcomes)}`)
    expect(outcomes['without effect'] + outcomes['names records'] + outcomes['names the file']).toBe(trials)
    expect(outcomes.repaired).toBeGreaterThan(0)
  })

  function isRepaired(file: string): boolean {
    try {
      return checkDatabase(file, true).repaired
    } catch (error) {
      expect(error).toBeInstanceOf(DatabaseError)
      return false
    }
  }
})

describe('a damaged record', () => {
  it('of a gene is named with model, genome, gene and file, and what to do, when it is read', () => {
    const file = copyOf()
    hurt(file, `UPDATE gene_results SET content = x'0102' WHERE probe_id = 2 AND gene_index = 4`)
    expect(() => reading(file)).toThrow(
      new RegExp(
        `${file} is damaged: gene 5 of genome numbers of model ivy \\(probe 2\\) \\(expected the checksum \\d+, found \\d+\\)\\. Restore the file from a backup, or take out ` +
          `what is damaged with 'cladescope doctor --check --repair --db ${file}', then: probe ivy with numbers again\\.`,
      ),
    )
  })

  it('of a gene is taken out alone, the next probe misses it and a measurement fills it', () => {
    const file = copyOf()
    hurt(file, `UPDATE gene_results SET content = x'0102' WHERE probe_id = 2 AND gene_index = 4`)
    const what = 'gene 5 of genome numbers of model ivy (probe 2)'
    expect(checkDatabase(file, false)).toMatchObject({
      structure: [],
      repaired: false,
      damaged: [{ table: 'gene_results', what, remedy: 'probe ivy with numbers again' }],
    })
    expect(checkDatabase(file, true)).toMatchObject({ repaired: true, damaged: [{ what }] })
    expect(checkDatabase(file, false)).toMatchObject({ structure: [], damaged: [] })
    const connection = openDatabase(file)
    const probes = new ProbeStore(connection)
    expect(probes.missing(2, genes)).toEqual([4])
    probes.addGene(2, 4, sampleRecord(0.5), sampleEnvironment, 1)
    expect(probes.gene(2, 4)).toEqual(sampleResult(0.5))
    connection.close()
    const after = reading(file)
    for (const [name, value] of original)
      if (name.startsWith('gene ') && name !== 'gene 4 of probe 2') expect(after.get(name)).toBe(value)
  })

  const cases: readonly [table: string, sql: string, what: RegExp, lost: RegExp][] = [
    [
      'the bound of a gene',
      'UPDATE gene_results SET bound = 0 WHERE probe_id = 1 AND gene_index = 0',
      /gene 1 of genome numbers of model elm/,
      /^gene 0 of probe 1$/,
    ],
    [
      'noise',
      'UPDATE gene_noise SET total_variation = 0 WHERE probe_id = 1 AND gene_index = 3',
      /the engine's noise on gene 4 of genome numbers of model elm/,
      /^$/,
    ],
    [
      'settings',
      'UPDATE probes SET tolerance = 0.1 WHERE id = 3',
      /the settings of genome numbers of model oak \(probe 3\)/,
      /probe 3$/,
    ],
    [
      'facts of a model',
      `UPDATE models SET parameters = 11 WHERE id = 'oak'`,
      /the facts of model oak/,
      /^model oak$|probe 3$|run 3$|^score run 3|^scored model/,
    ],
    [
      'a gene text',
      `UPDATE genome_genes SET text = 'else' WHERE gene_index = 2`,
      /the text of gene 3 of genome numbers/,
      /^genome g$|probe|^gene/,
    ],
    [
      'a choice',
      'UPDATE choice_results SET log_likelihood = -9 WHERE run_id = 1 AND item_index = 2 AND choice = 1',
      /choice 2 of item 3 of model elm on benchmark sums/,
      /^item 2 of run 1$|^score run 1|^run 1/,
    ],
    [
      'a score',
      'UPDATE run_metrics SET value = 1 WHERE run_id = 2',
      /the score acc of model ivy on benchmark sums/,
      /^score run 2/,
    ],
    ['an imported score', 'UPDATE scores SET value = 0.6', /a score of published/, /^score \d/],
    [
      'a table of checkpoints',
      'UPDATE checkpoint_rows SET loss = 1 WHERE position = 1',
      /row 2 of the table of checkpoints ladder/,
      /^checkpoints/,
    ],
    [
      'an environment',
      `UPDATE environments SET content = replace(content, 'cpu', 'gpu')`,
      /environment 1, in which 35 genes and 30 items were evaluated/,
      /^gene|^item|^probe|^run|^score run/,
    ],
    [
      'a digest of a file',
      `UPDATE file_digests SET sha256 = 'else' WHERE path = '/elm.gguf'`,
      /the digest of \/elm\.gguf/,
      /^digest of \/elm/,
    ],
  ]
  it.each(cases)(
    '%s: no result without a word; taken out with what rests on it and nothing else',
    (_, sql, what, lost) => {
      const file = copyOf()
      hurt(file, sql)
      expect(() => reading(file)).toThrow(what)
      expect(() => reading(file)).toThrow(file)
      expect(checkDatabase(file, true)).toMatchObject({
        repaired: true,
        damaged: [{ what: expect.stringMatching(what) as string }],
      })
      const after = reading(file)
      const summary = /^(probe|run|genome|benchmark|scored model) /
      for (const [name, value] of original) {
        if (!after.has(name)) expect(name).toMatch(lost)
        else if (!summary.test(name)) expect(after.get(name)).toBe(value)
      }
    },
  )

  it('of the schema, or a version that is not its own, is found before any migration runs', () => {
    const file = copyOf()
    const raw = new Database(file)
    raw.pragma('user_version = 1')
    raw.close()
    expect(() => openDatabase(file)).toThrow(/is damaged: its header says that its schema is version 1; expected \d+/)
    expect(checkDatabase(file, true)).toMatchObject({ repaired: true })
    expect(reading(file)).toEqual(original)
    const other = copyOf()
    const schema = new Database(other)
    schema.exec('DROP INDEX probes_by_genome')
    schema.close()
    expect(() => openDatabase(other)).toThrow(/the definitions of its tables are not those that were made/)
  })
})

describe('checksums', () => {
  it('are kept for every column of every table, however rows are written', () => {
    const connection = openDatabase(whole)
    const tables = connection
      .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
      .pluck()
      .all()
    expect(tables).toContain('gene_results')
    for (const table of tables)
      expect(connection.prepare(`SELECT count(*) FROM "${table}" WHERE checksum IS NULL`).pluck().get(), table).toBe(0)
    connection.close()
    const file = copyOf()
    const changed = openDatabase(file)
    // A foreign key that sets a column, an upsert and a plain change.
    changed.exec(
      `DELETE FROM models WHERE id = 'elm'; UPDATE scored_models SET tokens = 5; INSERT OR REPLACE INTO file_digests (path, device, inode, size, modified, changed, sha256) VALUES ('/x', '1', '1', 1, '1', '1', 's')`,
    )
    changed.close()
    expect(checkDatabase(file, false)).toMatchObject({ damaged: [], structure: [] })
  })

  it('of what was stored before are made once it has been read: a record that cannot be is named, not made good', () => {
    const file = join(folder, 'before.sqlite')
    const before = openDatabase(
      file,
      migrations.filter(({ version }) => version < checksumsSince),
    )
    before.exec(`
      INSERT INTO models (id, sha256, name, size, architecture, parameters, quantization, tokenizer, vocabulary_size, declared_bases, metadata, tensor_types, added_at)
        VALUES ('m', 's', 'moss', 1, 'llama', 1, 'F16', 'gpt2', 4, '[]', '[]', '[]', 'now');
      INSERT INTO genomes VALUES ('g', 'numbers', 'd', '', 0, 'now');
      INSERT INTO genome_genes VALUES ('g', 0, 'a'), ('g', 1, 'b'), ('g', 2, 'c');
      INSERT INTO environments VALUES (1, '{}');
      INSERT INTO probes VALUES (1, 'm', 'g', 4, 'none', 1, 0.001, 0, 24, 1000, 'file', 5, 'now');
    `)
    insertWithoutChecksum(before, 0, encodeGeneResult(sampleResult(0.5)))
    insertWithoutChecksum(before, 1, encodeGeneResult(sampleResult(0.25)).slice(0, -3))
    insertWithoutChecksum(before, 2, encodeGeneResult({ ...sampleResult(0.5), bound: 0.25 }))
    before.close()
    const after = openDatabase(file)
    const probes = new ProbeStore(after)
    expect(probes.gene(1, 0)).toEqual(sampleResult(0.5))
    expect(() => probes.gene(1, 1)).toThrow(/before\.sqlite is damaged: gene 2 of genome numbers of model moss/)
    // Its row says another bound than the record.
    expect(() => probes.gene(1, 2)).toThrow(/gene 3 of genome numbers of model moss/)
    after.close()
    expect(checkDatabase(file, true)).toMatchObject({ repaired: true, populations: 1 })
  })

  it('of an index alone loses nothing: it is said so, and the index is made anew', () => {
    const file = copyOf()
    const connection = new Database(file)
    const root = connection
      .prepare<[], number>(`SELECT rootpage FROM sqlite_schema WHERE name = 'gene_results_summary'`)
      .pluck()
      .get()!
    const pageSize = connection.pragma('page_size', { simple: true }) as number
    connection.close()
    const bytes = readFileSync(file)
    // The end of a page of an index holds its entries' last values.
    const last = root * pageSize - 3
    bytes[last] = bytes[last]! ^ 0x55
    writeFileSync(file, bytes)
    expect(() => openDatabase(file)).toThrow(/Nothing that was stored is lost: 'cladescope doctor --check --repair/)
    const found = checkDatabase(file, false)
    expect(found).toMatchObject({ mendable: true, damaged: [], repaired: false })
    expect(found.structure.length).toBeGreaterThan(0)
    expect(checkDatabase(file, true)).toMatchObject({ repaired: true, damaged: [] })
    expect(reading(file)).toEqual(original)
  })

  function insertWithoutChecksum(connection: Connection, gene: number, record: Uint8Array): void {
    const { logLikelihood, tokens, bytes, nodes, evaluatedTokens, unresolved, bound, cap } = sampleResult(0.5)
    connection
      .prepare(
        `INSERT INTO gene_results (probe_id, gene_index, environment_id, log_likelihood, tokens, bytes, nodes, evaluated_tokens, unresolved, bound, cap, content)
         VALUES (1, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        gene,
        logLikelihood,
        tokens,
        bytes,
        nodes,
        evaluatedTokens,
        unresolved,
        bound,
        cap,
        packedRecord(record).content,
      )
  }
})
