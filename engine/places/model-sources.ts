import type { DigestStore, FileIdentity } from '../store/digest-store.ts'
import type { StoredModel } from '../store/model-store.ts'
import { sameState } from '../../native/file-state.ts'
import { type AddProgress, readCandidate } from '../library/add-models.ts'
import { declaredPurpose, purposeNote } from '../library/declared-purpose.ts'
import { modelDigest } from '../library/file-digest.ts'
import { fileIdentity } from '../library/file-identity.ts'
import type { Refusal } from '../library/find-files.ts'
import { GgufError } from '../library/gguf/gguf-error.ts'
import { splitPaths } from '../library/split-parts.ts'
import type { Machine } from './machine.ts'
import type { KeptModel, Program } from './programs/program.ts'
import { programs } from './programs/programs.ts'
import { withSampledContents } from './sampled-content.ts'

/** A folder in which a program keeps models. */
export interface SourceFolder {
  readonly program: Program
  readonly folder: string
  /** Why it cannot be read; null where it can. */
  readonly unreadable: string | null
}

/** A model in such a folder. */
interface ListedModel extends KeptModel {
  /** Of all parts that are there. */
  readonly files: readonly FileIdentity[]
}

export interface ListedSource extends SourceFolder {
  /** Each content once, as far as names and links tell. */
  readonly models: readonly ListedModel[]
  readonly leftOut: readonly Refusal[]
}

/** A model whose header has been read and found good. */
export interface FoundModel {
  readonly name: string
  readonly path: string
  readonly bytes: number
  /** Equal for files whose content is the same, as far as names, links and samples tell. */
  readonly content: string
  /** Whether the library has it. */
  readonly isKnown: boolean
}

export interface FoundSource extends Omit<ListedSource, 'models'> {
  readonly models: readonly FoundModel[]
}

/**
 * The folders of all programs that exist on a machine, each once, whatever leads there. A folder that may not be looked
 * into is among them; one that lies in another such is not.
 */
export async function sourceFolders(machine: Machine): Promise<SourceFolder[]> {
  const { files, path } = machine
  const sources: SourceFolder[] = []
  const seen = new Set<string>()
  const closed: string[] = []
  for (const program of programs) {
    for (const folder of await program.folders(machine)) {
      const real = await files.realpath(folder).catch(() => path.resolve(folder))
      if (!path.isAbsolute(folder) || seen.has(real)) continue
      seen.add(real)
      const code = await files.readdir(folder).then(
        () => null,
        (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown'),
      )
      if (code === 'ENOENT' || code === 'ENOTDIR') continue
      if (code === null) {
        sources.push({ program, folder, unreadable: null })
      } else if (!closed.some((outer) => real.startsWith(outer + path.sep))) {
        closed.push(real)
        sources.push({ program, folder, unreadable: unreadableText(program, code, machine) })
      }
    }
  }
  return sources
}

function unreadableText({ name, service }: Program, code: string, { platform }: Machine): string {
  if (code !== 'EACCES' && code !== 'EPERM') return `The folder cannot be read (${code}).`
  if (service === undefined || platform !== 'linux') return 'This user has no permission to read the folder.'
  return `This user has no permission to read the folder. As a service ${name} keeps models as the user ${service}, for the group ${service} to read: sudo usermod -a -G ${service} $USER, then log in again.`
}

/** The models in a folder, as names, manifests and links tell. No model file is opened. */
export async function listSource(source: SourceFolder, machine: Machine, signal?: AbortSignal): Promise<ListedSource> {
  if (source.unreadable !== null) return { ...source, models: [], leftOut: [] }
  const { models, leftOut } = await source.program.list(machine, source.folder, signal)
  const listed = new Map<string, ListedModel>()
  for (const model of models) {
    signal?.throwIfAborted()
    const identities = await Promise.all(partsOf(model.path).map(fileIdentity))
    const files = identities.filter((identity) => identity !== undefined)
    const [first] = files
    const key = model.sha256 ?? (first === undefined ? model.path : inodeKey(first))
    if (!listed.has(key)) listed.set(key, { ...model, files })
  }
  return { ...source, models: [...listed.values()], leftOut }
}

/** The paths of all parts, or the path itself where its name is that of no part that there can be. */
function partsOf(path: string): string[] {
  try {
    return splitPaths(path)
  } catch {
    return [path]
  }
}

interface Library {
  readonly models: readonly Pick<StoredModel, 'sha256' | 'places'>[]
  readonly digests: Pick<DigestStore, 'get'>
}

/**
 * What there is to add: the headers of listed models are read, and nothing behind them. What is no model is left out
 * with its reason. A file that is recorded in the library as it looks now is not opened, unless to compare samples.
 */
export async function inspectSources(
  sources: readonly ListedSource[],
  { models, digests }: Library,
  { verdicts, signal, onProgress }: Inspection,
): Promise<FoundSource[]> {
  const recorded = new Map(
    models.flatMap(({ places }) => places.flatMap(({ files }) => files.map((file) => [inodeKey(file), file] as const))),
  )
  const known = new Set(models.map(({ sha256 }) => sha256))
  const isRecorded = (file: FileIdentity): boolean => {
    const before = recorded.get(inodeKey(file))
    return before !== undefined && sameState(before, file)
  }
  const contentOf = contents(sources, digests)
  const total = sources.reduce((sum, source) => sum + source.models.length, 0)
  let done = 0
  const found: FoundSource[] = []
  const partsByPath = new Map<string, readonly FileIdentity[]>()
  for (const source of sources) {
    const kept = new Map<string, FoundModel>()
    const leftOut = [...source.leftOut]
    for (const { name, path, files } of source.models) {
      signal?.throwIfAborted()
      onProgress?.({ item: name, done, total, unit: 'files' })
      done += 1
      partsByPath.set(path, files)
      const content = contentOf(files)
      const isKnown = known.has(content) || (files.length > 0 && files.every(isRecorded))
      const refusal = isKnown ? null : await verdicts.of(path, files)
      const bytes = files.reduce((sum, { size }) => sum + size, 0)
      if (refusal !== null) leftOut.push(refusal)
      else if (!kept.has(content)) kept.set(content, { name, path, bytes, content, isKnown })
    }
    found.push({ ...source, models: [...kept.values()], leftOut })
  }
  return withSampledContents(found, (path) => partsByPath.get(path) ?? [], isDigest, signal)
}

interface Inspection {
  readonly verdicts: HeaderVerdicts
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: AddProgress) => void
}

