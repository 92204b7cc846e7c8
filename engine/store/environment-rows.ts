import type { SourceEnvironment } from '../../native/source/logit-source.ts'
import type { Connection } from './open-database.ts'

/** The row of an environment, made if absent. */
export function environmentId(connection: Connection, environment: SourceEnvironment): number {
  // Sorted keys: the same environment is one row whatever order its fields came in.
  const content = JSON.stringify(environment, Object.keys(environment).sort())
  connection.prepare('INSERT OR IGNORE INTO environments (content) VALUES (?)').run(content)
  return connection.prepare<[string], number>('SELECT id FROM environments WHERE content = ?').pluck().get(content)!
}
