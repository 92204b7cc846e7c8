import { lstat, readdir, readFile, readlink, realpath, stat } from 'node:fs/promises'
import { type PlatformPath, posix, win32 } from 'node:path'

const filesHere = { lstat, readdir, readFile, readlink, realpath, stat }

/** What reads folders and small files. Tests give one that shows a temporary folder as another system's disk. */
export type MachineFiles = typeof filesHere

/** Whose files are looked at, and where. */
export interface Surroundings {
  readonly home: string
  /** As process.platform. */
  readonly platform: string
  readonly variables: Readonly<Record<string, string | undefined>>
  /** Default: those of this machine. */
  readonly files?: MachineFiles
}

/** Surroundings with the means to look around in them. */
export interface Machine extends Required<Surroundings> {
  /** How paths are written there. */
  readonly path: PlatformPath
}

export function machineOf(surroundings: Surroundings): Machine {
  return { files: filesHere, ...surroundings, path: surroundings.platform === 'win32' ? win32 : posix }
}

/** The machine that this runs on, for what needs no home. */
export const thisMachine = machineOf({ home: '', platform: process.platform, variables: {} })

/** A variable with something in it. */
export function variable({ variables }: Pick<Machine, 'variables'>, name: string): string | undefined {
  const value = variables[name]
  return value === '' ? undefined : value
}

/** More than any settings file or manifest holds. */
const mostBytes = 4 * 2 ** 20

/**
 * The text of a small file, without the mark that editors on Windows put before it; undefined where there is none that
 * can be read.
 */
export async function textOf({ files }: Pick<Machine, 'files'>, path: string): Promise<string | undefined> {
  try {
    const { size } = await files.stat(path)
    return size > mostBytes ? undefined : (await files.readFile(path, 'utf8')).replace(/^\ufeff/, '')
  } catch {
    return undefined
  }
}
