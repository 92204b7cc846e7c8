import type { Refusal } from '../../library/find-files.ts'
import { type Machine, textOf, variable } from '../machine.ts'
import { platformFolders } from './platform-folders.ts'
import type { KeptFiles, KeptModel, Program } from './program.ts'
import { fileAbsence, fileStem, projectorAt, searchFolder } from './search-folder.ts'
import { jsonText, yamlText } from './settings-text.ts'

/**
 * Jan's data folder is JAN_DATA_FOLDER, else the `data_folder` of its `settings.json`, else `Jan/data`
 * (`src-tauri/src/core/app/commands.rs`, 2026, with the places where earlier versions kept the settings). Models are in
 * `llamacpp/models`, in earlier versions in `models`, some with the data in `~/jan`.
 */
export const jan: Program = {
  name: 'Jan',
  folders: async (machine) => {
    const { home, path } = machine
    const { data, settings } = platformFolders(machine)
    const texts = await Promise.all(
      [path.join(data, 'Jan'), path.join(data, 'jan.ai.app'), path.join(settings, 'Jan')].map((folder) =>
        textOf(machine, path.join(folder, 'settings.json')),
      ),
    )
    const dataFolders = [
      variable(machine, 'JAN_DATA_FOLDER'),
      ...texts.map((text) => jsonText(text, 'data_folder')),
      path.join(data, 'Jan', 'data'),
      path.join(settings, 'Jan', 'data'),
      path.join(home, 'jan'),
    ].filter((folder) => folder !== undefined)
    return dataFolders.flatMap((folder) => [path.join(folder, 'llamacpp', 'models'), path.join(folder, 'models')])
  },
  list: async (machine, folder, signal) => {
    const { path } = machine
    const kept = await searchFolder(machine, folder, { nameOf: (file) => ownName(machine, folder, file), signal })
    const dataFolder = path.dirname(path.basename(path.dirname(folder)) === 'llamacpp' ? path.dirname(folder) : folder)
    const described = await describedModels(machine, folder, dataFolder, signal)
    const isDescribed = new Set([...described.models, ...described.leftOut].map((file) => path.resolve(file.path)))
    const isOther = (file: { readonly path: string }): boolean => !isDescribed.has(path.resolve(file.path))
    return {
      models: [...described.models, ...kept.models.filter(isOther)],
      leftOut: [...described.leftOut, ...kept.leftOut.filter(isOther)],
    }
  },
}

/** Every file that Jan downloads is called model.gguf: the name of such a model is that of its folder. */
function ownName(machine: Machine, folder: string, file: string): string {
  const { path } = machine
  if (fileStem(machine, file) !== 'model') return fileStem(machine, file)
  return path.relative(folder, path.dirname(file)).replaceAll(path.sep, '/') || 'model'
}

/** More folders, or deeper ones, no collection of models has. */
const mostFolders = 10_000
const mostDepth = 12

/**
 * The models that a `model.yml` describes: `name`, and `model_path` and `mmproj_path`, which are absolute for imported
 * files and else relative to the data folder (`ModelConfig` in `extensions/llamacpp-extension/src/index.ts`, 0.6). A
 * folder with one holds no further models.
 */
async function describedModels(
  machine: Machine,
  folder: string,
  dataFolder: string,
  signal?: AbortSignal,
): Promise<KeptFiles> {
  const { path, files } = machine
  const models: KeptModel[] = []
  const leftOut: Refusal[] = []
  const pending = [{ folder, depth: 0 }]
  for (let looked = 0; looked < mostFolders; looked += 1) {
    signal?.throwIfAborted()
    const next = pending.shift()
    if (next === undefined) break
    const description = await textOf(machine, path.join(next.folder, 'model.yml'))
    if (description === undefined) {
      if (next.depth === mostDepth) continue
      const entries = await files.readdir(next.folder, { withFileTypes: true }).catch(() => [])
      const folders = entries
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort()
      pending.push(...folders.map((name) => ({ folder: path.join(next.folder, name), depth: next.depth + 1 })))
      continue
    }
    const fileAt = (field: string): string | undefined => {
      const written = yamlText(description, field)
      return written === undefined ? undefined : path.resolve(dataFolder, written)
    }
    const projector = fileAt('mmproj_path')
    if (projector !== undefined) leftOut.push(projectorAt(projector))
    const model = fileAt('model_path')
    if (model === undefined) continue
    const name = yamlText(description, 'name') ?? path.relative(folder, next.folder).replaceAll(path.sep, '/')
    const absence = await fileAbsence(machine, model, `${name} of Jan by its model.yml`)
    if (absence === null) models.push({ path: model, name, sha256: null })
    else leftOut.push(absence)
  }
  return { models, leftOut }
}
