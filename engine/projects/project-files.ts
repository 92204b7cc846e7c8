import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { fileNameProblem } from '../../core/format/file-name.ts'
import { printable } from '../../core/format/printable.ts'
import { truncateMiddle } from '../../core/format/truncate.ts'
import { ApiError } from '../api/api-error.ts'
import { defaultDatabaseFile } from '../default-database.ts'
import { isLocked } from '../store/writable.ts'

/** Of a project, and of a profile: a project with some models' results and no paths. */
export const projectEnding = '.sqlite'
export const profileEnding = '.cladescope'

/** Endings of files that may be opened as projects. */
const projectEndings: ReadonlySet<string> = new Set([projectEnding, profileEnding, '.sqlite3', '.db'])

/** Files that SQLite keeps beside a database while it is open. */
const besides = ['-journal', '-wal', '-shm']

export function isProjectFile(path: string): boolean {
  return projectEndings.has(extname(path).toLowerCase())
}

/** What a project is called: its file's name without the ending. */
export function projectName(file: string): string {
  const name = basename(file)
  return printable(isProjectFile(name) ? name.slice(0, -extname(name).length) : name)
}

/** The file of a project of this name in a folder. Throws ApiError where no file can have the name. */
export function projectFile(folder: string, name: string, ending: string): string {
  const problem = nameProblem(name)
  if (problem !== undefined)
    throw new ApiError(
      'invalid',
      `name: expected a name ${problem}, found ${JSON.stringify(truncateMiddle(name, 60))}`,
      'name',
    )
  return join(folder, `${name}${ending}`)
}

/** The file that a project has under another name. Throws ApiError where it cannot have it. */
export function renamedProjectFile(from: string, name: string): string {
  if (isSamePath(from, defaultDatabaseFile()))
    throw new ApiError('conflict', 'The default database keeps its name. Save it under another name instead.')
  const to = projectFile(dirname(from), name, extname(from))
  if (!isSamePath(from, to)) requireNoFile(to, false)
  return to
}

/** Why no project can be called so, as the end of "expected a name …"; undefined where one can. */
function nameProblem(name: string): string | undefined {
  if (name === '') return 'of at least one character'
  if (name.startsWith('.')) return 'that does not begin with a dot'
  if (Buffer.byteLength(name) > 200) return 'of at most 200 bytes'
  return printable(name) === name ? fileNameProblem(name) : 'of characters that can be seen'
}

/** The project files that lie in a folder, in the order of their names; none where it cannot be read. */
export function projectFilesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && isProjectFile(entry.name))
      .map((entry) => join(folder, entry.name))
      .sort()
  } catch {
    return []
  }
}

/** Throws ApiError where there is a file already that may not be written over. */
export function requireNoFile(file: string, overwrite: boolean): void {
  if (overwrite || !existsSync(file)) return
  throw new ApiError(
    'conflict',
    `There is a file ${file} already. Take another name, or say that it may be overwritten.`,
  )
}

/** Throws ApiError where another program has a database open. Nothing of it is beside its file any more after this. */
export function requireUnused(file: string): void {
  let connection: Database.Database | undefined
  try {
    connection = new Database(file, { fileMustExist: true })
    connection.pragma('busy_timeout = 500')
    connection.pragma('journal_mode = DELETE')
  } catch (error) {
    // What cannot be opened is used by nobody.
    if (isLocked(error)) throw new ApiError('conflict', `${file} is open in another program. Close it there first.`)
  } finally {
    connection?.close()
  }
}

/** Removes what SQLite kept beside a database that is not there any more, or is about to be replaced. */
export function removeBesides(file: string): void {
  for (const beside of besides) rmSync(`${file}${beside}`, { force: true })
}

/** Renames a database that nobody has open; what SQLite kept beside it goes with it. */
export function renameProject(from: string, to: string): void {
  requireUnused(from)
  if (!existsSync(to)) removeBesides(to)
  renameSync(from, to)
  for (const beside of besides) if (existsSync(`${from}${beside}`)) renameSync(`${from}${beside}`, `${to}${beside}`)
}

/** Deletes a database that nobody has open. */
export function removeProject(file: string): void {
  requireUnused(file)
  rmSync(file, { force: true })
  removeBesides(file)
}

/** Bytes of a database with what SQLite keeps beside it; null where there is no file. */
export function projectBytes(file: string): number | null {
  const size = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.size
  const bytes = size(file)
  return bytes === undefined ? null : bytes + (size(`${file}-wal`) ?? 0)
}

/** Whether two paths name one file. */
export function isSamePath(left: string, right: string): boolean {
  return resolve(left) === resolve(right)
}
