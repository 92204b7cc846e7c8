import { plural } from '../../core/format/quantity.ts'
import { access, constants } from 'node:fs/promises'
import { sameState, settlingTime } from '../../native/file-state.ts'
import { JobFailure } from '../jobs/job-failure.ts'
import type { DigestStore, FileIdentity } from '../store/digest-store.ts'
import type { ModelFile, ModelPlace, ModelStore, StoredModel } from '../store/model-store.ts'
import { fileDigest } from './file-digest.ts'
import { fileIdentity } from './file-identity.ts'
import { GgufError } from './gguf/gguf-error.ts'
import { placesNow } from './model-places.ts'

/**
 * The files of a model, all parts of it, while it is evaluated: they may be written to or replaced at any time. Where
 * they are gone or hold something else, another place of the model is taken.
 */
export class WatchedFiles {
  private readonly model: StoredModel
  private readonly models: ModelStore
  private readonly digests: DigestStore
  /** The place that is read, its files in the states in which their content was last known to be what was added. */
  private current: ModelPlace
  /** Whether the place to read has been chosen by how all of them look. */
  private isChosen = false

  /** Throws JobFailure where no file is recorded. */
  constructor(model: StoredModel, models: ModelStore, digests: DigestStore) {
    const first = model.places.find(({ files }) => files.length > 0)
    if (first === undefined)
      throw new JobFailure('No file is recorded for the model. Add it again.', {
        failure: 'missing-file',
        stage: 'load',
      })
    this.model = model
    this.models = models
    this.digests = digests
    this.current = first
  }

  /** Path of the first part, to load: of the place that was verified last. */
  get path(): string {
    return this.paths[0]!
  }

  /** Paths of all parts, in order. */
  get paths(): string[] {
    return this.current.files.map(({ path }) => path)
  }

  /**
   * Makes sure that the files hold what was added: one that looks different, or too new to tell, is read. Answers the
   * state of all of them: two equal answers mean that they are at the same place and nothing was written in between.
   * Throws JobFailure where at no place of the model all files are there, can be read and hold what was added, and the
   * signal's reason on abort.
   */
  async verified(signal: AbortSignal): Promise<string> {
    if (!this.isChosen) {
      const [best] = await placesNow(this.model)
      this.current = best?.place ?? this.current
      this.isChosen = true
    }
    try {
      return await this.verifiedAt(this.current, signal)
    } catch (error) {
      if (!(error instanceof JobFailure)) throw error
      return this.verifiedElsewhere(error, signal)
    }
  }

  private async verifiedElsewhere(fault: JobFailure, signal: AbortSignal): Promise<string> {
    const faults = [fault]
    // Places that were added or removed since the last look count.
    const recorded = this.models.get(this.model.id)?.places ?? this.model.places
    for (const { place } of await placesNow({ places: recorded })) {
      if (place.number === this.current.number || place.files.length === 0) continue
      try {
        return await this.verifiedAt(place, signal)
      } catch (error) {
        if (!(error instanceof JobFailure)) throw error
        faults.push(error)
      }
    }
    if (faults.length === 1) throw fault
    const all = faults.map(({ message }) => message).join(' ')
    throw new JobFailure(`None of the ${plural(faults.length, 'place')} of the model can be used. ${all}`, fault)
  }

  private async verifiedAt(place: ModelPlace, signal: AbortSignal): Promise<string> {
    const identities: FileIdentity[] = []
    const files: ModelFile[] = []
    for (const file of place.files) {
      const looks = await fileIdentity(file.path)
      if (looks === undefined) throw (await unreadable(file.path)) ?? missing(file.path)
      const isKnown = sameState(file, looks) && settlingTime(looks) === 0
      const now = isKnown ? looks : await this.requireContent(file, looks, signal)
      identities.push(now)
      files.push(isKnown ? file : { ...now, path: file.path, sha256: file.sha256 })
    }
    const current = { number: place.number, files }
    // Written first: where the database is locked this is called again, and must not take the state for written.
    if (files.some((file, part) => file !== place.files[part])) this.models.updatePlace(this.model.id, current)
    this.current = current
    return JSON.stringify(identities)
  }

  /** Whether the files are in the state that `verified` answered; reads none of them. */
  async areIn(state: string): Promise<boolean> {
    const now = await Promise.all(this.current.files.map(({ path }) => fileIdentity(path)))
    return (
      JSON.stringify(now) === state && now.every((identity) => identity !== undefined && settlingTime(identity) === 0)
    )
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
