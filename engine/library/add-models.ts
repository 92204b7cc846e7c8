import { basename } from 'node:path'
import { sameState } from '../../native/file-state.ts'
import type { NamedApart } from '../../core/model/name-apart.ts'
import type { WhenWritable } from '../store/writable.ts'
import type { DigestStore, FileIdentity } from '../store/digest-store.ts'
import type { ModelFile, ModelStore, StoredModel } from '../store/model-store.ts'
import { declaredPurpose, purposeNote } from './declared-purpose.ts'
import { fileDigest, modelDigest } from './file-digest.ts'
import { fileIdentity } from './file-identity.ts'
import { findFiles, type Refusal } from './find-files.ts'
import { refusal } from '../../core/model/refused-advice.ts'
import { whenComplete } from './find-files.ts'
import { GgufError } from './gguf/gguf-error.ts'
import { headerFacts, type HeaderFacts } from './gguf/header-facts.ts'
import { readGgufHeader } from './gguf/header-reader.ts'
import { modelName } from './model-name.ts'
import { placesNow, withoutFolderLinks } from './model-places.ts'
import { checkSplit, requireParts, splitPaths } from './split-parts.ts'

export interface AddProgress {
  readonly item: string
  readonly done: number
  readonly total: number
  /** What is counted: files whose headers are read, after them the bytes that are hashed. */
  readonly unit: 'files' | 'bytes'
}

/** A file that holds what a model of the library holds at another path: it is one more place of that model. */
interface Copy {
  readonly path: string
  readonly modelId: string
  /** A path at which it was recorded before, and is now. */
  readonly sameAs: string
  /** False where this place was recorded before, too. */
  readonly isNew: boolean
}

/** What a program says of a file that it keeps as a model. */
export interface CalledFile {
  readonly program: string
  readonly name: string
  /** Of its content, as the name of its file says; null where that says nothing. */
  readonly sha256: string | null
}

/** A model that is at none of the paths at which it was recorded before: its file was moved or renamed. */
interface Moved {
  readonly path: string
  readonly modelId: string
  /** The path recorded last. */
  readonly from: string
}

export interface AddOptions {
  readonly models: ModelStore
  readonly digests: DigestStore
  /** Waits where another program writes to the database: what was read and hashed is not lost by that. */
  readonly whenWritable: WhenWritable
  /** Whether embedding models and rerankers of folders are added too; those that are named always are. */
  readonly embeddings?: boolean
  /** Of files that other programs keep, by their paths. They count as if they lay in a folder. */
  readonly called?: ReadonlyMap<string, CalledFile>
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: AddProgress) => void
  /** Called after each model that was added, and each further place of one. */
  readonly onStored?: () => void
}

/** A model that had a name alone, and was given a fact behind it, as another one has that name. */
type Renamed = NonNullable<NamedApart['renamed']>

interface AddedModels {
  readonly added: StoredModel[]
  readonly known: StoredModel[]
  /** Of those that were in the library before. */
  readonly renamed: Renamed[]
  readonly copies: Copy[]
  readonly moved: Moved[]
  readonly refused: Refusal[]
}

/** A model whose headers have been read and found good, not yet hashed. */
interface Candidate {
  readonly paths: readonly string[]
  readonly identities: readonly FileIdentity[]
  readonly facts: HeaderFacts
}

/**
 * Adds the models found at files and folders to the library: headers read and checked, content hashed, facts stored. A
 * path to content that is in the library is kept as a further place of its model. A file that is no usable model is
 * reported with its reason and hinders no other. On abort, what was added stays.
 */
