import { plural } from '../../core/format/quantity.ts'
import { access, constants } from 'node:fs/promises'
import { sameState, settlingTime } from '../../native/file-state.ts'
import { JobFailure } from '../jobs/job-failure.ts'
import type { DigestStore, FileIdentity } from '../store/digest-store.ts'
import type { ModelFile, ModelStore, StoredModel } from '../store/model-store.ts'
import { fileDigest } from './file-digest.ts'
import { fileIdentity } from './file-identity.ts'
import { GgufError } from './gguf/gguf-error.ts'

/** The files of a model, all parts of it, while it is evaluated: they may be written to or replaced at any time. */
export class WatchedFiles {
  /** Path of the first part, to load. */
  readonly path: string
  private readonly model: StoredModel
  private readonly models: ModelStore
  private readonly digests: DigestStore
  /** The files in the states in which their content was last known to be what was added. */
  private files: readonly ModelFile[]

  /** Throws JobFailure where no file is recorded. */
  constructor(model: StoredModel, models: ModelStore, digests: DigestStore) {
    const [first] = model.files
    if (first === undefined)
      throw new JobFailure('No file is recorded for the model. Add it again.', {
        failure: 'missing-file',
        stage: 'load',
      })
    this.path = first.path
    this.model = model
    this.models = models
    this.digests = digests
    this.files = model.files
  }

  /**
   * Makes sure that the files hold what was added: one that looks different, or too new to tell, is read. Answers the
   * state of all of them: two equal answers mean that nothing was written in between. Throws JobFailure where a file is
   * gone, cannot be read or has other content, and the signal's reason on abort.
   */
  async verified(signal: AbortSignal): Promise<string> {
    const found: FileIdentity[] = []
    const files: ModelFile[] = []
    for (const file of this.files) {
      const looks = await fileIdentity(file.path)
      if (looks === undefined) throw (await unreadable(file.path)) ?? missing(file.path)
      const isKnown = sameState(file, looks) && settlingTime(looks) === 0
      const now = isKnown ? looks : await this.requireContent(file, looks, signal)
      found.push(now)
      files.push(isKnown ? file : { ...now, path: file.path, sha256: file.sha256 })
    }
    if (files.some((file, part) => file !== this.files[part])) {
      this.files = files
      this.models.setFiles(this.model.id, files)
    }
    return JSON.stringify(found)
  }

  /** Whether the files are in the state that `verified` answered; reads none of them. */
  async areIn(state: string): Promise<boolean> {
    const now = await Promise.all(this.files.map(({ path }) => fileIdentity(path)))
    return JSON.stringify(now) === state && now.every((one) => one !== undefined && settlingTime(one) === 0)
  }

  /** The state in which a file holds what was added. */
  private async requireContent(file: ModelFile, now: FileIdentity, signal: AbortSignal): Promise<FileIdentity> {
    const fault = await unreadable(file.path)
    if (fault !== undefined) throw fault
    if (now.size !== file.size) throw changed(file, plural(file.size, 'byte'), plural(now.size, 'byte'))
    const expected = `sha256 ${file.sha256.slice(0, 12)}…`
    const { sha256, identity } = await fileDigest(now, this.digests, { signal }).catch((error: unknown) => {
      if (!(error instanceof GgufError)) throw error
      throw changed(file, expected, 'a file that is being written to or cannot be read')
    })
    if (sha256 !== file.sha256) throw changed(file, expected, `sha256 ${sha256.slice(0, 12)}…`)
    return identity
  }
}

/** Why this program cannot read a file; undefined where it can. */
async function unreadable(path: string): Promise<JobFailure | undefined> {
  try {
    await access(path, constants.R_OK)
    return undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return missing(path)
    const why =
      code === 'EACCES' || code === 'EPERM'
        ? `permission denied (${code}). Give yourself the right to read it and its folder`
        : `${code}. See to it that it can be read`
    return new JobFailure(`The file ${path} cannot be read: ${why}, then start again.`, {
      failure: 'unreadable-file',
      stage: 'load',
    })
  }
}

function missing(path: string): JobFailure {
  return new JobFailure(
    `The file ${path} has been moved or deleted since it was added. Add it again at its new place.`,
    { failure: 'missing-file', stage: 'load' },
  )
}

function changed({ path }: ModelFile, expected: string, found: string): JobFailure {
  return new JobFailure(
    `The file ${path} has changed since it was added: expected ${expected}, found ${found}. Add it again to evaluate what it holds now.`,
    { failure: 'changed-file', stage: 'load' },
  )
}
