import { expect, test } from 'vitest'
import { fullDisk } from '../../../engine/store/full-disk.ts'
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

test('a write that finds the disk full says so, and is told by its code', async () => {
  const refused = onceWritable('db.sqlite', () => {
    throw errorOf('SQLITE_FULL')
  })
  await expect(refused).rejects.toMatchObject({
    code: 'SQLITE_FULL',
    message: expect.stringMatching(/is full/) as string,
  })
})
