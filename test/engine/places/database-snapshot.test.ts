import Database from 'better-sqlite3'
import fc from 'fast-check'
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { thisMachine } from '../../../engine/places/machine.ts'
import { queryForeign, withLog } from '../../../engine/places/programs/database-snapshot.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()
let count = 0

/** A database in use whose changes stay in its log. */
function openLogged(): { readonly database: Database.Database; readonly file: string } {
  const file = join(folder, `${String((count += 1))}.sqlite`)
  const database = new Database(file)
  database.pragma('page_size = 512')
  database.pragma('journal_mode = WAL')
  database.pragma('wal_autocheckpoint = 0')
  database.exec('CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT)')
  return { database, file }
}

const query = 'SELECT id, text FROM texts ORDER BY id'
const read = (file: string) => queryForeign(thisMachine, file, query)

const step = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), length: fc.nat(3000) }),
  fc.record({ kind: fc.constant('remove' as const), length: fc.nat(20) }),
  fc.record({ kind: fc.constantFrom('checkpoint' as const, 'vacuum' as const), length: fc.constant(0) }),
)

test('its rows are those that SQLite itself reads, whatever is in the log', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const { database, file } = openLogged()
      for (const { kind, length } of steps) {
        if (kind === 'insert') database.prepare('INSERT INTO texts (text) VALUES (?)').run('x'.repeat(length))
        else if (kind === 'remove') database.prepare('DELETE FROM texts WHERE id % 20 = ?').run(length)
        else if (kind === 'vacuum') database.exec('VACUUM')
        else database.pragma('wal_checkpoint(RESTART)')
      }
      expect(await read(file)).toEqual(database.prepare(query).all())
      database.close()
    }),
    { numRuns: 40 },
  )
})

test('what is not committed, torn or of an earlier log does not count', async () => {
  const { database, file } = openLogged()
  const insert = database.prepare('INSERT INTO texts (text) VALUES (?)')
  insert.run('first')
  const log = readFileSync(`${file}-wal`)
  insert.run('second')
  const longer = readFileSync(`${file}-wal`)
  const pages = readFileSync(file)
  const rowsOf = (content: Buffer): unknown[] => {
    const opened = new Database(withLog(pages, content), { readonly: true })
    const rows = opened.prepare('SELECT text FROM texts').pluck().all()
    opened.close()
    return rows
  }
  expect(rowsOf(longer)).toEqual(['first', 'second'])
  for (let bytes = log.length; bytes < longer.length; bytes += 100)
    expect(rowsOf(longer.subarray(0, bytes))).toEqual(['first'])
  const damaged = Buffer.from(longer)
  damaged[log.length + 100]! ^= 1
  expect(rowsOf(damaged)).toEqual(['first'])
  const salted = Buffer.from(longer)
  salted[log.length + 9]! ^= 1
  expect(rowsOf(salted)).toEqual(['first'])
  database.close()
})

test('nothing is made beside it, where it was closed and where it was left with a log', async () => {
  const { database, file } = openLogged()
  database.exec("INSERT INTO texts (text) VALUES ('kept')")
  const left = join(folder, 'left.sqlite')
  copyFileSync(file, left)
  copyFileSync(`${file}-wal`, `${left}-wal`)
  database.close()
  for (const path of [file, left]) {
    expect(await read(path)).toEqual([{ id: 1, text: 'kept' }])
    expect(existsSync(`${path}-shm`)).toBe(false)
  }
  expect(existsSync(`${file}-wal`)).toBe(false)
})

test('a file that is none, is absent or lacks the table has no rows', async () => {
  expect(await read(join(folder, 'absent.sqlite'))).toBeUndefined()
  const text = join(folder, 'text.sqlite')
  writeFileSync(text, 'a text that is no database at all, and long enough')
  expect(await read(text)).toBeUndefined()
  const empty = join(folder, 'empty.sqlite')
  new Database(empty).close()
  expect(await read(empty)).toBeUndefined()
})
