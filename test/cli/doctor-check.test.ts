import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import { fillDatabase } from '../engine/fixtures/filled-database.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

test('doctor --check names what is damaged and changes nothing; --repair takes it out and says what went', async () => {
  const file = join(folder.path, 'hurt.sqlite')
  fillDatabase(file)
  // No trigger is on the content, so this is as damage would be.
  const raw = new Database(file)
  raw.exec(`UPDATE gene_results SET content = x'00' WHERE probe_id = 3 AND gene_index = 6`)
  raw.close()
  const gene = 'gene 7 of genome numbers of model oak (probe 3)'
  for (let time = 0; time < 2; time += 1) {
    const check = await runCli(folder.path, 'doctor', '--check', '--db', file)
    expect(check).toMatchObject({ code: 1 })
    expect(check.stdout).toBe(
      `${file}: 35 populations\ndamaged: ${gene}\n  would be removed: its population; then: probe oak with numbers again\n`,
    )
    expect(check.stderr).toBe(
      `cladescope: ${file} is damaged; --check --repair takes out what is named above, or restore the file from a backup\n`,
    )
  }
  const populations = await runCli(folder.path, 'populations', 'oak', '--genome', 'numbers', '--db', file)
  expect(populations).toMatchObject({ code: 1, stdout: '' })
  expect(populations.stderr).toContain(`${file} is damaged: ${gene} (expected the checksum`)
  const repair = await runCli(folder.path, 'doctor', '--check', '--repair', '--db', file, '--json')
  expect(repair).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(repair.stdout)).toEqual({
    database: file,
    populations: 34,
    structure: [],
    mendable: true,
    repaired: true,
    damaged: [{ table: 'gene_results', what: gene, removal: 'its population', remedy: 'probe oak with numbers again' }],
  })
  expect(await runCli(folder.path, 'doctor', '--check', '--db', file)).toMatchObject({
    code: 0,
    stdout: `${file}: 34 populations\neverything is as it was stored\n`,
  })
})

test('doctor refuses --repair alone, and a database that is not there', async () => {
  expect(await runCli(folder.path, 'doctor', '--repair')).toMatchObject({ code: 2 })
  const absent = await runCli(folder.path, 'doctor', '--check', '--db', 'absent.sqlite')
  expect(absent).toMatchObject({ code: 1, stdout: '' })
  expect(absent.stderr).toMatch(/There is no database .*absent\.sqlite\./)
})
