import { realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { FileIdentity } from '../store/digest-store.ts'
import type { ModelPlace, StoredModel } from '../store/model-store.ts'
import { fileIdentity, looksAlike } from './file-identity.ts'

/**
 * `missing`: one of the files at least is not where it was; `changed`: all are there, and one at least has another
 * size; `touched`: one at least was written to or replaced, and what it holds may be the same.
 */
type FilesState = 'present' | 'touched' | 'missing' | 'changed'

/** From the state in which a place is read first to the one in which it is read last. */
const readingOrder: readonly FilesState[] = ['present', 'touched', 'changed', 'missing']

/** A place of a model as it looks now. */
interface PlaceNow {
  readonly place: ModelPlace
  readonly state: FilesState
  /** One per file; undefined where there is none. */
  readonly files: readonly (FileIdentity | undefined)[]
}

/** How a place shares its bytes with one before it: taking one of them away frees nothing. */
interface SharedBytes {
  /** Path of the first file of the place before it. */
  readonly path: string
  /** `symbolic link`: both paths lead to one file; `hard link`: two files with the same bytes on the disk. */
  readonly by: 'symbolic link' | 'hard link'
}

/**
 * All places of a model as they look now, the one that is read first. No file is read: see WatchedFiles for what is
 * certain.
 */
export async function placesNow({ places }: Pick<StoredModel, 'places'>): Promise<PlaceNow[]> {
  const now = await Promise.all(places.map(placeNow))
  return now.sort((left, right) => readingOrder.indexOf(left.state) - readingOrder.indexOf(right.state))
}

/**
 * A path with the real folders above its file: the same file by way of a link to a folder is at the same place. Where
 * the file itself is a link it stays one, since it may lead elsewhere tomorrow.
 */
export async function withoutFolderLinks(path: string): Promise<string> {
  const folder = dirname(resolve(path))
  return join(await realpath(folder).catch(() => folder), basename(path))
}

async function placeNow(place: ModelPlace): Promise<PlaceNow> {
  const files = await Promise.all(place.files.map(({ path }) => fileIdentity(path)))
  return { place, files, state: stateOf(place, files) }
}

function stateOf(place: ModelPlace, now: readonly (FileIdentity | undefined)[]): FilesState {
  if (now.length === 0 || now.includes(undefined)) return 'missing'
  if (place.files.every((file, part) => looksAlike(file, now[part]))) return 'present'
  return place.files.every((file, part) => file.size === now[part]!.size) ? 'touched' : 'changed'
}

/** With which place before it a place shares the bytes of all its files; null where it has bytes that are its own. */
export function sharedBytes(places: readonly PlaceNow[], index: number): SharedBytes | null {
  const { files } = places[index]!
  if (files.length === 0) return null
  for (const before of places.slice(0, index)) {
    const isShared = (same: (left: FileIdentity, right: FileIdentity) => boolean): boolean =>
      before.files.length === files.length &&
      files.every((file, part) => {
        const counterpart = before.files[part]
        return file !== undefined && counterpart !== undefined && same(file, counterpart)
      })
    if (!isShared((left, right) => left.device === right.device && left.inode === right.inode)) continue
    const by = isShared((left, right) => left.path === right.path) ? 'symbolic link' : 'hard link'
    return { path: before.place.files[0]!.path, by }
  }
  return null
}

/**
 * Bytes on the disk beyond those of one place, where the content is as it was read; links share theirs. At most so many
 * could be freed: what copies share by the file system's own means (reflinks) cannot be seen from here.
 */
export function freeableBytes(places: readonly PlaceNow[]): number {
  const present = places.filter(({ state }) => state === 'present')
  const sizes = new Map<string, number>()
  for (const { files } of present)
    for (const file of files) if (file !== undefined) sizes.set(`${file.device} ${file.inode}`, file.size)
  const all = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  const kept = present[0]?.files.reduce((sum, file) => sum + (file?.size ?? 0), 0) ?? 0
  return Math.max(0, all - kept)
}
