import { basename, dirname } from 'node:path'
import { printableName } from '../../core/format/printable.ts'
import { type NamedApart, nameApart, type NamingFacts } from '../../core/model/name-apart.ts'
import type { ModelStore, NamedModel } from '../store/model-store.ts'
import { splitName } from './split-parts.ts'

/**
 * What a file is called: its name without `.gguf` and without the part number of a split file. A file without that
 * ending (a blob of a cache) takes its declared name. Characters that cannot be seen become escapes.
 */
export function fileName(path: string, declaredName: string | null): string {
  const file = basename(path)
  const stem = splitName(file)?.stem ?? (/\.gguf$/i.test(file) ? file.slice(0, -5) : (declaredName ?? file))
  return shownName(stem)
}

function shownName(name: string): string {
  return firstOf(printableName(name.trim()), 160) || 'model'
}

/**
 * A name for a model that is new to the library: that which the program has for it that keeps it, else that of its
 * file, told apart from others of that name.
 */
export function modelName(
  model: Omit<NamedModel, 'id' | 'name'> & { readonly path: string },
  models: Pick<ModelStore, 'namesakes'>,
  called?: string,
): NamedApart {
  const wanted = called === undefined ? fileName(model.path, model.declaredName) : shownName(called)
  const alike = models.namesakes(wanted)
  const namesakes = alike
    // `model (1).gguf` is called so by its file, not told apart from `model`.
    .filter(
      ({ name, path, declaredName }) => name === wanted || (path !== null && fileName(path, declaredName) === wanted),
    )
    .map((namesake) => ({ ...namingFacts(namesake), id: namesake.id, name: namesake.name }))
  return nameApart(wanted, namingFacts(model), namesakes, new Set(alike.map(({ name }) => name)))
}

function namingFacts({ path, declaredBases, sha256, ...model }: Omit<NamedModel, 'id' | 'name'>): NamingFacts {
  const { quantization, parameters, size } = model
  const base = declaredBases[0]?.name ?? null
  return { quantization, parameters, base, folder: folderName(path), size, digest: sha256 }
}

/** The folder of a file; in a cache of Hugging Face, where folders are named after commits, the repository. */
function folderName(path: string | null): string | null {
  if (path === null) return null
  const repository = /[/\\]models--([^/\\]+)[/\\](?:snapshots|blobs)[/\\]/.exec(path)?.[1]
  return printableName(repository?.replaceAll('--', '/') ?? basename(dirname(path))) || null
}

/** The first characters of a text, none of them halved. */
function firstOf(text: string, most: number): string {
  return [...text].slice(0, most).join('')
}