const mostVerdicts = 10_000

/** What headers say of files, so that a header is read once while its file looks the same. */
export class HeaderVerdicts {
  private readonly known = new Map<string, Refusal | null>()

  /** Why the file at a path is no model for the library; null where it is one. `files` are its parts as they look. */
  async of(path: string, files: readonly FileIdentity[]): Promise<Refusal | null> {
    const key = JSON.stringify([path, files])
    const known = this.known.get(key)
    if (known !== undefined) return known
    const verdict = await refusalOf(path)
    if (this.known.size >= mostVerdicts) this.known.clear()
    this.known.set(key, verdict)
    return verdict
  }
}

/** Why the file at a path is no model for the library; null where it is one. */
async function refusalOf(path: string): Promise<Refusal | null> {
  try {
    const candidate = await readCandidate(path, new Set())
    const purpose = candidate === undefined ? 'text' : declaredPurpose(candidate.facts)
    return purpose === 'text' ? null : { path, kind: purpose, reason: purposeNote(purpose) }
  } catch (error) {
    if (!(error instanceof GgufError)) throw error
    return { path, kind: error.kind, reason: error.message }
  }
}

/**
 * What tells the content of a model from that of others without reading it: its sha256 where the name of its file says
 * it, where that of another link to it does, or where it was read before as it looks now; else where it is on the disk.
 */
function contents(
  sources: readonly ListedSource[],
  digests: Pick<DigestStore, 'get'>,
): (files: readonly FileIdentity[]) => string {
  const claimed = new Map<string, string>()
  for (const { models } of sources)
    for (const { sha256, files } of models)
      if (sha256 !== null && files.length === 1) claimed.set(inodeKey(files[0]!), sha256)
  return (files) => {
    const parts = files.map((file) => digests.get(file) ?? claimed.get(inodeKey(file)))
    const known = parts.filter((digest) => digest !== undefined)
    return known.length > 0 && known.length === files.length ? modelDigest(known) : files.map(inodeKey).join(' ')
  }
}

/** Whether a content is told by digests, not by where files are on the disk. */
function isDigest(content: string): boolean {
  return !content.includes(':')
}

function inodeKey({ device, inode }: Pick<FileIdentity, 'device' | 'inode'>): string {
  return `${device}:${inode}`
}
