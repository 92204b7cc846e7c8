import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A model whose descent a manifest states. */
export interface KnownModel {
  readonly name: string
  readonly path: string
  readonly kind: 'base' | 'finetune' | 'quantization' | 'merge'
  /** Names; none of a base, several of a merge. */
  readonly parents: readonly string[]
}

interface ManifestEntry extends Pick<KnownModel, 'name' | 'kind'> {
  readonly file: string
  /** Of a merge a list, or names with a plus between them. */
  readonly parent: string | readonly string[] | null
}

/** Folder of the demo models. */
export const demoFolder = join(import.meta.dirname, '../models/demo')

/** The models of a folder by its manifest, in the order of that; every file is there. */
export function knownModels(folder: string): KnownModel[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as
    | ManifestEntry[]
    | { readonly models: ManifestEntry[] }
  return (Array.isArray(manifest) ? manifest : manifest.models).map(({ name, file, kind, parent }) => {
    const path = join(folder, file)
    if (!existsSync(path)) throw new Error(`Expected ${path}, which a manifest names; it is not there.`)
    return { name, path, kind, parents: typeof parent === 'string' ? parent.split('+') : (parent ?? []) }
  })
}
