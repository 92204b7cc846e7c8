import { basename, dirname, sep } from 'node:path'
import type { DigestStore, FileIdentity } from '../store/digest-store.ts'
import type { LibraryFolder } from '../store/folder-store.ts'
import type { StoredModel } from '../store/model-store.ts'
import { readCandidate } from './add-models.ts'
import { declaredPurpose } from './declared-purpose.ts'
import { fileDigest, modelDigest } from './file-digest.ts'
import { entriesOf, findFiles } from './find-files.ts'
import { GgufError } from './gguf/gguf-error.ts'
import { placesNow, withoutFolderLinks } from './model-places.ts'

interface RescanOptions {
  readonly digests: DigestStore
  readonly signal?: AbortSignal
  readonly onProgress?: (item: string, done: number, total: number) => void
}

/** What has become of the folders of a library since models were added from them. */
interface Rescan {
  /** Models at paths that the library does not know; `bytes` of all parts. */
  readonly fresh: readonly { readonly path: string; readonly bytes: number }[]
  /** Models none of whose files is where it was, at a path with their content. */
  readonly moved: readonly { readonly modelId: string; readonly from: string; readonly path: string }[]
  /** Models none of whose files is where it was, and which were not found; `path`: the last one. */
  readonly vanished: readonly { readonly modelId: string; readonly path: string }[]
}

/**
 * Looks for models that are new, moved or gone. Headers of unknown files are read; content only of those that have the
 * size of a model that is gone. Nothing is stored but digests.
 *
 * @param folders looked through with their subfolders; those of other files of the library without
 * @param others further files, as other programs keep them
 */
export async function rescan(
  models: readonly StoredModel[],
  folders: readonly LibraryFolder[],
  others: readonly string[],
  { digests, signal, onProgress }: RescanOptions,
): Promise<Rescan> {
  const places = models.flatMap((model) => model.places.flatMap(({ files }) => files.map(({ path }) => path)))
  const known = new Set(await Promise.all(places.map(withoutFolderLinks)))
  const files = new Set([...(await filesBeside(places, folders)), ...others])
  for (const file of (
    await findFiles(
      folders.map(({ path }) => path),
      signal,
    )
  ).files)
    files.add(file)

  const gone = new Map<string, StoredModel>()
  for (const model of models) {
    const now = await placesNow(model)
    if (now.length > 0 && now.every(({ state }) => state === 'missing')) gone.set(model.sha256, model)
  }
  const withEmbeddings = folders.filter(({ embeddings }) => embeddings).map(({ path }) => path)
  const fresh: { path: string; bytes: number }[] = []
  const moved: { modelId: string; from: string; path: string }[] = []
  const seen = new Set(known)
  let done = 0
  for (const file of files) {
    signal?.throwIfAborted()
    onProgress?.(basename(file), done++, files.size)
    const candidate = await readCandidate(file, seen).catch((error: unknown) => {
      // What is no model is told when it is added.
      if (error instanceof GgufError) return undefined
      throw error
    })
    if (candidate === undefined) continue
    const isWanted = withEmbeddings.some((folder) => isWithin(file, folder))
    if (!isWanted && declaredPurpose(candidate.facts) !== 'text') continue
    const bytes = candidate.identities.reduce((sum, { size }) => sum + size, 0)
    const path = candidate.paths[0]!
    const digest = [...gone.values()].some(({ size }) => size === bytes)
      ? await digestOf(candidate.identities, digests, signal)
      : null
    const model = digest === null ? undefined : gone.get(digest)
    if (model === undefined) fresh.push({ path, bytes })
    else if (moved.every(({ modelId }) => modelId !== model.id))
      moved.push({ modelId: model.id, from: lastPath(model), path })
  }
  onProgress?.('', files.size, files.size)
  const found = new Set(moved.map(({ modelId }) => modelId))
  return {
    fresh,
    moved,
    vanished: [...gone.values()].flatMap((model) =>
      found.has(model.id) ? [] : [{ modelId: model.id, path: lastPath(model) }],
    ),
  }
}

/** Null where a file changes while it is read, as one that is still being copied does: it is not known what it is. */
async function digestOf(
  identities: readonly FileIdentity[],
  digests: DigestStore,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  const options = signal === undefined ? {} : { signal }
  try {
    const parts: string[] = []
    for (const identity of identities) parts.push((await fileDigest(identity, digests, options)).sha256)
    return modelDigest(parts)
  } catch (error) {
    if (error instanceof GgufError) return null
    throw error
  }
}

/** GGUF files beside those of the library, in folders that are not looked through anyway. */
async function filesBeside(paths: readonly string[], folders: readonly LibraryFolder[]): Promise<string[]> {
  const beside = new Set(paths.map((path) => dirname(path)))
  const files: string[] = []
  for (const folder of beside) {
    if (folders.some(({ path }) => folder === path || isWithin(folder, path))) continue
    const entries = await entriesOf(folder)
    if (typeof entries !== 'string') files.push(...entries.files)
  }
  return files
}

export function isWithin(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)
}

function lastPath({ places }: StoredModel): string {
  return places.at(-1)?.files[0]?.path ?? ''
}
