import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { EngineLock } from '../../../engine/store/engine-lock.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

describe('the lock of an engine', () => {
  const folder = temporaryFolder()

  it('is seen while it is held, and not after', () => {
    const database = join(folder, 'db.sqlite')
    const held = new EngineLock(database, 'first')
    held.hold()
    held.hold()
    expect(new EngineLock(database, 'second').isRunning('first')).toBe(true)
    expect(new EngineLock(database, 'second').isRunning('third')).toBe(false)
    expect(held.isRunning('first')).toBe(true)
    held.close()
    expect(new EngineLock(database, 'second').isRunning('first')).toBe(false)
    held.close()
  })

  it('of a database in memory is nobody else’s', () => {
    const lock = new EngineLock(':memory:', 'first')
    lock.hold()
    expect([lock.isRunning('first'), lock.isRunning('second')]).toEqual([true, false])
    lock.close()
  })

  it('is the same one for a link to the database', () => {
    writeFileSync(join(folder, 'linked.sqlite'), '')
    symlinkSync(join(folder, 'linked.sqlite'), join(folder, 'link.sqlite'))
    const held = new EngineLock(join(folder, 'link.sqlite'), 'first')
    held.hold()
    expect(new EngineLock(join(folder, 'linked.sqlite'), 'second').isRunning('first')).toBe(true)
    held.close()
  })

  it('that could not be had is not taken for held', () => {
    const database = join(folder, 'busy.sqlite')
    const lock = new EngineLock(database, 'first')
    const other = new Database(`${database}-engine-first`)
    other.exec('BEGIN IMMEDIATE')
    expect(() => lock.hold()).toThrow(/locked/)
    other.close()
    lock.hold()
    expect(new EngineLock(database, 'second').isRunning('first')).toBe(true)
    lock.close()
    expect(() => new EngineLock(join(folder, 'absent', 'db.sqlite'), 'first').hold()).toThrow()
  })

  it('is not lost to an engine that clears up what others left', async () => {
    const database = join(folder, 'crowded.sqlite')
    const child = new URL('./engine-lock.child.ts', import.meta.url)
    const lost = await Promise.all(
      Array.from({ length: 3 }, () => {
        const worker = new Worker(child, { workerData: { database, times: 300 } })
        return new Promise<number>((resolve, reject) => worker.once('message', resolve).once('error', reject))
      }),
    )
    expect(lost).toEqual([0, 0, 0])
  })
})
