import { refusal } from '../../../core/model/refused-advice.ts'
import { type Refusal, underWay } from '../../library/find-files.ts'
import { type Machine, textOf, variable } from '../machine.ts'
import { queryForeign } from './database-snapshot.ts'
import { platformFolders } from './platform-folders.ts'
import type { KeptFiles, KeptModel, Program } from './program.ts'
import { fileAbsence, projectorAt } from './search-folder.ts'
import { jsonField, unitVariable } from './settings-text.ts'

/**
 * Ollama keeps models in OLLAMA_MODELS, else in `~/.ollama/models` (`Models` in `envconfig/config.go`). Its app, for
 * macOS and Windows, starts it with the folder that was chosen in its settings, whatever the variable says
 * (`app/store/store.go`, `app/store/database.go`). As a service on Linux it runs as another user with a home of its own
 * (`scripts/install.sh`), and its variables are in the unit. Looked at: the main branch in 2026.
 */
export const ollama: Program = {
  name: 'Ollama',
  service: 'ollama',
  folders: async (machine) => {
    const { home, path, platform } = machine
    // Quotes and spaces around a value are no part of it, as in `Var` of envconfig.
    const folder = variable(machine, 'OLLAMA_MODELS')?.replace(/^["'\s]+|["'\s]+$/g, '')
    return [
      ...(await appFolders(machine)),
      ...(folder === undefined || folder === '' ? [] : [path.normalize(folder)]),
      path.join(home, '.ollama', 'models'),
      ...(platform === 'linux' ? [...(await unitFolders(machine)), ...serviceFolders] : []),
    ]
  },
  list: async (machine, folder, signal) => {
    const named = await namedModels(machine, folder, signal)
    return { models: named.models, leftOut: [...named.leftOut, ...(await downloads(machine, folder))] }
  },
}

/** What the settings of the app say: a row of the database that also holds its chats. */
async function appFolders(machine: Machine): Promise<string[]> {
  const { home, path, platform } = machine
  const appFolder =
    platform === 'linux' ? path.join(home, '.ollama') : path.join(platformFolders(machine).localData, 'Ollama')
  const rows = await queryForeign(machine, path.join(appFolder, 'db.sqlite'), 'SELECT models FROM settings')
  return (rows ?? []).flatMap((row) => {
    const { models } = row as { readonly models: unknown }
    return typeof models === 'string' && models !== '' ? [path.normalize(models)] : []
  })
}

/** Of the installer, of Arch Linux and of the snap. */
const serviceFolders = [
  '/usr/share/ollama/.ollama/models',
  '/var/lib/ollama',
  '/var/lib/ollama/.ollama/models',
  '/var/snap/ollama/common/models',
]
const units = ['/etc/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system']

async function unitFolders(machine: Machine): Promise<string[]> {
  const folders: string[] = []
  for (const unit of units.map((folder) => `${folder}/ollama.service`)) {
    const additions = await machine.files.readdir(`${unit}.d`).catch(() => [])
    for (const file of [...additions.map((name) => `${unit}.d/${name}`).sort(), unit])
      folders.push(...unitVariable((await textOf(machine, file)) ?? '', 'OLLAMA_MODELS').reverse())
  }
  return folders
}

interface Layer {
  readonly kind: string
  /** sha256 in hexadecimal. */
  readonly digest: string
}

const imageLayer = 'application/vnd.ollama.image.'

/**
 * The models that manifests name: `manifests/HOST/NAMESPACE/MODEL/TAG`, in newer versions `manifests-v2`, whose layer
 * of the kind `model` is the GGUF file `blobs/sha256-DIGEST` (`manifest/manifest.go`, `manifest/paths.go`). Of several
 * tags with one file that counts which names the fewest owners, then the shortest.
 */
async function namedModels(machine: Machine, folder: string, signal?: AbortSignal): Promise<KeptFiles> {
  const { path } = machine
  const manifests = [
    ...(await manifestPaths(machine, path.join(folder, 'manifests-v2'))),
    ...(await manifestPaths(machine, path.join(folder, 'manifests'))),
  ].sort(
    (left, right) =>
      left.owners - right.owners || left.name.length - right.name.length || (left.name < right.name ? -1 : 1),
  )
  const models = new Map<string, KeptModel>()
  const leftOut = new Map<string, Refusal>()
  for (const { file, name } of manifests) {
    signal?.throwIfAborted()
    const layers = await layersOf(machine, folder, file)
    if (layers === undefined) {
      leftOut.set(
        file,
        refusal(file, 'unreadable', `The manifest of ${name} cannot be read.`, `Download ${name} again with Ollama.`),
      )
      continue
    }
    for (const { kind, digest } of layers) {
      const blob = path.join(folder, 'blobs', `sha256-${digest}`)
      if (kind === 'projector' && !leftOut.has(blob)) leftOut.set(blob, projectorAt(blob, name))
      else if (kind === 'adapter' && !leftOut.has(blob))
        leftOut.set(blob, refusal(blob, kind, `An adapter of ${name}, not a model.`))
      if (kind !== 'model' || models.has(digest)) continue
      const absence = await fileAbsence(machine, blob, `${name} of Ollama by its manifest`)
      if (absence === null) models.set(digest, { path: blob, name, sha256: digest })
      else leftOut.set(blob, absence)
    }
    if (layers.every(({ kind }) => kind !== 'model') && layers.some(({ kind }) => kind === 'tensor'))
      leftOut.set(file, refusal(file, 'format', `${name} is kept as tensors for MLX, not as a GGUF file.`))
  }
  return { models: [...models.values()], leftOut: [...leftOut.values()] }
}

interface NamedManifest {
  readonly file: string
  readonly name: string
  /** Host and namespace, as far as the name says them. */
  readonly owners: number
}

/** All manifests below a folder, each with the name by which Ollama lists it. */
async function manifestPaths({ path, files }: Machine, root: string): Promise<NamedManifest[]> {
  let found = [{ file: root, parts: [] as string[] }]
  for (let depth = 0; depth < 4; depth += 1) {
    const below = await Promise.all(
      found.map(async ({ file, parts }) =>
        (await files.readdir(file).catch(() => []))
          .filter((name) => !name.startsWith('.'))
          .map((name) => ({ file: path.join(file, name), parts: [...parts, name] })),
      ),
    )
    found = below.flat()
  }
  return found.map(({ file, parts }) => ({ file, ...shownName(parts) }))
}

/** As `ollama list` shows it: without the host and the namespace of Ollama's own library. */
function shownName(parts: readonly string[]): Omit<NamedManifest, 'file'> {
  const [host, namespace, model, tag] = parts as [string, string, string, string]
  const isUsual = host === 'registry.ollama.ai'
  const owners = isUsual ? (namespace === 'library' ? [] : [namespace]) : [host, namespace]
  return { name: `${[...owners, model].join('/')}:${tag}`, owners: owners.length }
}

/** The layers of a manifest, and of those that it lists; undefined where it is none. */
async function layersOf(machine: Machine, folder: string, file: string): Promise<Layer[] | undefined> {
  const text = await textOf(machine, file)
  const listed = text === undefined ? undefined : jsonField(text, 'manifests')
  if (text === undefined || !Array.isArray(listed)) return text === undefined ? undefined : layersIn(text)
  const children = await Promise.all(
    listed.map(async (child: unknown) => {
      const within = layersIn(JSON.stringify(child)) ?? []
      const digest = digestIn(child)
      if (within.length > 0 || digest === undefined) return within
      const blob = machine.path.join(folder, 'blobs', `sha256-${digest}`)
      return layersIn((await textOf(machine, blob)) ?? '') ?? []
    }),
  )
  return children.flat()
}

function layersIn(text: string): Layer[] | undefined {
  const layers = jsonField(text, 'layers')
  if (!Array.isArray(layers)) return undefined
  return layers.flatMap((layer: unknown) => {
    const digest = digestIn(layer)
    const mediaType = jsonField(JSON.stringify(layer), 'mediaType')
    if (digest === undefined || typeof mediaType !== 'string' || !mediaType.startsWith(imageLayer)) return []
    return [{ kind: mediaType.slice(imageLayer.length), digest }]
  })
}

function digestIn(value: unknown): string | undefined {
  const digest = jsonField(JSON.stringify(value), 'digest')
  return typeof digest === 'string' ? /^(?:sha256[:-])?([0-9a-f]{64})$/i.exec(digest)?.[1]?.toLowerCase() : undefined
}

/** Blobs that are still downloaded; beside each may lie the states of its parts, `-partial-0` and so on. */
async function downloads({ path, files }: Machine, folder: string): Promise<Refusal[]> {
  const blobs = path.join(folder, 'blobs')
  const names = await files.readdir(blobs).catch(() => [])
  return names.filter((name) => name.endsWith('-partial')).map((name) => underWay(path.join(blobs, name)))
}
