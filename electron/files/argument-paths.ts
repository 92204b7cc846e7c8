import { isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openableKindOf } from '../../engine/api/openable-files.ts'

/**
 * The files that a start of the program names, as absolute paths: those of a double click, or of a command line.
 * Switches are none, and what the app does not open is left out: in a clone the first argument is the program itself.
 * Desktops of Linux name files by addresses (`file://`).
 */
export function argumentPaths(values: readonly string[], workingFolder: string): string[] {
  return values.flatMap((value) => {
    if (value.startsWith('-')) return []
    const path = value.startsWith('file:') ? pathOf(value) : value
    if (path === undefined || openableKindOf(path) === undefined) return []
    return [isAbsolute(path) ? path : resolve(workingFolder, path)]
  })
}

function pathOf(address: string): string | undefined {
  try {
    return fileURLToPath(address)
  } catch {
    return undefined
  }
}
