import { resolve } from 'node:path'
import type { Engine } from '../engine/engine.ts'
import { defaultDatabaseFile } from '../engine/default-database.ts'
import { CommandFailure } from './failure.ts'
import { createOutput, type Output } from './output.ts'
import type { Interruption } from './interruption.ts'

/** Options that every command takes. */
export interface GlobalOptions {
  readonly json?: boolean
  readonly db?: string
  readonly verbose?: boolean
}

/** What a command works with: an open engine, where to write, and the signal that asks it to stop. */
export interface Session {
  readonly engine: Engine
  readonly output: Output
  readonly databaseFile: string
  readonly interruption: Interruption
}

/** Opens the engine on the chosen database, does the work, and closes the engine however the work ended. */
export async function withSession(
  options: GlobalOptions,
  interruption: Interruption,
  work: (session: Session) => Promise<void>,
  databaseFile: string = chosenDatabaseFile(options),
): Promise<void> {
  const output = createOutput(options.json === true)
  const { openEngine } = await import('../engine/engine.ts')
  const engine = await openDatabase(databaseFile, () => openEngine({ databaseFile }))
  try {
    await work({ engine, output, databaseFile, interruption })
  } finally {
    output.progress.end()
    await engine.close()
  }
}

/** The database of `--db`, else the default one. */
export function chosenDatabaseFile(options: GlobalOptions): string {
  const file = options.db ?? defaultDatabaseFile()
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
