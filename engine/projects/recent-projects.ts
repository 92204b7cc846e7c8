import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'

/** Projects that are remembered. */
const mostRecent = 20

const remembered = z.object({ projects: z.array(z.object({ file: z.string(), openedAt: z.string() })) })

export interface RecentProject {
  readonly file: string
  readonly openedAt: string
}

/**
 * The projects that were opened last, in a file of the user's config folder. A file that cannot be read counts as
 * empty; one that cannot be written is no reason to fail: what is remembered is a convenience.
 */
export class RecentProjects {
  private readonly file: string

  constructor(configFolder: string) {
    this.file = join(configFolder, 'projects.json')
  }

  /** The latest first. */
  list(): readonly RecentProject[] {
    try {
      return remembered.parse(JSON.parse(readFileSync(this.file, 'utf8'))).projects
    } catch {
      return []
    }
  }

  opened(file: string): void {
    this.write([{ file, openedAt: new Date().toISOString() }, ...this.without(file)].slice(0, mostRecent))
  }

  forget(file: string): void {
    this.write(this.without(file))
  }

  renamed(from: string, to: string): void {
    this.write(this.list().map((recent) => (recent.file === from ? { ...recent, file: to } : recent)))
  }

  private without(file: string): RecentProject[] {
    return this.list().filter((recent) => recent.file !== file)
  }

  private write(projects: readonly RecentProject[]): void {
    try {
      mkdirSync(dirname(this.file), { recursive: true })
      // In one step: another program of the same user may read it meanwhile.
      writeFileSync(`${this.file}.${String(process.pid)}`, `${JSON.stringify({ projects }, undefined, 2)}\n`)
      renameSync(`${this.file}.${String(process.pid)}`, this.file)
    } catch {
      // See above.
    }
  }
}
