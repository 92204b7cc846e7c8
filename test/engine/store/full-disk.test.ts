import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LastMoment } from '../../../engine/computing/last-moment.ts'
import { fullDisk } from '../../../engine/store/full-disk.ts'
import { openDatabase } from '../../../engine/store/open-database.ts'
import { onOwnConnection } from '../../../engine/storing/database-task.ts'
import { onceWritable } from '../../../engine/store/writable.ts'

const errorOf = (code: string): Error => Object.assign(new Error('disk I/O error'), { code })

test.each([
  [
    'SQLITE_IOERR_SHMSIZE',
    20_480,
    /^The disk of \/data\/db\.sqlite is full: 20.5 kB are free \(SQLITE_IOERR_SHMSIZE\)/,
  ],
  ['SQLITE_IOERR_WRITE', 0, /is full/],
  ['SQLITE_FULL', 5_000_000_000, /is full/],
])('%s with %d bytes free says that the disk is full', (code, free, message) => {
  expect(fullDisk('/data/db.sqlite', errorOf(code), () => free)).toMatch(message)
})

test.each([
  ['SQLITE_IOERR_READ', 5_000_000_000],
  ['SQLITE_CORRUPT', 0],
])('%s with %d bytes free is something else', (code, free) => {
  expect(fullDisk('/data/db.sqlite', errorOf(code), () => free)).toBeUndefined()
})

test.skipIf(process.platform === 'win32')('a file that the system does not let grow is told of with its name', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cladescope-limited-'))
  try {
    const script = join(import.meta.dirname, '../projects/limited-copy.child.ts')
    const told = execFileSync('bash', ['-c', `ulimit -f 100; exec "${process.execPath}" "${script}" "${folder}"`], {
      encoding: 'utf8',
    })
    expect(told).toContain(`The system could not read or write ${join(folder, 'copy.sqlite')}, or a file beside it`)
    expect(readdirSync(folder)).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a write that finds the disk full says so, and is told by its code', async () => {
  const refused = onceWritable('db.sqlite', () => {
    throw errorOf('SQLITE_FULL')
  })
  await expect(refused).rejects.toMatchObject({
    code: 'SQLITE_FULL',
    message: expect.stringMatching(/is full/) as string,
  })
})

test('so does one in a thread, which sends the words on and not the code', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cladescope-full-'))
  try {
    const file = join(folder, 'db.sqlite')
    openDatabase(file).close()
    const task = onOwnConnection(() => {
      throw errorOf('SQLITE_FULL')
    })
    expect(() => task({ file, input: null }, () => undefined, new LastMoment())).toThrow(/is full/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
