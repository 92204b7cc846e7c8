import { randomBytes } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { printable } from '../../core/format/printable.ts'
import { ApiError, type Place, type PlaceListing } from '../api/contract.ts'
import { projectFilesIn } from '../projects/project-files.ts'
import { entriesOf } from '../library/find-files.ts'
import { isBelow } from './is-below.ts'

const mostPlaces = 100_000

/** A folder to start from. */
export interface KnownFolder {
  readonly name: string
  readonly path: string
}

/**
 * The files and folders that may be named over the Api. A driver never sends a path: it sends the id of a place that
 * was offered or granted here, and can walk only below those. Names and paths that it is answered are for reading: what
 * cannot be seen is an escape.
 */
export class Places {
  private readonly roots: () => Promise<readonly KnownFolder[]>
  private readonly byId = new Map<string, { readonly place: Place; readonly path: string }>()
  private readonly idOf = new Map<string, string>()
  /** Folders granted by a shell, beside the roots. */
  private readonly granted = new Set<string>()

  constructor(roots: () => Promise<readonly KnownFolder[]>) {
    this.roots = roots
  }

  /** Makes a path nameable. Throws ApiError where it does not exist. */
  grant(path: string): Place {
    const absolute = resolve(path)
    if (!existsSync(absolute)) throw new ApiError('not-found', absence(absolute))
    if (statSync(absolute).isDirectory()) this.granted.add(absolute)
    return this.offer(absolute)
  }

  /** The starting points. */
  async offered(): Promise<Place[]> {
    const seen = new Set<string>()
    return (await this.roots())
      .filter((root) => existsSync(root.path) && !seen.has(resolve(root.path)) && seen.add(resolve(root.path)))
      .map((root) => this.offer(resolve(root.path), root.name))
  }

  /** The path of a place. Throws ApiError where the id was not given out by this engine. */
  path(id: string): string {
    const known = this.byId.get(id)
    if (known === undefined)
      throw new ApiError(
        'not-found',
        'This place is not known to this session of the engine. Start again from the list of places.',
      )
    return known.path
  }

  /** @param kind which files are listed: those of models, or those that may be projects */
  async list(id: string, kind: 'models' | 'projects' = 'models'): Promise<PlaceListing> {
    const path = this.path(id)
    const entries = await entriesOf(path)
    if (typeof entries === 'string') throw new ApiError('failed', `The folder ${path} cannot be listed: ${entries}.`)
    const parent = dirname(path)
    return {
      place: this.offer(path),
      parent: parent !== path && (await this.isBelowRoot(parent)) ? this.offer(parent) : null,
      folders: entries.folders.map((folder) => this.offer(folder)),
      files: (kind === 'models' ? entries.files : projectFilesIn(path)).flatMap((file) => {
        const facts = statSync(file, { throwIfNoEntry: false })
        return facts === undefined ? [] : [{ ...this.offer(file), size: facts.size }]
      }),
      unnamable: entries.unnamable.map((unnamable) => printable(basename(unnamable))),
    }
  }

  /** Makes a path nameable that the engine itself has come upon. */
  offer(path: string, name = basename(path) || path): Place {
    const known = this.byId.get(this.idOf.get(path) ?? '')
    if (known !== undefined) return known.place
    const place = { id: randomBytes(16).toString('base64url'), name: printable(name), path: printable(path) }
    this.byId.set(place.id, { place, path })
    this.idOf.set(path, place.id)
    for (const [id, oldest] of this.byId) {
      if (this.byId.size <= mostPlaces) break
      this.byId.delete(id)
      this.idOf.delete(oldest.path)
    }
    return place
  }

  private async isBelowRoot(path: string): Promise<boolean> {
    const roots = [...(await this.roots()).map((root) => resolve(root.path)), ...this.granted]
    return roots.some((root) => isBelow(root, path))
  }
}

/**
 * Why there is nothing at a path. Bytes that are no UTF-8 text are replacement characters by the time a path is an
 * argument.
 */
function absence(path: string): string {
  const reason = `There is no file or folder at ${path}.`
  if (!path.includes('\u{fffd}')) return reason
  return `${reason} If its name holds bytes that are no UTF-8 text, it cannot be opened by its name: rename it, then add it again.`
}
