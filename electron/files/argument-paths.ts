import path, { type PlatformPath } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openableKindOf } from '../../engine/api/openable-files.ts'

/**
 * The files that a start of the program names, as absolute paths: those of a double click, or of a command line.
 * Switches are none, and what the app does not open is left out: in a clone the first argument is the program itself.
 * Desktops of Linux name files by addresses (`file://`).
 */
export function argumentPaths(
  values: readonly string[],
  workingFolder: string,
  platformPath: PlatformPath = path,
): string[] {
  return values.flatMap((value) => {
    if (value.startsWith('-')) return []
    const named = value.startsWith('file:') ? pathOf(value, platformPath) : value
    if (named === undefined || openableKindOf(named) === undefined) return []
    return [isWhole(named, platformPath) ? named : platformPath.resolve(workingFolder, named)]
  })
}

/** On Windows `\\a` lies on the drive of the working folder, and `C:a` in that of drive C. */
function isWhole(named: string, { isAbsolute, parse, sep }: PlatformPath): boolean {
  return isAbsolute(named) && (sep === '/' || parse(named).root.length > 1)
}

function pathOf(address: string, { sep }: PlatformPath): string | undefined {
  try {
    return fileURLToPath(address, { windows: sep === '\\' })
  } catch {
    return undefined
  }
}
