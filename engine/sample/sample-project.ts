import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'
import { projectsFolder } from '../default-database.ts'
import { removeBesides } from '../projects/project-files.ts'
import { makeFolder } from '../store/open-database.ts'

/** The database of the sample project, a project of its own: the user's results stay as they are. */
export function sampleDatabaseFile(folder: string = projectsFolder()): string {
  return join(folder, 'sample.sqlite')
}

/**
 * Puts a copy of the sample project that ships (models/sample) where none is yet; one that is there stays, with what
 * was changed in it. Throws what the file system does.
 */
export function ensureSampleProject(file: string = sampleDatabaseFile(), modelsFolder?: string): string {
  if (existsSync(file)) return file
  const shipped = join(
    modelsFolder ?? fileURLToPath(new URL('../../models/', import.meta.url)),
    'sample',
    'sample.sqlite.br',
  )
  makeFolder(dirname(file))
  // Under a name of its own first: no other process opens half a database.
  const unfinished = `${file}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(unfinished, brotliDecompressSync(readFileSync(shipped)))
    putInPlace(unfinished, file)
  } finally {
    rmSync(unfinished, { force: true })
  }
  return file
}

/** A link fails where another process was first: its copy, which may have been written to, stays. */
function putInPlace(unfinished: string, file: string): void {
  // Of a former copy whose file alone was removed: SQLite would read it as changes of this one. Where there is a file
  // by now, what lies beside it is that of the process that was first.
  if (!existsSync(file)) removeBesides(file)
  try {
    linkSync(unfinished, file)
  } catch {
    // Some file systems have no such links.
    if (!existsSync(file)) renameSync(unfinished, file)
  }
}
