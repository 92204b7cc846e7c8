import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { DigestStore } from '../store/digest-store.ts'
import type { ModelFile, ModelStore, StoredModel } from '../store/model-store.ts'
import type { WhenWritable } from '../store/writable.ts'
import { fileDigest, modelDigest } from './file-digest.ts'
import { fileIdentity } from './file-identity.ts'
import { findFiles } from './find-files.ts'
import { GgufError } from './gguf/gguf-error.ts'
import { placesNow } from './model-places.ts'
import { splitPaths } from './split-parts.ts'

interface RelocateOptions {
  readonly models: ModelStore
  readonly digests: DigestStore
  readonly whenWritable: WhenWritable
  /** What is found is told and not kept. */
  readonly dryRun: boolean
  readonly signal?: AbortSignal
  /** In bytes of the files that are read. */
  readonly onProgress?: (item: string, done: number, total: number) => void
}

interface Relocated {
  /** Models whose content lies at another path. */
  readonly found: readonly {
    readonly model: StoredModel
    /** Where it was last; null where no path was known. */
    readonly from: string | null
    readonly to: string
  }[]
  /** Models that are at none of their paths, nor in what was looked through. */
  readonly missing: readonly StoredModel[]
  /** Files that were looked at. */
  readonly files: number
}

/**
 * Looks in files and folders for the models whose files are gone: by the sizes of files first, of which only those that
 * fit are read, then by their content. What is found is kept as further places, all in one step.
 */
export async function relocateModels(paths: readonly string[], options: RelocateOptions): Promise<Relocated> {
  const { models, signal } = options
  const gone: StoredModel[] = []
  for (const model of models.list()) {
    const places = await placesNow(model)
    if (places.every(({ state }) => state === 'missing' || state === 'changed')) gone.push(model)
  }
  const { files } = await findFiles(paths, signal)
  const digests = await digestsOf(files, new Set(gone.flatMap(sizesOf)), options)
  const found = gone.flatMap((model) => {
    const at = filesOf(model, digests)
    return at === undefined
      ? []
      : [{ model, from: model.places.at(-1)?.files[0]?.path ?? null, to: at[0]!.path, files: at }]
  })
  if (!options.dryRun && found.length > 0) {
    await options.whenWritable(
      () => models.keepPlaces(found.map(({ model, files: at }) => ({ id: model.id, files: at }))),
      signal === undefined ? {} : { signal },
    )
  }
  return {
    found: found.map(({ model, from, to }) => ({ model, from, to })),
    missing: gone.filter(({ id }) => !found.some(({ model }) => model.id === id)),
    files: files.length,
  }
}

/** Bytes that files of a model have: of each of its parts, and of the whole where no path was recorded. */
function sizesOf({ places, size }: StoredModel): number[] {
  return places.length === 0 ? [size] : places.flatMap(({ files }) => files.map((file) => file.size))
}

/** The files of these sizes by their paths, with their digests. One that cannot be read is none of them. */
async function digestsOf(
  files: readonly string[],
  sizes: ReadonlySet<number>,
  { digests, signal, onProgress }: RelocateOptions,
): Promise<Map<string, ModelFile>> {
  const fitting: { readonly path: string; readonly size: number }[] = []
  for (const path of files) {
    const size = await stat(path).then(
      (facts) => facts.size,
      () => undefined,
    )
    if (size !== undefined && sizes.has(size)) fitting.push({ path, size })
  }
  const total = fitting.reduce((sum, { size }) => sum + size, 0)
  const byPath = new Map<string, ModelFile>()
  let done = 0
  for (const { path, size } of fitting) {
    signal?.throwIfAborted()
    const identity = await fileIdentity(path)
    const before = done
    if (identity !== undefined) {
      try {
        const digested = await fileDigest(identity, digests, {
          ...(signal === undefined ? {} : { signal }),
          onBytes: (bytes) => {
            done = Math.min(total, done + bytes)
            onProgress?.(basename(path), done, total)
          },
        })
        byPath.set(path, { ...digested.identity, path, sha256: digested.sha256 })
      } catch (error) {
        if (!(error instanceof GgufError)) throw error
      }
    }
    done = before + size
  }
  return byPath
}

/** The files of a model among those that were read, all its parts in order beside each other; undefined without. */
function filesOf(model: StoredModel, byPath: ReadonlyMap<string, ModelFile>): readonly ModelFile[] | undefined {
  for (const path of byPath.keys()) {
    const paths = partsBeside(path)
    const parts = paths.flatMap((part) => byPath.get(part) ?? [])
    if (parts.length !== paths.length) continue
    if (modelDigest(parts.map(({ sha256 }) => sha256)) === model.sha256) return parts
  }
  return undefined
}

/** All parts that belong to a file; itself alone where its name says a part that there cannot be. */
function partsBeside(path: string): string[] {
  try {
    return splitPaths(path)
  } catch (error) {
    if (error instanceof GgufError) return [path]
    throw error
  }
}
