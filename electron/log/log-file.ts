import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

interface LogFileParts {
  readonly folder: string
  /** Bytes after which a new file is begun. */
  readonly largest?: number
  /** Earlier files that are kept. */
  readonly kept?: number
  readonly now?: () => Date
}

/** What main, the engine, inference processes and the page say, in a file that does not grow for ever. */
export interface LogFile {
  readonly path: string
  /** A line for each line of the text, with the time and who says it. */
  write(source: string, text: string): void
  /** The last lines, of the file before where this one has too few. */
  tail(lines: number): string
}

/** Opens `cladescope.log` in a folder. A log that cannot be written is none: nothing fails for its sake. */
export function openLogFile({ folder, largest = 2 ** 20, kept = 3, now = () => new Date() }: LogFileParts): LogFile {
  const fileOf = (age: number): string => join(folder, age === 0 ? 'cladescope.log' : `cladescope.${age}.log`)
  const path = fileOf(0)

  const rotate = (): void => {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < largest) return
    rmSync(fileOf(kept), { force: true })
    for (let age = kept - 1; age >= 0; age--)
      if (statSync(fileOf(age), { throwIfNoEntry: false }) !== undefined) renameSync(fileOf(age), fileOf(age + 1))
  }
  const linesOf = (age: number): string[] => {
    try {
      return readFileSync(fileOf(age), 'utf8').split('\n').slice(0, -1)
    } catch {
      return []
    }
  }

  return {
    path,
    write: (source, text) => {
      const time = now().toISOString()
      const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
      if (lines.length === 0) return
      try {
        mkdirSync(folder, { recursive: true })
        rotate()
        appendFileSync(path, lines.map((line) => `${time} ${source}: ${line}\n`).join(''))
      } catch {
        // A read-only or full disk.
      }
    },
    tail: (count) => {
      const latest = linesOf(0)
      const lines = latest.length < count ? [...linesOf(1), ...latest] : latest
      return lines.slice(-count).join('\n')
    },
  }
}
