import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Connection, openDatabase } from '../engine/store/open-database.ts'

export interface ComparisonSpeed {
  readonly probes: number
  /** Milliseconds that the command takes to start and end without any work; part of each of the following. */
  readonly start: number
  /** Milliseconds of `distances`, starting and opening included: nothing kept, everything kept, one model new. */
  readonly first: number
  readonly again: number
  readonly oneMore: number
  /** Whether all of them gave the same answer, to the last digit. */
  readonly isSame: boolean
  readonly load: { readonly before: readonly number[]; readonly after: readonly number[] }
}

const cli = fileURLToPath(new URL('../cli/main.ts', import.meta.url))

/** Times of a comparison of all models of a database, on a copy of it. */
export function comparisonSpeed(file: string, genome: string): ComparisonSpeed {
  const folder = mkdtempSync(join(tmpdir(), 'cladescope-comparing-'))
  const before = loadavg()
  try {
    const copy = join(folder, 'copy.sqlite')
    inDatabase(file, (connection) => connection.prepare('VACUUM INTO ?').run(copy))
    inDatabase(copy, (connection) => connection.exec('DELETE FROM similarity_terms'))
    command('--version')
    const start = command('--version').milliseconds
    const first = distances(copy, genome)
    const again = distances(copy, genome)
    const probes = inDatabase(copy, (connection) => {
      const compared = connection.prepare<[], number>('SELECT DISTINCT probe_id FROM similarity_terms').pluck().all()
      const last = Math.max(...compared)
      connection.prepare('DELETE FROM similarity_terms WHERE probe_id = ? OR other_probe_id = ?').run(last, last)
      return compared.length
    })
    const oneMore = distances(copy, genome)
    return {
      probes,
      start,
      first: first.milliseconds,
      again: again.milliseconds,
      oneMore: oneMore.milliseconds,
      isSame: again.answer === first.answer && oneMore.answer === first.answer,
      load: { before, after: loadavg() },
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function inDatabase<T>(file: string, work: (connection: Connection) => T): T {
  const connection = openDatabase(file)
  try {
    return work(connection)
  } finally {
    connection.close()
  }
}

function distances(file: string, genome: string): Answered {
  return command('--db', file, 'distances', '--genome', genome, '--json')
}

interface Answered {
  readonly milliseconds: number
  readonly answer: string
}

function command(...words: readonly string[]): Answered {
  const began = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${String(status)}: ${stderr}`)
  return { milliseconds: performance.now() - began, answer: stdout }
}
