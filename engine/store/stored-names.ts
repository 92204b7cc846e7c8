import type { Connection } from './connection.ts'
import { connect } from './open-database.ts'

/** What has a name in a database. */
export type NamedKind =
  | 'models'
  | 'genomes'
  | 'benchmarks'
  | 'scored models'
  | 'families'
  | 'quantizations'
  | 'tags'
  | 'runs'
  | 'removals'

const statements: Readonly<Record<NamedKind, string>> = {
  models: 'SELECT name FROM models',
  genomes: 'SELECT name FROM genomes',
  benchmarks: 'SELECT name FROM benchmarks UNION SELECT benchmark FROM scores',
  'scored models': 'SELECT name FROM scored_models',
  families:
    'SELECT family FROM models WHERE family IS NOT NULL UNION SELECT family FROM scored_models WHERE family IS NOT NULL',
  quantizations: 'SELECT DISTINCT quantization FROM models',
  tags: 'SELECT DISTINCT tag FROM model_tags',
  removals: 'SELECT CAST(id AS TEXT) FROM removals ORDER BY id DESC',
  runs: 'SELECT CAST(id AS TEXT) FROM benchmark_runs ORDER BY id',
}

/** Milliseconds for which a reader at a prompt waits until another process has written. */
const patience = 200

/**
 * The names of a kind in a database file, without an engine: nothing is checked, migrated or written. None where the
 * file is absent, is locked, or is no such database, as there is nobody to tell.
 */
export function storedNames(file: string, kind: NamedKind): string[] {
  let connection: Connection | undefined
  try {
    connection = connect(file, { mustExist: true })
    connection.pragma(`busy_timeout = ${String(patience)}`)
    // A connection that may write takes the files beside a database away with it; one that may not leaves them there.
    connection.pragma('query_only = ON')
    return connection.prepare<[], string>(statements[kind]).pluck().all()
  } catch {
    return []
  } finally {
    connection?.close()
  }
}
