import type { SourceEnvironment } from '../../native/schemas/source-environment.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Connection } from './open-database.ts'

/** The row of an environment, made if absent. The same environment is one row whatever order its fields came in. */
export function environmentId(connection: Connection, environment: SourceEnvironment): number {
  const content = canonicalJson(environment)
  connection.prepare('INSERT OR IGNORE INTO environments (content) VALUES (?)').run(content)
  return connection.prepare<[string], number>('SELECT id FROM environments WHERE content = ?').pluck().get(content)!
}
