import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join, resolve, win32 } from 'node:path'
import { fileNameProblem } from '../core/format/file-name.ts'
import { truncateMiddle } from '../core/format/truncate.ts'
import { CommandFailure } from './failure.ts'

/** Longest name of a file in bytes, on every system in use. */
const longestName = 255

/**
 * Refuses a path where a file cannot be put, before hours of work are done for it: a folder, a device, a name that is
 * too long, a folder that is absent, is a file or takes no new file, or an existing file unless it may be replaced.
 */
export function requireWritableFile(file: string, mayReplace: boolean): void {
  const bytes = Buffer.byteLength(basename(file))
  if (bytes > longestName)
    throw new CommandFailure(
      `'${truncateMiddle(basename(file), 40)}': expected the name of a file, at most ${longestName} bytes, found ${bytes}`,
      { code: 'invalid' },
    )
  const problem = nameProblemOn(process.platform, file)
  if (problem !== undefined)
    throw new CommandFailure(`'${basename(file)}': expected a name ${problem}`, { code: 'invalid' })
  const target = behindLinks(file)
  requireFolder(dirname(target))
  const stats = statSync(target, { throwIfNoEntry: false })
  if (stats?.isDirectory() === true)
    throw new CommandFailure(`'${file}' is a folder; name a file in it`, { code: 'invalid' })
  // Names of the own streams are links to whatever they lead to, which may be a file.
  if ((stats !== undefined && !stats.isFile()) || streamName.test(file))
    throw new CommandFailure(`'${file}': expected the name of a file, found a device or stream`, { code: 'invalid' })
  if (stats !== undefined && !mayReplace)
    throw new CommandFailure(`'${file}' exists already; --force replaces it`, { code: 'conflict' })
  if (stats !== undefined && isModelFile(file, target))
    throw new CommandFailure(`'${file}' is a GGUF file: models are read, never replaced`, { code: 'invalid' })
  const temporary = beside(target)
  try {
    closeSync(openSync(temporary, 'wx'))
  } catch (error) {
    throw notWritten(file, error)
  }
  rmSync(temporary, { force: true })
}

/** Windows writes what is called `aux.html` to a device, and `a:b.html` into a stream of the file `a`. */
export function nameProblemOn(platform: NodeJS.Platform, file: string): string | undefined {
  return platform === 'win32' ? fileNameProblem(win32.basename(file)) : undefined
}

const streamName = /^\/dev\/(?:std(?:in|out|err)|fd\/\d+)$|^\/proc\/(?:self|\d+)\/fd\/\d+$/

/** Where a file is written: a symbolic link stays, and what it leads to is replaced, or made where there is nothing. */
function behindLinks(file: string): string {
  let target = file
  for (let links = 0; isLink(target); links += 1) {
    if (links === mostLinks)
      throw new CommandFailure(`'${file}': expected a file, found links that lead in a circle`, { code: 'invalid' })
    target = resolve(dirname(target), readlinkSync(target))
  }
  return target
}

/** False as well where the folders above lead nowhere. */
function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false
  }
}

/** As many as Linux follows. */
const mostLinks = 40

/** @param target where the file is, behind links */
function isModelFile(file: string, target: string): boolean {
  const start = Buffer.alloc(4)
  try {
    const handle = openSync(target, 'r')
    try {
      readSync(handle, start)
    } finally {
      closeSync(handle)
    }
  } catch (error) {
    throw new CommandFailure(`'${file}' could not be read, which may be a model: ${reasonOf(error)}`, { cause: error })
  }
  return start.toString('latin1') === 'GGUF'
}

/** Names the nearest of the folders above that is none. */
function requireFolder(folder: string): void {
  const stats = statSync(folder, { throwIfNoEntry: false })
  if (stats?.isDirectory() === true) return
  if (stats !== undefined)
    throw new CommandFailure(`expected a folder, found the file '${folder}'`, { code: 'invalid' })
  if (dirname(folder) !== folder) requireFolder(dirname(folder))
  throw new CommandFailure(`no folder '${folder}'`, { code: 'not-found' })
}

/** The name of a new file in the same folder; no longer than names may be, however long the file's is. */
function beside(file: string): string {
  return join(dirname(file), `.cladescope.${randomBytes(6).toString('hex')}.tmp`)
}

function notWritten(file: string, error: unknown): CommandFailure {
  return new CommandFailure(`'${file}' could not be written: ${reasonOf(error)}`, { cause: error })
}

/** The system's words without its call and the name of the new file beside the one that is meant. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(/, \w+(?: '[^']*')*(?: -> '[^']*')?$/, '')
}

/**
 * Writes a file as a whole or not at all: a new file beside it is filled and then takes its name. Whatever fails, or
 * ends the process, leaves the former file as it was.
 */
export function replaceFile(file: string, content: string | Buffer): void {
  const target = behindLinks(file)
  const temporary = beside(target)
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  try {
    const handle = openSync(temporary, 'wx')
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw notWritten(file, error)
  }
}
