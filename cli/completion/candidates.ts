import type { Command } from 'commander'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { builtInBenchmarkNames } from '../../engine/benchmarks/built-in-benchmarks.ts'
import { builtInFolder } from '../../engine/built-in-folder.ts'
import { builtInGenomeNames } from '../../engine/genomes/built-in-genomes.ts'
import { projectName } from '../../engine/projects/project-files.ts'
import { storedNames } from '../../engine/store/stored-names.ts'
import { knownProjects } from '../find-project.ts'
import { chosenDatabaseFile } from '../session.ts'
import { expectedAt, type Candidate, type Expected, type NamedDatabase } from './expected.ts'
import type { NamedKind, ValueKind } from './value-kinds.ts'

/** All that may stand at the cursor. */
export interface Candidates extends Pick<Expected, 'prefix'> {
  readonly list: readonly Candidate[]
  readonly files: ValueKind['files'] | undefined
}

/** What may stand at the cursor, names of the library included; see `expectedAt`. */
export function candidatesAt(program: Command, before: readonly string[], current: string): Candidates {
  const { words, value, prefix, database } = expectedAt(program, before, current)
  const names = value?.names === undefined ? [] : namesOf(value.names, database)
  return { list: [...words, ...names.map((word) => ({ word, help: '' }))], files: value?.files, prefix }
}

/** The names of a kind in a database, those that every library has among them. */
function namesOf(kind: NamedKind, database: NamedDatabase): string[] {
  if (kind === 'projects') return knownProjects().map(projectName).sort()
  const file = databaseFile(database)
  return [...new Set([...(file === undefined ? [] : storedNames(file, kind)), ...builtInNames(kind)])].sort()
}

/** Undefined where the line names no project that there is, or both of a database and a project. */
function databaseFile({ db, project }: NamedDatabase): string | undefined {
  try {
    return chosenDatabaseFile({
      ...(db === undefined ? {} : { db: withHome(db) }),
      ...(project === undefined ? {} : { project }),
    })
  } catch {
    return undefined
  }
}

function builtInNames(kind: NamedKind): string[] {
  if (kind === 'genomes') return builtInGenomeNames(join(builtInFolder, 'genomes'))
  return kind === 'benchmarks' ? builtInBenchmarkNames(join(builtInFolder, 'benchmarks')) : []
}

/** A path as the shell will read it: what is typed comes without its expansions. */
function withHome(path: string): string {
  return path.replace(/^~(?=\/|$)/, () => homedir())
}
