import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Engine } from '../engine/engine.ts'
import { defaultDatabaseFile } from '../engine/default-database.ts'
import { AbsentDatabase } from '../engine/store/database-error.ts'
import { CommandFailure, UsageFailure } from './failure.ts'
import { findProject } from './find-project.ts'
import { createOutput, type Output } from './output.ts'
import type { Interruption } from './interruption.ts'

/** Options that every command takes. */
export interface GlobalOptions {
  readonly json?: boolean
  readonly db?: string
  readonly project?: string
  readonly verbose?: boolean
}

/** What a command works with: an open engine, where to write, and the signal that asks it to stop. */
export interface Session {
  readonly engine: Engine
  readonly output: Output
  readonly databaseFile: string
  readonly interruption: Interruption
}

/** The database of a command, and how it came to be this one. */
interface ChosenDatabase {
  readonly file: string
  /** Whether `--db` names it. */
  readonly isNamed: boolean
  /** Whether it is not to be made where it is absent. */
  readonly mustExist: boolean
}

/** Opens the engine on the chosen database, does the work, and closes the engine however the work ended. */
export async function withSession(
  options: GlobalOptions,
  interruption: Interruption,
  work: (session: Session) => Promise<void>,
  database: ChosenDatabase,
): Promise<void> {
  const output = createOutput(options.json === true)
  const databaseFile = presentDatabase(database)
  const { openEngine } = await import('../engine/engine.ts')
  const engine = await openDatabase(databaseFile, () => openEngine({ databaseFile }))
  try {
    await work({ engine, output, databaseFile, interruption })
    if (databaseFile !== database.file) {
      output.note(
        `note: there is no database yet (${database.file}); commands that store something, such as models add, make it`,
      )
    }
  } finally {
    output.progress.end()
    await engine.close()
  }
}

/**
 * The database to open. Where nothing is to be made and nothing is there, a name that was given is a mistake; before
 * the first use of the default one, an empty database in memory stands for it.
 */
function presentDatabase({ file, isNamed, mustExist }: ChosenDatabase): string {
  if (!mustExist || file === ':memory:' || existsSync(file)) return file
  if (isNamed) throw new AbsentDatabase(file)
  return ':memory:'
}

/** The database of `--db` or `--project`, else the default one. */
export function chosenDatabaseFile(options: GlobalOptions): string {
  if (options.db !== undefined && options.project !== undefined)
    throw new UsageFailure('expected --db or --project, found both')
  const file = options.project === undefined ? (options.db ?? defaultDatabaseFile()) : findProject(options.project)
  return file === ':memory:' ? file : resolve(file)
}

async function openDatabase(file: string, open: () => Promise<Engine>): Promise<Engine> {
  try {
    return await open()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new CommandFailure(message.includes(file) ? message : `database ${file}: ${message}`, { cause: error })
  }
}
