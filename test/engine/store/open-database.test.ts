import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { ModelStore } from '../../../engine/store/model-store.ts'
import { type Migration, migrations, schemaVersion } from '../../../engine/store/migrations.ts'
import { applicationId, openDatabase } from '../../../engine/store/open-database.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()

describe('opening', () => {
  it('creates the file with its folder, in WAL mode, with foreign keys', () => {
    const connection = openDatabase(join(folder, 'new', 'folder', 'a.sqlite'))
    expect(connection.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(connection.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(connection.pragma('user_version', { simple: true })).toBe(schemaVersion)
    expect(connection.pragma('application_id', { simple: true })).toBe(applicationId)
    connection.close()
  })

  it('opens again what it made', () => {
    const file = join(folder, 'again.sqlite')
    const first = openDatabase(file)
    first.exec(`INSERT INTO environments (content) VALUES ('kept')`)
    first.close()
    const second = openDatabase(file)
    expect(second.prepare('SELECT content FROM environments').pluck().all()).toEqual(['kept'])
    second.close()
  })

  it('has a schema of STRICT tables that is changed only on purpose', async () => {
    const connection = openDatabase(':memory:')
    const schema = connection
      .prepare<[], string>(
        `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, name`,
      )
      .pluck()
      .all()
      .map((sql) => sql.replace(/\s+/g, ' '))
    for (const sql of schema.filter((one) => one.startsWith('CREATE TABLE')))
      expect(sql).toMatch(/\) STRICT(, WITHOUT ROWID)?$/)
    await expect(`${schema.join('\n')}\n`).toMatchFileSnapshot('schema.snapshot.sql')
  })
})

describe('migrations', () => {
  it('are numbered 1, 2, 3 …', () => {
    expect(migrations.map((migration) => migration.version)).toEqual(migrations.map((_, index) => index + 1))
  })

  it('1 makes the library, genomes and probes, with foreign keys that hold', () => {
    const connection = openDatabase(':memory:', migrations.slice(0, 1))
    const tables = connection
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
      .pluck()
      .all()
    expect(tables).toEqual([
      'environments',
      'file_digests',
      'gene_results',
      'genome_genes',
      'genomes',
      'model_files',
      'models',
      'probes',
      'set_aside_genes',
    ])
    expect(() => connection.exec(`INSERT INTO genome_genes VALUES ('absent', 0, 'x')`)).toThrow(/FOREIGN KEY/)
    expect(() => connection.exec(`INSERT INTO environments (content) VALUES (x'00')`)).toThrow(
      /cannot store BLOB value in TEXT column/,
    )
    expect(connection.pragma('foreign_key_check')).toEqual([])
  })

  it('2 keeps the probes of before, as of the weights in the file', () => {
    const file = join(folder, 'first.sqlite')
    const before = openDatabase(file, migrations.slice(0, 1))
    before.exec(`
      INSERT INTO models VALUES ('m', 's', 'm', 1, 'llama', 1, 'F16', 'gpt2', 4, NULL, NULL, '[]', NULL, '[]', '[]', 'now');
      INSERT INTO genomes VALUES ('g', 'g', 'd', '', 0, 'now');
      INSERT INTO environments VALUES (1, '{}');
      INSERT INTO probes VALUES (7, 'm', 'g', 4, 'none', 1, 0.001, 24, 1000, 5, 'now');
      INSERT INTO gene_results VALUES (7, 0, 1, -1, 1, 1, 1, 1, 0, 0, 'none', x'00');
    `)
    before.close()
    const after = openDatabase(file)
    expect(after.prepare('SELECT id, precision FROM probes').all()).toEqual([{ id: 7, precision: 'file' }])
    expect(after.prepare('SELECT count(*) FROM gene_results').pluck().get()).toBe(1)
    expect(after.pragma('foreign_key_check')).toEqual([])
    after.exec(`DELETE FROM models`)
    expect(after.prepare('SELECT count(*) FROM gene_results').pluck().get()).toBe(0)
    after.close()
  })

  it('3 makes scores, benchmarks and runs, and keeps what was there', () => {
    const file = join(folder, 'second.sqlite')
    const before = openDatabase(file, migrations.slice(0, 2))
    before.exec(
      `INSERT INTO models VALUES ('m', 's', 'm', 1, 'llama', 1, 'F16', 'gpt2', 4, NULL, NULL, '[]', NULL, '[]', '[]', 'now')`,
    )
    before.close()
    const after = openDatabase(file, migrations.slice(0, 3))
    after.exec(`
      INSERT INTO scored_models (id, name, model_id) VALUES (1, 'm', 'm');
      INSERT INTO scores (scored_model_id, benchmark, metric, value, source, source_detail, updated_at) VALUES (1, 'b', 'acc', 0.5, 'typed', '', 'now');
    `)
    // A model that is removed leaves the scores that came from elsewhere.
    after.pragma('foreign_keys = ON')
    after.exec('DELETE FROM models')
    expect(after.prepare('SELECT name, model_id FROM scored_models').all()).toEqual([{ name: 'm', model_id: null }])
    expect(() =>
      after.exec(
        `INSERT INTO scores (scored_model_id, benchmark, metric, value, source, source_detail, updated_at) VALUES (1, 'b', 'acc', 0.6, 'typed', '', 'now')`,
      ),
    ).toThrow(/UNIQUE/)
    after.close()
  })

  it('run in one transaction: a step that fails leaves the database as it was', () => {
    const file = join(folder, 'failing.sqlite')
    openDatabase(file).close()
    const broken: Migration[] = [
      ...migrations,
      { version: migrations.length + 1, name: 'good', sql: 'CREATE TABLE more (a INTEGER) STRICT' },
      { version: migrations.length + 2, name: 'bad', sql: 'CREATE TABLE more (a INTEGER) STRICT' },
    ]
    expect(() => openDatabase(file, broken)).toThrow(/already exists/)
    const connection = openDatabase(file)
    expect(connection.pragma('user_version', { simple: true })).toBe(migrations.length)
    expect(connection.prepare(`SELECT count(*) FROM sqlite_schema WHERE name = 'more'`).pluck().get()).toBe(0)
    connection.close()
  })

  it('9 writes what cannot be seen in names as escapes, and keeps names apart', () => {
    const file = join(folder, 'unseen-names.sqlite')
    const before = openDatabase(file, migrations.slice(0, 8))
    const raw = 'moss\u001b[31m\u202e'
    const seen = 'moss\\u{1b}[31m\\u{202e}'
    const model =
      before.prepare(`INSERT INTO models (id, sha256, name, size, architecture, parameters, quantization, tokenizer, vocabulary_size, declared_name, declared_bases, metadata, tensor_types, added_at, family)
      VALUES (@id, @id, @name, 1, 'llama', 1, 'F16', 'gpt2', 4, @name, @bases, @metadata, '[]', 'now', @name)`)
    model.run({
      id: 'one',
      name: raw,
      bases: JSON.stringify([{ name: raw }]),
      metadata: JSON.stringify([{ key: 'k', type: 'string', value: raw }]),
    })
    model.run({ id: 'two', name: seen, bases: '[]', metadata: '[]' })
    before
      .prepare(
        `INSERT INTO genomes (id, name, digest, description, built_in, added_at) VALUES ('g', ?, 'd', '', 0, 'now')`,
      )
      .run(raw)
    before
      .prepare(
        `INSERT INTO benchmarks (id, name, digest, task, description, built_in, added_at) VALUES ('b', ?, 'd', 'plain', '', 0, 'now')`,
      )
      .run(raw)
    before.prepare('INSERT INTO scored_models (name, family) VALUES (?, ?)').run(raw, raw)
    before.prepare('INSERT INTO scored_model_aliases (alias, scored_model_id) VALUES (?, 1)').run(`${raw}2`)
    before
      .prepare(
        `INSERT INTO scores (scored_model_id, benchmark, metric, value, source, source_detail, updated_at) VALUES (1, ?, 'acc', 0.5, 'typed', '', 'now')`,
      )
      .run(raw)
    before.prepare(`INSERT INTO checkpoint_tables (name, added_at) VALUES (?, 'now')`).run(raw)
    before.close()
    const after = openDatabase(file)
    const all = (sql: string) => after.prepare(sql).all()
    expect(all('SELECT id, name, family, declared_name, declared_bases FROM models ORDER BY id')).toEqual([
      {
        id: 'one',
        name: `${seen} (one)`,
        family: seen,
        declared_name: seen,
        declared_bases: JSON.stringify([{ name: seen }]),
      },
      { id: 'two', name: seen, family: seen, declared_name: seen, declared_bases: '[]' },
    ])
    expect(all('SELECT metadata FROM models ORDER BY id')[0]).toEqual({
      metadata: JSON.stringify([{ key: 'k', type: 'string', value: seen }]),
    })
    expect(
      all(
        'SELECT name FROM genomes UNION SELECT name FROM benchmarks UNION SELECT name FROM scored_models UNION SELECT family FROM scored_models UNION SELECT benchmark FROM scores UNION SELECT name FROM checkpoint_tables',
      ),
    ).toEqual([{ name: seen }])
    expect(all('SELECT alias FROM scored_model_aliases')).toEqual([{ alias: `${seen}2` }])
    after.close()
    openDatabase(file).close()
  })

  it('11 writes what cannot be seen in groups and metrics too where that is the name of another, and keeps all values', () => {
    const file = join(folder, 'unseen-groups.sqlite')
    const before = openDatabase(file, migrations.slice(0, 8))
    const raw = 'law\u202e'
    const seen = 'law\\u{202e}'
    before.exec(`
      INSERT INTO models (id, sha256, name, size, architecture, parameters, quantization, tokenizer, vocabulary_size, declared_bases, metadata, tensor_types, added_at)
        VALUES ('m', 'm', 'm', 1, 'llama', 1, 'F16', 'gpt2', 4, '[]', '[]', '[]', 'now');
      INSERT INTO benchmarks (id, name, digest, task, description, built_in, added_at) VALUES ('b', 'b', 'd', 'plain', '', 0, 'now');
      INSERT INTO benchmark_runs (id, model_id, benchmark_id, task, shots, seed, item_limit, precision, items, elapsed, updated_at)
        VALUES (1, 'm', 'b', 'plain', 0, 0, 0, 'file', 2, 0, 'now');
      INSERT INTO scored_models (id, name) VALUES (1, 'm');
    `)
    const group = before.prepare(
      'INSERT INTO run_metrics (run_id, group_name, metric, position, value, n) VALUES (1, ?, ?, ?, ?, 1)',
    )
    for (const [name, value] of [
      [raw, 0.25],
      [seen, 0.5],
      ['plain', 0.75],
    ] as const)
      for (const [position, metric] of ['acc', 'acc_norm'].entries()) group.run(name, metric, position, value)
    const score = before.prepare(
      `INSERT INTO scores (scored_model_id, benchmark, metric, value, source, source_detail, updated_at) VALUES (1, 'x', ?, ?, 'typed', '', 'now')`,
    )
    score.run(seen, 0.5)
    score.run(raw, 0.25)
    before.close()
    const after = openDatabase(file)
    expect(
      after.prepare('SELECT group_name, metric, value FROM run_metrics ORDER BY value, metric').raw().all(),
    ).toEqual([
      [`${seen} (2)`, 'acc', 0.25],
      [`${seen} (2)`, 'acc_norm', 0.25],
      [seen, 'acc', 0.5],
      [seen, 'acc_norm', 0.5],
      ['plain', 'acc', 0.75],
      ['plain', 'acc_norm', 0.75],
    ])
    expect(after.prepare('SELECT metric, value FROM scores ORDER BY id').raw().all()).toEqual([
      [seen, 0.5],
      [`${seen} (2)`, 0.25],
    ])
    expect(() => after.exec('UPDATE run_metrics SET value = 1')).toThrow('made anew')
    after.close()
    openDatabase(file).close()
  })

  it('12 makes what is recorded of files the first place of each model, and lets others stand beside it', () => {
    const file = join(folder, 'one-place.sqlite')
    const before = openDatabase(file, migrations.slice(0, 11))
    before.exec(`
      INSERT INTO models (id, sha256, name, size, architecture, parameters, quantization, tokenizer, vocabulary_size, declared_bases, metadata, tensor_types, added_at)
        VALUES ('m', 'm', 'm', 1, 'llama', 1, 'F16', 'gpt2', 4, '[]', '[]', '[]', 'now');
      INSERT INTO model_files (model_id, part, path, size, modified, inode, sha256, device, changed)
        VALUES ('m', 0, '/a-1', 1, '2', '3', 'x', '4', '5'), ('m', 1, '/a-2', 6, '7', '8', 'y', '9', '10');
    `)
    before.close()
    const after = openDatabase(file)
    const models = new ModelStore(after)
    const first = { path: '/a-1', device: '4', inode: '3', size: 1, modified: '2', changed: '5', sha256: 'x' }
    const second = { path: '/a-2', device: '9', inode: '8', size: 6, modified: '7', changed: '10', sha256: 'y' }
    const recorded = { number: 0, files: [first, second] }
    expect(models.get('m')?.places).toEqual([recorded])
    const other = [first, second].map((one) => ({ ...one, path: `/b${one.path}` }))
    expect(models.keepPlace('m', other)).toBe(true)
    expect(models.keepPlace('m', other)).toBe(false)
    expect(models.list()[0]?.places).toEqual([recorded, { number: 1, files: other }])
    after.exec('DELETE FROM models')
    expect(after.prepare('SELECT count(*) FROM model_files').pluck().get()).toBe(0)
    after.close()
    openDatabase(file).close()
  })

  it('13 composes the letters of names, and keeps apart what reads alike', () => {
    const file = join(folder, 'composed-names.sqlite')
    const before = openDatabase(file, migrations.slice(0, 12))
    const [composed, apart] = ['caf\u00e9', 'cafe\u0301']
    const model =
      before.prepare(`INSERT INTO models (id, sha256, name, size, architecture, parameters, quantization, tokenizer, vocabulary_size, declared_name, declared_bases, metadata, tensor_types, added_at, family)
      VALUES (@id, @id, @name, 1, 'llama', 1, 'F16', 'gpt2', 4, @name, @bases, '[]', '[]', 'now', @name)`)
    model.run({ id: 'one', name: composed, bases: '[]' })
    model.run({ id: 'two', name: apart, bases: JSON.stringify([{ name: apart }]) })
    before.exec(`
      INSERT INTO genomes (id, name, digest, description, built_in, added_at) VALUES ('g', '${apart}', 'd', '', 0, 'now');
      INSERT INTO benchmarks (id, name, digest, task, description, built_in, added_at) VALUES ('b', '${apart}', 'd', 'plain', '', 0, 'now');
      INSERT INTO scored_models (id, name, family) VALUES (1, '${apart}', '${apart}'), (2, 'elm', NULL);
      INSERT INTO scored_model_aliases (alias, scored_model_id) VALUES ('${apart}', 1), ('${composed}', 1);
      INSERT INTO scores (scored_model_id, benchmark, metric, value, source, source_detail, updated_at)
        VALUES (1, '${composed}', 'acc', 0.5, 'typed', '', 'now'), (1, '${apart}', 'acc', 0.25, 'typed', '', 'now');
      INSERT INTO checkpoint_tables (name, added_at) VALUES ('${apart}', 'now');
    `)
    before.close()
    const after = openDatabase(file)
    const all = (sql: string) => after.prepare(sql).raw().all()
    expect(all('SELECT id, name, family, declared_name, declared_bases FROM models ORDER BY id')).toEqual([
      ['one', composed, composed, composed, '[]'],
      ['two', `${composed} (two)`, composed, composed, JSON.stringify([{ name: composed }])],
    ])
    expect(
      all(
        `SELECT name FROM genomes UNION SELECT name FROM benchmarks UNION SELECT name FROM scored_models WHERE id = 1
         UNION SELECT family FROM scored_models WHERE id = 1 UNION SELECT alias FROM scored_model_aliases UNION SELECT name FROM checkpoint_tables`,
      ),
    ).toEqual([[composed]])
    expect(all('SELECT benchmark, value FROM scores ORDER BY id')).toEqual([
      [composed, 0.5],
      [`${composed} (2)`, 0.25],
    ])
    after.close()
    openDatabase(file).close()
  })

  it('bring an older database up to date and keep what it holds', () => {
    const file = join(folder, 'older.sqlite')
    const older = openDatabase(file)
    older.exec(`INSERT INTO environments (content) VALUES ('old')`)
    older.close()
    const next: Migration[] = [
      ...migrations,
      {
        version: migrations.length + 1,
        name: 'next',
        sql: `ALTER TABLE environments ADD COLUMN note TEXT NOT NULL DEFAULT 'none'`,
      },
    ]
    const newer = openDatabase(file, next)
    expect(newer.prepare('SELECT content, note FROM environments').all()).toEqual([{ content: 'old', note: 'none' }])
    expect(newer.pragma('user_version', { simple: true })).toBe(migrations.length + 1)
    newer.close()
  })
})

describe('databases that cannot be used', () => {
  it('a newer one: both versions are named', () => {
    const file = join(folder, 'newer.sqlite')
    const connection = openDatabase(file)
    connection.pragma('user_version = 41')
    connection.close()
    expect(() => openDatabase(file)).toThrow(
      /newer\.sqlite was written by a newer Cladescope: its schema is version 41, this one reads up to version \d+\. Update/,
    )
  })

  it('one of another program', () => {
    const file = join(folder, 'foreign.sqlite')
    const other = new Database(file)
    other.exec('CREATE TABLE notes (a)')
    other.close()
    expect(() => openDatabase(file)).toThrow(/SQLite database of another program/)
    expect(readFileSync(file).length).toBe(statSync(file).size)
  })

  it('a file that is no database', () => {
    const file = join(folder, 'text.sqlite')
    writeFileSync(file, 'this is a text, and it is long enough to be taken for a header of sixteen bytes and more')
    expect(() => openDatabase(file)).toThrow(/text\.sqlite is not a SQLite database/)
    expect(readFileSync(file, 'utf8')).toMatch(/^this is a text/)
  })

  it('a damaged one', () => {
    const file = join(folder, 'damaged.sqlite')
    const connection = openDatabase(file)
    const insert = connection.prepare('INSERT INTO environments (content) VALUES (?)')
    for (let index = 0; index < 500; index += 1) insert.run(`${String(index)} ${'x'.repeat(200)}`)
    connection.close()
    const bytes = readFileSync(file)
    const page = bytes.readUInt16BE(16)
    for (let start = page * 5; start < bytes.length; start += page) bytes.fill(0xa5, start, start + 200)
    writeFileSync(file, bytes)
    expect(() => openDatabase(file)).toThrow(/damaged\.sqlite is damaged: /)
  })

  it('a folder, and a path through a file', () => {
    mkdirSync(join(folder, 'is-a-folder'))
    expect(() => openDatabase(join(folder, 'is-a-folder'))).toThrow(/is-a-folder cannot be opened/)
    writeFileSync(join(folder, 'a-file'), '')
    expect(() => openDatabase(join(folder, 'a-file', 'db.sqlite'))).toThrow(
      /db\.sqlite cannot be opened|cannot be made/,
    )
  })

  it.runIf(process.platform === 'linux')('a read-only disk', () => {
    // A recursive mkdir never comes back from here.
    expect(() => openDatabase('/proc/absent/deeper/cladescope.sqlite')).toThrow(
      /The folder of \/proc\/absent\/deeper\/cladescope\.sqlite cannot be made/,
    )
    expect(() => openDatabase('/sys/cladescope.sqlite')).toThrow(
      /\/sys\/cladescope\.sqlite (cannot be opened|or its folder is read-only)/,
    )
  })
})

it('two processes may open a new database at the same moment', async () => {
  const file = join(folder, 'both.sqlite')
  const script = join(import.meta.dirname, 'open-database.child.ts')
  const children = [0, 1, 2].map(() => fork(script, [file], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }))
  const codes = await Promise.all(children.map(async (child) => ((await once(child, 'exit')) as [number])[0]))
  expect(codes).toEqual([0, 0, 0])
  const connection = openDatabase(file)
  expect(connection.prepare('SELECT count(*) FROM environments').pluck().get()).toBe(60)
  connection.close()
})
