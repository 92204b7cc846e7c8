import { resolve } from 'node:path'
import type { Command } from 'commander'
import { listenForInterruption } from './interruption.ts'
import { chosenDatabaseFile, withSession, type GlobalOptions, type Session } from './session.ts'

/** Runs a command's work with an open engine; the options that every command takes are read from the command. */
export type RunCommand = (
  command: Command,
  work: (session: Session) => Promise<void>,
  choice?: DatabaseChoice,
) => Promise<void>

interface DatabaseChoice {
  /** The database where `--db` names none. */
  readonly otherwise?: string
  /** The command stores nothing new: a database that is not there is not made. */
  readonly mustExist?: boolean
  /** The command computes from files alone: no database file is read or made. */
  readonly inMemory?: boolean
}

/** For commands that compute from files alone. */
export const noDatabase: DatabaseChoice = { inMemory: true }

/** For commands that only read, or only remove. */
export const existingDatabase: DatabaseChoice = { mustExist: true }

/** What is said at the first Ctrl-C. */
export function noteStopping(): void {
  process.stderr.write('\nstopping; press Ctrl-C again to end at once\n')
}

export const runCommand: RunCommand = async (command, work, choice) => {
  const options = command.optsWithGlobals<GlobalOptions & { format?: string }>()
  const interruption = listenForInterruption(noteStopping)
  const file =
    choice?.inMemory === true
      ? ':memory:'
      : options.db === undefined && options.project === undefined && choice?.otherwise !== undefined
        ? resolve(choice.otherwise)
        : chosenDatabaseFile(options)
  const database = {
    file,
    isNamed: options.db !== undefined || options.project !== undefined,
    mustExist: choice?.mustExist === true,
  }
  try {
    await withSession(
      { ...options, json: options.json === true || options.format === 'json' },
      interruption,
      work,
      database,
    )
  } finally {
    interruption.release()
  }
}