export async function addModels(paths: readonly string[], options: AddOptions): Promise<AddedModels> {
  const { files, named, refused } = await findFiles(paths, options.signal)
  const candidates: Candidate[] = []
  const seen = new Set<string>()
  for (const [index, file] of files.entries()) {
    options.signal?.throwIfAborted()
    options.onProgress?.({ item: basename(file), done: index, total: files.length, unit: 'files' })
    const candidate = await readCandidate(file, seen).catch((error: unknown) => refuse(refused, file, error))
    if (candidate === undefined) continue
    const purpose = declaredPurpose(candidate.facts)
    const isNamed = named.has(file) && options.called?.has(file) !== true
    if (purpose === 'text' || isNamed || options.embeddings === true) candidates.push(candidate)
    else refused.push(refusal(file, purpose, purposeNote(purpose)))
  }

  const total = candidates.reduce(
    (sum, candidate) => sum + candidate.identities.reduce((bytes, identity) => bytes + identity.size, 0),
    0,
  )
  let done = 0
  const added: StoredModel[] = []
  const known = new Map<string, StoredModel>()
  const copies: Copy[] = []
  const moved: Moved[] = []
  const renamed: Renamed[] = []
  const { models } = options
  for (const candidate of candidates) {
    const path = candidate.paths[0]!
    const before = done
    try {
      const files = await hashed(candidate, options, (item, bytes) => {
        // A file that was replaced meanwhile is read again.
        done = Math.min(total, done + bytes)
        options.onProgress?.({ item, done, total, unit: 'bytes' })
      })
      const called = options.called?.get(path)
      if (called !== undefined) checkNamedDigest(called, files)
      const described = await asHashed(candidate, files)
      const { model, placePath, isNew, isNewPlace, renamed: namesake } = await store(described, files, options)
      const sameAs = await firstPath(model)
      const isCopy = sameAs !== undefined && sameAs !== placePath
      if (isCopy) copies.push({ path, modelId: model.id, sameAs, isNew: isNewPlace })
      const from = model.places.findLast((place) => place.files[0]?.path !== placePath)?.files[0]?.path
      if (!isCopy && isNewPlace && from !== undefined) moved.push({ path, modelId: model.id, from })
      // A newcomer that a later one names is new all the same.
      if (namesake !== null && added.every(({ id }) => id !== namesake.id)) renamed.push(namesake)
      if (isNew || isNewPlace) options.onStored?.()
      if (isNew) {
        added.push(model)
      } else if (!added.some((newcomer) => newcomer.id === model.id)) {
        known.set(model.id, model)
      }
    } catch (error) {
      options.signal?.throwIfAborted()
      refuse(refused, path, error)
    }
    done = before + candidate.identities.reduce((bytes, identity) => bytes + identity.size, 0)
  }
  const asNamed = (model: StoredModel): StoredModel => models.get(model.id) ?? model
  return { added: added.map(asNamed), known: [...known.values()].map(asNamed), renamed, copies, moved, refused }
}

/** Where a model is, of the places that there are now: the first one, by the states in which they are read. */
async function firstPath(model: StoredModel): Promise<string | undefined> {
  const [first] = (await placesNow(model)).filter(({ state }) => state === 'present' || state === 'touched')
  return first?.place.files[0]?.path
}

/** Throws GgufError where a file is named after another content than it holds. */
function checkNamedDigest({ program, name, sha256 }: CalledFile, files: readonly ModelFile[]): void {
  const [file] = files
  if (sha256 === null || file === undefined || files.length > 1 || file.sha256 === sha256) return
  throw new GgufError(
    `The file of ${name} in ${program} is named after its sha256. Expected ${sha256}, found ${file.sha256}: it is damaged or was changed.`,
    'damaged',
    `Download it again with ${program}.`,
  )
}

function refuse(refused: Refusal[], path: string, error: unknown): undefined {
  if (!(error instanceof GgufError)) throw error
  refused.push({ path, kind: error.kind, reason: error.message })
}

/** The headers at a path, all parts; undefined where it is among the seen. Throws GgufError where it is no model. */
export async function readCandidate(file: string, seen: Set<string>): Promise<Candidate | undefined> {
  // Not by what the path itself leads to: a link may be there when the file beside it is gone.
  if (seen.has(await withoutFolderLinks(file))) return undefined
  const paths = splitPaths(file)
  for (const path of [file, ...paths]) seen.add(await withoutFolderLinks(path))
  await requireParts(paths)
  return readHeaders(paths)
}

/**
 * A candidate of which its digests tell. A file that was replaced by another one of its size while it was hashed has
 * the digest of that one: its header is read again, so that facts and digest are of the same content.
 */
async function asHashed(candidate: Candidate, files: readonly ModelFile[]): Promise<Candidate> {
  const isOf = ({ identities }: Candidate): boolean =>
    identities.every((identity, part) => sameState(identity, files[part]!))
  if (isOf(candidate)) return candidate
  const again = await readHeaders(candidate.paths)
  if (isOf(again)) return again
  throw new GgufError('The file changed while it was read.', 'download', whenComplete)
}

