import type { RefusedKind } from '../../core/model/file-kind.ts'
import { refusal } from '../../core/model/refused-advice.ts'
import { plural } from '../../core/format/quantity.ts'
import { type Machine, thisMachine } from '../places/machine.ts'

/** A path from which nothing was added: what it is, why, and what to do. */
export interface Refusal {
  readonly path: string
  readonly kind: RefusedKind
  readonly reason: string
}

const mostFolders = 50_000
const mostFiles = 20_000
const mostDepth = 24

/**
 * The GGUF files at the given paths: a file is taken whatever its name, a folder is searched for `*.gguf` with its
 * subfolders (sorted, symbolic links followed, each real folder once, hidden ones left out). `named` are the files that
 * were given themselves. What cannot be read is reported, and so are downloads under way in the folders, links that
 * lead nowhere and what is no regular file.
 */
export async function findFiles(
  paths: readonly string[],
  signal?: AbortSignal,
  machine: Pick<Machine, 'files' | 'path'> = thisMachine,
): Promise<{ files: string[]; named: ReadonlySet<string>; refused: Refusal[] }> {
  const files: string[] = []
  const refused: Refusal[] = []
  const visited = new Set<string>()
  const pending: { path: string; depth: number }[] = []
  for (const path of paths) {
    const facts = await machine.files.stat(path).catch(() => undefined)
    if (facts === undefined) refused.push(await absence(path, machine))
    else if (facts.isDirectory()) pending.push({ path, depth: 0 })
    else files.push(path)
  }
  const named = new Set(files)
  const folders = pending.length
  while (pending.length > 0) {
    signal?.throwIfAborted()
    const { path, depth } = pending.shift()!
    const real = await machine.files.realpath(path).catch(() => path)
    if (visited.has(real)) continue
    visited.add(real)
    if (visited.size > mostFolders || files.length > mostFiles) {
      const searched = `${plural(visited.size - 1, 'folder')} and ${plural(files.length, 'file')}`
      refused.push(
        refusal(path, 'unreadable', `The search was ended after ${searched}.`, 'Choose a folder further down.'),
      )
      break
    }
    const entries = await entriesOf(path, machine)
    if (typeof entries === 'string') {
      refused.push(refusal(path, 'unreadable', `The folder cannot be read: ${entries}.`))
      continue
    }
    files.push(...entries.files)
    refused.push(
      ...entries.unnamable.map(withoutText),
      ...entries.downloads.map(underWay),
      ...(await Promise.all(entries.dangling.map((link) => absence(link, machine)))),
      ...entries.irregular.map((irregular) => refusal(irregular, 'no-file', noRegularFile)),
    )
    if (depth < mostDepth) pending.unshift(...entries.folders.map((folder) => ({ path: folder, depth: depth + 1 })))
  }
  if (folders > 0 && files.length === 0 && refused.length === 0) {
    for (const path of paths) refused.push(refusal(path, 'no-model', 'No *.gguf file was found in this folder.'))
  }
  return { files, named, refused }
}

/** What a folder holds, as paths. */
interface FolderEntries {
  readonly files: string[]
  readonly folders: string[]
  /** Files and folders whose names are no text, with a sign in the place of each byte that is none. */
  readonly unnamable: string[]
  /** Parts of GGUF files, as programs name what they are still downloading. */
  readonly downloads: string[]
  /** Links called `*.gguf` that lead to nothing, in a circle, or to what cannot be reached. */
  readonly dangling: string[]
  /** Pipes, sockets and devices called `*.gguf`. */
  readonly irregular: string[]
}

/** The sign that stands for bytes that are no UTF-8. */
const noCharacter = '\ufffd'
const noText = 'Its name holds bytes that are no UTF-8 text, so it cannot be opened by its name.'
const noRegularFile = 'A pipe, socket or device, from which no model can be read.'

/** How browsers, download managers, LM Studio, Jan and llama.cpp name a file that is not there as a whole yet. */
const download =
  /\.gguf\.(part|partial|tmp|temp|download|crdownload|opdownload|incomplete|downloadinprogress|aria2|!qb|ytdl)$/i
export const whenComplete = 'Add it again when it is complete.'

export function underWay(path: string): Refusal {
  return refusal(path, 'download', 'A download that is still running, or was broken off.', whenComplete)
}

function withoutText(path: string): Refusal {
  return refusal(path, 'unreadable', noText, 'Rename it, then add it again.')
}

/** The GGUF files and folders in one folder, sorted by name; a text where it cannot be read. */
export async function entriesOf(
  folder: string,
  { files: disk, path: { join } }: Pick<Machine, 'files' | 'path'> = thisMachine,
): Promise<FolderEntries | string> {
  try {
    const entries = await disk.readdir(folder, { withFileTypes: true })
    entries.sort((left, right) => (left.name < right.name ? -1 : 1))
    const files: string[] = []
    const folders: string[] = []
    const unnamable: string[] = []
    const downloads: string[] = []
    const dangling: string[] = []
    const irregular: string[] = []
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue
      const path = join(folder, entry.name)
      const isNamedGguf = entry.name.toLowerCase().endsWith('.gguf')
      if (entry.name.includes(noCharacter) && (await disk.lstat(path).catch(() => undefined)) === undefined) {
        if (entry.isDirectory() || isNamedGguf) unnamable.push(path)
        continue
      }
      const facts = entry.isSymbolicLink() ? await disk.stat(path).catch(() => undefined) : entry
      if (facts?.isDirectory() === true) folders.push(path)
      else if (isNamedGguf) (facts === undefined ? dangling : facts.isFile() ? files : irregular).push(path)
      else if (facts?.isFile() === true && download.test(entry.name)) downloads.push(path)
    }
    return { files, folders, unnamable, downloads, dangling, irregular }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Why there is nothing at a path. */
async function absence(path: string, { files }: Pick<Machine, 'files'>): Promise<Refusal> {
  const link = await files.lstat(path).catch(() => undefined)
  if (link === undefined)
    return path.includes(noCharacter)
      ? withoutText(path)
      : refusal(path, 'unreadable', 'The file does not exist.', 'Look where it lies now.')
  const code = await files.stat(path).then(
    () => '',
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : ''),
  )
  if (code === 'ELOOP') return refusal(path, 'dangling-link', 'A symbolic link that leads in a circle.')
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return refusal(
      path,
      'dangling-link',
      `A symbolic link to ${await files.readlink(path).catch(() => 'something')}, which does not exist.`,
    )
  return refusal(path, 'unreadable', `What is there cannot be reached${code === '' ? '' : ` (${code})`}.`)
}
