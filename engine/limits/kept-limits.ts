import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type LoadLimits, loadLimits } from '../../native/schemas/load-settings.ts'
import { ApiError } from '../api/api-error.ts'

/**
 * The limits of this machine, in a file of the user's config folder. It is read whenever it is asked for: what the
 * command line sets holds for the app, too. A file that cannot be read, or holds anything else, limits nothing.
 */
export class KeptLimits {
  private readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  get(): LoadLimits {
    try {
      return loadLimits.parse(JSON.parse(readFileSync(this.file, 'utf8')))
    } catch {
      return {}
    }
  }

  /** Throws ApiError where they cannot be stored. */
  set(limits: LoadLimits): void {
    const unfinished = `${this.file}.${String(process.pid)}`
    try {
      mkdirSync(this.folder, { recursive: true })
      // In one step: another program of the same user may read it meanwhile.
      writeFileSync(unfinished, `${JSON.stringify(limits, undefined, 2)}\n`)
      renameSync(unfinished, this.file)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new ApiError('failed', `The limits could not be stored in ${this.file}: ${reason}.`)
    }
  }

  private get file(): string {
    return join(this.folder, 'limits.json')
  }
}
