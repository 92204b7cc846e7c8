import { hash } from 'node:crypto'
import { copyFileSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LastMoment } from '../../../engine/computing/last-moment.ts'
import { exportTask } from '../../../engine/projects/export-task.ts'
import { mergeTask, tablesOfOneProject } from '../../../engine/projects/merge-task.ts'
import { contentsOf, contentsTask, readingProject } from '../../../engine/projects/project-contents.ts'
import { removeTask } from '../../../engine/removals/remove-task.ts'
import { BenchmarkStore } from '../../../engine/store/benchmark-store.ts'
import { damageIn } from '../../../engine/store/damage.ts'
import { GenomeStore } from '../../../engine/store/genome-store.ts'
import { tablesOf } from '../../../engine/store/kept-checksums.ts'
import { migrations } from '../../../engine/store/migrations.ts'
import { ModelStore } from '../../../engine/store/model-store.ts'
import { type Connection, openDatabase } from '../../../engine/store/open-database.ts'
import { ProbeStore } from '../../../engine/store/probe-store.ts'
import { RunStore } from '../../../engine/store/run-store.ts'
import { ScoreStore } from '../../../engine/store/score-store.ts'
import { taskContext } from '../../../engine/storing/database-task.ts'
import { everythingIn, fillDatabase } from '../fixtures/filled-database.ts'
import { sampleModel } from '../fixtures/samples.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { wholeContent } from '../fixtures/whole-content.ts'

const folder = temporaryFolder()
const filled = join(folder, 'filled.sqlite')
fillDatabase(filled)
{
  const connection = openDatabase(filled)
  connection.exec(`
    INSERT INTO near_probes (probe_id, other_probe_id, distance) VALUES (1, 2, 0.01), (2, 3, 0.02);
    INSERT INTO similarity_terms (probe_id, other_probe_id, version, content_checksum, content)
      VALUES (1, 2, 1, 5, x'00ff'), (2, 2, 1, 6, x'01'), (2, 3, 1, 7, x'');
    INSERT INTO tensor_sketches (model_id, position, tensors, version, name, type, dimensions, elements, sum_of_squares,
      buckets, row_set, content_checksum, content) VALUES ('oak', 0, 1, 1, 'w', 'F32', '[2]', 2, 1.0, 1, NULL, 3, x'0a0b');`)
  connection.pragma('wal_checkpoint(TRUNCATE)')
  connection.close()
}

let count = 0
const file = (): string => join(folder, `${String((count += 1))}.sqlite`)
function copyOfFilled(): { readonly path: string; readonly connection: Connection } {
  const path = file()
  copyFileSync(filled, path)
  return { path, connection: openDatabase(path) }
}

const task = (connection: Connection) => taskContext(connection, () => undefined, new LastMoment())
const merge = (connection: Connection, other: string, dryRun = false) =>
  mergeTask(task(connection), { file: other, dryRun })

