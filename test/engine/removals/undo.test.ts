import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { geneRecordOf, encodeGeneResult } from '../../../core/population/population-codec.ts'
import { LastMoment } from '../../../engine/computing/last-moment.ts'
import { removeTask, type RemoveInput } from '../../../engine/removals/remove-task.ts'
import { undoTask } from '../../../engine/removals/undo-task.ts'
import { forgetOldRemovals, keptRemovals, listRemovals } from '../../../engine/store/kept-removals.ts'
import { ModelStore } from '../../../engine/store/model-store.ts'
import { NearStore } from '../../../engine/store/near-store.ts'
import { type Connection, openDatabase } from '../../../engine/store/open-database.ts'
import { damageIn } from '../../../engine/store/damage.ts'
import { ProbeStore } from '../../../engine/store/probe-store.ts'
import { ScoreStore } from '../../../engine/store/score-store.ts'
import { taskContext } from '../../../engine/storing/database-task.ts'
import { fillDatabase, modelNames } from '../fixtures/filled-database.ts'
import { sampleEnvironment, sampleModel, sampleResult, sampleSettings } from '../fixtures/samples.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { wholeContent } from '../fixtures/whole-content.ts'

const folder = temporaryFolder()
const filled = join(folder, 'filled.sqlite')
fillDatabase(filled)
{
  // What comparisons and sketches leave.
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

let copies = 0
function copyOfFilled(): { readonly file: string; readonly connection: Connection } {
  copies += 1
  const file = join(folder, `copy-${String(copies)}.sqlite`)
  copyFileSync(filled, file)
  return { file, connection: openDatabase(file) }
}

const task = (connection: Connection) => taskContext(connection, () => undefined, new LastMoment())
const remove = (connection: Connection, input: RemoveInput) => removeTask(task(connection), input)
const undo = (connection: Connection, id: number) => undoTask(task(connection), { id })
const content = (connection: Connection) => wholeContent(connection, ['removals', 'removed_rows'])

const inputs: readonly RemoveInput[] = [
  ...modelNames.map((id) => ({ kind: 'model', id }) as const),
  { kind: 'genome', id: 'g' },
  { kind: 'benchmark', id: 'b' },
  ...['1', '2', '3'].flatMap((id) => [{ kind: 'probe', id } as const, { kind: 'run', id } as const]),
  ...['1', '2', '3', '4'].map((id) => ({ kind: 'scored model', id }) as const),
  { kind: 'score', id: '1' },
  { kind: 'table of checkpoints', id: '1' },
]

describe('undo of removals', () => {
  it('gives every table its rows back, whatever was removed, in the order backwards', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...inputs], { minLength: 1, maxLength: 6 }), (chosen) => {
        const { connection } = copyOfFilled()
        const states = [content(connection)]
        const removals: number[] = []
        for (const input of chosen) {
          const { removal } = remove(connection, input)
          if (removal === null) continue
          removals.push(removal.id)
          states.push(content(connection))
        }
        for (const id of removals.reverse()) {
          expect(content(connection)).toEqual(states.pop())
          undo(connection, id)
        }
        expect(content(connection)).toEqual(states.pop())
        expect(damageIn(connection, 'all')).toEqual([])
        expect(listRemovals(connection)).toEqual([])
        connection.close()
      }),
      { numRuns: 25 },
    )
  })

  it('says what went', () => {
    const { connection } = copyOfFilled()
    expect(remove(connection, { kind: 'model', id: 'oak' }).removal?.what).toBe(
      'model oak with 1 probe (11 genes), 1 run (10 items), 1 scored model and 1 sketched tensor',
    )
    expect(remove(connection, { kind: 'run', id: '1' }).removal?.what).toBe(
      'run of elm on sums with 10 items and 1 scored model',
    )
    expect(remove(connection, { kind: 'score', id: '1' }).removal?.what).toBe('score of published on x')
    expect(remove(connection, { kind: 'score', id: '1' })).toEqual({ removed: false, removal: null })
    expect(remove(connection, { kind: 'table of checkpoints', id: '1' }).removal?.what).toBe(
      'table of checkpoints ladder with 3 rows',
    )
    expect(listRemovals(connection)).toHaveLength(4)
    connection.close()
  })

  it('is there after the database was closed', () => {
    const { file, connection } = copyOfFilled()
    const before = content(connection)
    const { removal } = remove(connection, { kind: 'genome', id: 'g' })
    connection.close()
    const again = openDatabase(file)
    expect(listRemovals(again)).toEqual([removal])
    expect(undo(again, removal!.id)).toMatchObject({ known: 0, renamed: [] })
    expect(content(again)).toEqual(before)
    again.close()
  })

  it('takes what was removed together back together', () => {
    const { connection } = copyOfFilled()
    const before = content(connection)
    for (const id of modelNames) remove(connection, { kind: 'model', id, group: 'bulk' })
    const [removal, ...others] = listRemovals(connection)
    expect(others).toEqual([])
    expect(removal?.what).toBe(
      'model elm, model ivy, model oak with 3 probes (35 genes), 3 runs (30 items), 3 scored models and 1 sketched tensor',
    )
    undo(connection, removal!.id)
    expect(content(connection)).toEqual(before)
    connection.close()
  })

  it('is refused where what it belongs to was removed later, and changes nothing', () => {
    const { connection } = copyOfFilled()
    const probe = remove(connection, { kind: 'probe', id: '3' }).removal!
    const model = remove(connection, { kind: 'model', id: 'oak' }).removal!
    const between = content(connection)
    expect(() => undo(connection, probe.id)).toThrow(/belongs to something that was removed later/)
    expect(content(connection)).toEqual(between)
    undo(connection, model.id)
    expect(undo(connection, probe.id)).toMatchObject({ known: 0 })
    connection.close()
  })

  it('leaves what has been made anew meanwhile, and brings the rest', () => {
    const { connection } = copyOfFilled()
    const { removal } = remove(connection, { kind: 'model', id: 'oak' })
    const models = new ModelStore(connection)
    const probes = new ProbeStore(connection)
    models.insert({ ...sampleModel('oak'), name: 'oak again' })
    const again = probes.open({ modelId: 'oak', genomeId: 'g', settings: sampleSettings, precision: 'file' })
    probes.addGene(again, 0, geneRecordOf(encodeGeneResult(sampleResult(0.5))), sampleEnvironment, 10)
    new NearStore(connection)
    expect(undo(connection, removal!.id)).toMatchObject({ renamed: [], known: 4 })
    expect(models.get('oak')?.name).toBe('oak again')
    expect(probes.list().filter(({ modelId }) => modelId === 'oak')).toMatchObject([{ id: again, done: 11 }])
    expect([...probes.genes(again)][0]!.result).toMatchObject({ bound: sampleResult(0.5).bound })
    // Computed from genes of before.
    expect(
      connection.prepare('SELECT count(*) FROM similarity_terms WHERE other_probe_id IN (3, ?)').pluck().get(again),
    ).toBe(0)
    expect(damageIn(connection, 'all')).toEqual([])
    connection.close()
  })

  it('brings a table of checkpoints back under a free name', () => {
    const { connection } = copyOfFilled()
    const { removal } = remove(connection, { kind: 'table of checkpoints', id: '1' })
    connection.exec(`INSERT INTO checkpoint_tables (name, added_at) VALUES ('ladder', 'now')`)
    expect(undo(connection, removal!.id)?.renamed).toEqual([{ from: 'ladder', to: 'ladder (2)' }])
    connection.close()
  })

  it('keeps the scored model that a removal has made, where it has got scores', () => {
    const { connection } = copyOfFilled()
    const scores = new ScoreStore(connection)
    const oak = scores.models().find(({ name }) => name === 'oak')!
    const { removal } = remove(connection, { kind: 'scored model', id: oak.id })
    const made = scores.models().find(({ modelId }) => modelId === 'oak')!
    expect(made.id).not.toBe(oak.id)
    const score = {
      scoredModelId: made.id,
      benchmark: 'y',
      metric: 'acc',
      shots: null,
      value: 0.5,
      stderr: null,
      n: null,
    }
    scores.set([{ ...score, source: 'typed', sourceDetail: '' }])
    undo(connection, removal!.id)
    expect(scores.models().filter(({ modelId }) => modelId === 'oak')).toMatchObject([{ id: made.id }])
    expect(scores.table().scores.find(({ benchmark }) => benchmark === 'y')).toMatchObject({ scoredModelId: made.id })
    connection.close()
  })

  it('refuses what is not as it was kept', () => {
    const { connection } = copyOfFilled()
    const before = content(connection)
    const { removal } = remove(connection, { kind: 'score', id: '1' })
    connection.exec(`UPDATE removed_rows SET content = CAST(substr(content, 1, length(content) - 1) || x'00' AS BLOB)`)
    const between = content(connection)
    expect(() => undo(connection, removal!.id)).toThrow(/by its checksum/)
    expect(content(connection)).toEqual(between)
    expect(between).not.toEqual(before)
    connection.close()
  })

  it('is kept of the last 20 removals, and for 7 days', () => {
    const { connection } = copyOfFilled()
    const scores = new ScoreStore(connection)
    const ids = Array.from({ length: keptRemovals + 3 }, (_, index) => scores.addModel(`made up ${String(index)}`))
    for (const id of ids) remove(connection, { kind: 'scored model', id })
    const kept = listRemovals(connection)
    expect(kept).toHaveLength(keptRemovals)
    expect(kept[0]!.what).toBe(`scored model made up ${String(keptRemovals + 2)}`)
    const day = 24 * 3600 * 1000
    forgetOldRemovals(connection, Date.now() + 6.9 * day)
    expect(listRemovals(connection)).toHaveLength(keptRemovals)
    forgetOldRemovals(connection, Date.now() + 7.1 * day)
    expect(listRemovals(connection)).toEqual([])
    expect(connection.prepare('SELECT count(*) FROM removed_rows').pluck().get()).toBe(0)
    connection.close()
  })
})