async function readHeaders(paths: readonly string[]): Promise<Candidate> {
  const headers = []
  const identities: FileIdentity[] = []
  for (const path of paths) {
    // Before its header is read: a change after that shows.
    const identity = await fileIdentity(path)
    headers.push(
      await readGgufHeader(path).catch((error: unknown) => {
        if (error instanceof GgufError && paths.length > 1)
          throw new GgufError(`${basename(path)}: ${error.reason}`, error.kind, error.advice)
        throw error
      }),
    )
    if (identity === undefined) throw new GgufError(`${basename(path)} cannot be read.`, 'unreadable')
    identities.push(identity)
  }
  checkSplit(paths, headers)
  return { paths, identities, facts: headerFacts(headers) }
}

async function hashed(
  candidate: Candidate,
  options: AddOptions,
  onBytes: (item: string, bytes: number) => void,
): Promise<ModelFile[]> {
  const files: ModelFile[] = []
  for (const [index, identity] of candidate.identities.entries()) {
    const path = candidate.paths[index]!
    const digested = await fileDigest(identity, options.digests, {
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      onBytes: (bytes) => {
        onBytes(basename(path), bytes)
      },
    })
    files.push({ ...digested.identity, path, sha256: digested.sha256 })
  }
  return files
}

interface Stored {
  readonly model: StoredModel
  /** The path of the first file, as its place is recorded. */
  readonly placePath: string
  readonly isNew: boolean
  readonly isNewPlace: boolean
  readonly renamed: Renamed | null
}

async function store(
  candidate: Candidate,
  found: readonly ModelFile[],
  { models, whenWritable, called, signal }: AddOptions,
): Promise<Stored> {
  const waiting = signal === undefined ? {} : { signal }
  const sha256 = modelDigest(found.map((file) => file.sha256))
  // A second process may take the name or add the content between the look and the insert.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const existing = models.byDigest(sha256)
    const files = existing === undefined ? found : await asRecorded(existing, found)
    const placePath = files[0]!.path
    if (existing !== undefined) {
      const isNewPlace =
        !isRecorded(existing, files) && (await whenWritable(() => models.keepPlace(existing.id, files), waiting))
      if (existing.vocabularyDigest === null && candidate.facts.vocabularyDigest !== null) {
        const digest = candidate.facts.vocabularyDigest
        await whenWritable(() => models.setVocabularyDigest(existing.id, digest), waiting)
      }
      return { model: models.get(existing.id) ?? existing, placePath, isNew: false, isNewPlace, renamed: null }
    }
    const facts = {
      ...candidate.facts,
      sha256,
      size: files.reduce((sum, file) => sum + file.size, 0),
      addedAt: new Date().toISOString(),
      statedFamily: null,
      firstName: null,
      tags: [],
      places: [{ number: 0, files }],
    }
    const { name, renamed } = modelName(
      { ...facts, path: candidate.paths[0]! },
      models,
      called?.get(candidate.paths[0]!)?.name,
    )
    const model: StoredModel = { ...facts, id: models.idFor(sha256), name }
    if (await whenWritable(() => models.insert(model, renamed), waiting))
      return { model, placePath, isNew: true, isNewPlace: true, renamed }
  }
  throw new GgufError(
    'The model could not be stored: another program keeps changing the library.',
    'unreadable',
    'Add it again when that has ended.',
  )
}

/** The files by the paths at which they are recorded, where links among the folders alone make others of them. */
async function asRecorded({ places }: StoredModel, files: readonly ModelFile[]): Promise<readonly ModelFile[]> {
  const wanted = await Promise.all(files.map(({ path }) => withoutFolderLinks(path)))
  for (const place of places) {
    const recorded = await Promise.all(place.files.map(({ path }) => withoutFolderLinks(path)))
    if (recorded.length === wanted.length && recorded.every((path, part) => path === wanted[part]))
      return files.map((file, part) => ({ ...file, path: place.files[part]!.path }))
  }
  return files
}

/** Whether the files of a place are recorded in the states in which they are now. */
function isRecorded(model: StoredModel, files: readonly ModelFile[]): boolean {
  return model.places.some(
    (place) =>
      place.files.length === files.length &&
      place.files.every((file, part) => file.path === files[part]!.path && sameState(file, files[part]!)),
  )
}
