import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { besideOthers } from '../../../engine/store/beside-others.ts'

test('what another process stores between look and insert is found the second time', () => {
  const connection = new Database(':memory:')
  connection.exec('CREATE TABLE genomes (digest TEXT UNIQUE)')
  const insert = connection.prepare('INSERT INTO genomes VALUES (?)')
  let looks = 0
  besideOthers(() => {
    looks += 1
    const isThere = connection.prepare('SELECT 1 FROM genomes').get() !== undefined
    if (looks === 1) insert.run('a')
    if (!isThere) insert.run('a')
  })
  expect(looks).toBe(2)
  expect(connection.prepare('SELECT digest FROM genomes').pluck().all()).toEqual(['a'])
  connection.close()
})

test('anything else is thrown at once, and what never ends is given up', () => {
  let tries = 0
  const failing = (error: Error) => () => {
    tries += 1
    throw error
  }
  expect(() => besideOthers(failing(new Error('disk is full')))).toThrow('disk is full')
  expect(tries).toBe(1)
  const taken = new Database.SqliteError('UNIQUE constraint failed', 'SQLITE_CONSTRAINT_UNIQUE')
  expect(() => besideOthers(failing(taken))).toThrow('UNIQUE constraint failed')
  expect(tries).toBeLessThan(30)
})