/** What is read from a database, whatever its ids and moments are. */
function saidBy(connection: Connection): string[] {
  const names = new Map(
    new ProbeStore(connection)
      .list()
      .map((probe) => [`probe ${String(probe.id)}`, `${probe.modelName} ${probe.genomeName}`]),
  )
  for (const run of new RunStore(connection).list())
    names.set(`run ${String(run.id)}`, `${run.modelName} ${run.benchmarkName}`)
  return [...everythingIn(connection)]
    .filter(([name]) => !name.startsWith('digest of'))
    .map(([name, value]) => {
      const shown = name.replace(/(probe|run) \d+$/, (id) => `${id.split(' ')[0]!} of ${names.get(id)!}`)
      const key = /^(?:scored model|score|checkpoints) /.test(name) ? name.replace(/\d+$/, '') : shown
      const said = value.replace(/"(?:id|scoredModelId)":("?)\d+\1,?/g, '').replace(/"addedAt":"[^"]*",?/g, '')
      return `${key}: ${hash('sha1', said)}`
    })
    .sort()
}

describe('merging', () => {
  it('says of every table whether its rows go to another project', () => {
    const { connection } = copyOfFilled()
    const { connection: empty } = { connection: openDatabase(file()) }
    merge(empty, filled)
    const [here, there] = [wholeContent(empty), wholeContent(connection)]
    const notMerged = tablesOf(connection).filter((table) => here[table]!.length < there[table]!.length)
    expect(notMerged.filter((table) => !tablesOfOneProject.has(table))).toEqual([])
    empty.close()
    connection.close()
  })

  it('into an empty project gives all that the other says', () => {
    const empty = openDatabase(file())
    const { added, disagreements, renamed } = merge(empty, filled)
    expect(added).toEqual({
      models: 3,
      places: 3,
      probes: 3,
      genes: 35,
      genomes: 1,
      benchmarks: 1,
      runs: 3,
      scoredModels: 4,
      scores: 1,
      sketchedModels: 1,
      checkpointTables: 1,
    })
    expect([disagreements, renamed]).toEqual([[], []])
    const original = openDatabase(filled)
    expect(saidBy(empty)).toEqual(saidBy(original))
    expect(damageIn(empty, 'all')).toEqual([])
    expect(empty.pragma('foreign_key_check')).toEqual([])
    original.close()
    empty.close()
  })

  it('with itself changes nothing, and a second time neither', () => {
    const { connection, path } = copyOfFilled()
    const before = wholeContent(connection)
    const { added, disagreements, renamed } = merge(connection, filled)
    expect(Object.values(added).every((value) => value === 0)).toBe(true)
    expect([disagreements, renamed]).toEqual([[], []])
    expect(wholeContent(connection)).toEqual(before)
    expect(path).not.toBe(filled)
    connection.close()
  })

  it('of two parts of a project gives the whole, whatever each lacks, and leaves the other file as it is', () => {
    const removable = [
      // None of them goes with another.
      { kind: 'model', id: 'elm' } as const,
      ...['2', '3'].flatMap((id) => [{ kind: 'probe', id } as const, { kind: 'run', id } as const]),
      { kind: 'scored model', id: '4' } as const,
      { kind: 'table of checkpoints', id: '1' } as const,
    ]
    const whole = openDatabase(filled)
    const expected = saidBy(whole).filter((line) => !line.startsWith('scored model '))
    whole.close()
    fc.assert(
      fc.property(fc.shuffledSubarray([...removable]), fc.integer({ min: 0, max: removable.length }), (chosen, cut) => {
        // Each part lacks what the other has.
        const [left, right] = [copyOfFilled(), copyOfFilled()]
        for (const input of chosen.slice(0, cut)) removeTask(task(left.connection), input)
        for (const input of chosen.slice(cut)) removeTask(task(right.connection), input)
        right.connection.pragma('wal_checkpoint(TRUNCATE)')
        const bytes = readFileSync(right.path)
        merge(left.connection, right.path)
        expect(readFileSync(right.path)).toEqual(bytes)
        expect(saidBy(left.connection).filter((line) => !line.startsWith('scored model '))).toEqual(expected)
        expect(damageIn(left.connection, 'all')).toEqual([])
        expect(left.connection.pragma('foreign_key_check')).toEqual([])
        left.connection.close()
        right.connection.close()
      }),
      { numRuns: 12 },
    )
  })

  it('as a dry run says the same and changes nothing', () => {
    const empty = openDatabase(file())
    const before = wholeContent(empty)
    const told = merge(empty, filled, true)
    expect(wholeContent(empty)).toEqual(before)
    expect(merge(empty, filled)).toEqual(told)
    empty.close()
  })

  it('keeps what this project says where both say something, and tells of it', () => {
    const { connection } = copyOfFilled()
    const other = copyOfFilled()
    new ModelStore(connection).setFamily(['oak', 'elm'], 'here')
    new ModelStore(other.connection).setFamily(['oak', 'ivy'], 'there')
    new ModelStore(other.connection).rename('elm', 'elm of theirs')
    other.connection.exec('UPDATE scores SET value = 0.75')
    other.connection.close()
    const { disagreements } = merge(connection, other.path)
    expect(disagreements).toEqual([
      { of: 'model elm', fact: 'name', kept: 'elm', other: 'elm of theirs' },
      { of: 'model oak', fact: 'family', kept: 'here', other: 'there' },
      { of: 'score of published on x (acc)', fact: 'value', kept: '0.5', other: '0.75' },
    ])
    const families = new ModelStore(connection).list().map(({ name, statedFamily }) => [name, statedFamily])
    expect(families).toEqual([
      ['elm', 'here'],
      ['ivy', 'there'],
      ['oak', 'here'],
    ])
    expect(connection.prepare('SELECT value FROM scores').pluck().all()).toEqual([0.5])
    connection.close()
  })

  it('gives other contents of a name that is taken a name of their own', () => {
    const connection = openDatabase(file())
    new ModelStore(connection).insert({ ...sampleModel('oak'), id: 'other', sha256: 'f'.repeat(64), places: [] })
    new GenomeStore(connection).insert(
      { id: 'h', name: 'numbers', digest: 'another', description: '', builtIn: false },
      ['one'],
    )
    const { renamed } = merge(connection, filled)
    expect(renamed).toEqual([
      { from: 'oak', to: 'oak (2)' },
      { from: 'numbers', to: 'numbers (2)' },
    ])
    expect(
      new ProbeStore(connection).list().map(({ modelName, genomeName }) => [modelName, genomeName]),
    ).toContainEqual(['oak (2)', 'numbers (2)'])
    connection.close()
  })

  it('brings what was computed of pairs along, whatever ids the probes of both projects have', () => {
    const { connection } = copyOfFilled()
    const other = copyOfFilled()
    const contents = other.connection.prepare('UPDATE models SET sha256 = ? WHERE id = ?')
    for (const [index, id] of ['elm', 'ivy', 'oak'].entries()) contents.run(String(index).repeat(64), id)
    other.connection.close()
    // Its id is free then, the one before and the one behind it are not.
    new ProbeStore(connection).remove(2)
    connection.exec('DELETE FROM similarity_terms')
    const pairs = (of: Connection): unknown =>
      of
        .prepare(
          `SELECT one.model_id, other.model_id, terms.content_checksum FROM similarity_terms AS terms
           JOIN probes AS one ON one.id = terms.probe_id JOIN probes AS other ON other.id = terms.other_probe_id
           ORDER BY terms.content_checksum`,
        )
        .raw()
        .all()
    merge(connection, other.path)
    const [elm, ivy, oak] = ['0', '1', '2'].map((digit) => digit.repeat(12))
    expect(pairs(connection)).toEqual([
      [elm, ivy, 5],
      [ivy, ivy, 6],
      [ivy, oak, 7],
    ])
    connection.close()
  })

  it('takes scored models of one name for two where they are matched with different models', () => {
    const connection = openDatabase(file())
    new ModelStore(connection).insert({ ...sampleModel('oak'), id: 'other', sha256: 'f'.repeat(64), places: [] })
    const scores = new ScoreStore(connection)
    const here = scores.addModel('oak', {})
    connection.exec("UPDATE scored_models SET model_id = 'other'")
    const { path, connection: other } = copyOfFilled()
    new ScoreStore(other).set([
      {
        scoredModelId: new ScoreStore(other).models().find(({ name }) => name === 'oak')!.id,
        benchmark: 'x',
        metric: 'acc',
        shots: 0,
        value: 0.25,
        stderr: null,
        n: null,
        source: 'typed',
        sourceDetail: '',
      },
    ])
    other.close()
    const { renamed } = merge(connection, path)
    expect(renamed).toContainEqual({ from: 'oak', to: 'oak (2)' })
    const table = scores.table()
    expect(table.models.map(({ name, modelId }) => [name, modelId])).toContainEqual(['oak (2)', 'oak'])
    expect(table.scores.filter(({ scoredModelId }) => scoredModelId === here)).toEqual([])
    connection.close()
  })

  it('takes no standard error of a value that it does not take', () => {
    const { connection } = copyOfFilled()
    const { path, connection: other } = copyOfFilled()
    connection.exec('UPDATE scores SET stderr = NULL, n = NULL')
    other.exec('UPDATE scores SET value = 0.75')
    other.close()
    merge(connection, path)
    expect(connection.prepare('SELECT value, stderr, n FROM scores').raw().all()).toEqual([[0.5, null, null]])
    merge(connection, filled)
    expect(connection.prepare('SELECT value, stderr, n FROM scores').raw().all()).toEqual([[0.5, 0.01, 100]])
    connection.close()
  })

  it('is refused, with what was found, of what is damaged or newer, and changes nothing', () => {
    const connection = openDatabase(file())
    const before = wholeContent(connection)
    const hurt = copyOfFilled()
    hurt.connection.exec('DROP TRIGGER probes_checksum_of_changed; UPDATE probes SET tolerance = 0.5 WHERE id = 2')
    hurt.connection.pragma('wal_checkpoint(TRUNCATE)')
    hurt.connection.close()
    expect(() => merge(connection, hurt.path)).toThrow(/is damaged/)
    const gene = copyOfFilled()
    gene.connection.exec(
      `UPDATE gene_results SET content = CAST(x'00' || substr(content, 2) AS BLOB) WHERE probe_id = 1 AND gene_index = 4`,
    )
    gene.connection.close()
    expect(() => merge(connection, gene.path)).toThrow(/is damaged: gene 5 of genome numbers of model elm/)
    const newer = copyOfFilled()
    newer.connection.pragma('user_version = 9999')
    newer.connection.close()
    expect(() => merge(connection, newer.path)).toThrow(/was written by a newer Cladescope/)
    expect(() => merge(connection, join(folder, 'absent.sqlite'))).toThrow(/There is no database/)
    expect(wholeContent(connection)).toEqual(before)
    connection.close()
  })

  it('reads a project of an older version without bringing its file up to date', () => {
    const old = file()
    const connection = openDatabase(old, migrations.slice(0, 12))
    connection.exec(`INSERT INTO checkpoint_tables (name, added_at) VALUES ('early', 'then')`)
    connection.close()
    const bytes = readFileSync(old)
    const here = openDatabase(file())
    expect(merge(here, old).added.checkpointTables).toBe(1)
    expect(readFileSync(old)).toEqual(bytes)
    expect(contentsTask({ file: old }).checkpointTables).toBe(1)
    here.close()
  })
})

describe('a profile', () => {
  it('holds what was measured of the chosen models, no paths, and merges into another project', () => {
    const { connection } = copyOfFilled()
    const target = join(folder, 'oak.cladescope')
    exportTask(task(connection), { modelIds: ['oak'], target, overwrite: false })
    expect(statSync(target).size).toBeLessThan(statSync(filled).size)
    const profile = openDatabase(target)
    expect(contentsOf(profile)).toEqual({
      models: 1,
      modelsWithoutFile: 1,
      probes: 1,
      genes: 11,
      genomes: 1,
      benchmarks: 1,
      runs: 1,
      scoredModels: 1,
      scores: 0,
      sketchedModels: 0,
      checkpointTables: 0,
    })
    profile.close()
    const text = readFileSync(target).toString('latin1')
    for (const { files } of new ModelStore(connection).get('oak')!.places)
      for (const { path } of files) expect(text).not.toContain(path)
    const other = openDatabase(file())
    merge(other, target)
    const [here, there] = [connection, other].map((of) => {
      const probe = new ProbeStore(of).list().find(({ modelName }) => modelName === 'oak')!
      return [...new ProbeStore(of).genes(probe.id)]
    })
    expect(there).toEqual(here)
    expect(new ScoreStore(other).models().map(({ name }) => name)).toEqual(['oak'])
    expect(new RunStore(other).list()).toMatchObject([{ modelName: 'oak', done: 10, damage: null }])
    expect(new BenchmarkStore(other).list()).toMatchObject([{ name: 'sums', records: 10 }])
    expect(new ModelStore(other).get('oak')?.places).toEqual([])
    expect(readingProject(target, (of) => damageIn(of, 'all'))).toEqual([])
    other.close()
    connection.close()
  })
})
