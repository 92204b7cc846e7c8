import { type Refusal, underWay } from '../../library/find-files.ts'
import { type Machine, variable } from '../machine.ts'
import type { KeptFiles, Program } from './program.ts'
import { fileStem, searchFolder } from './search-folder.ts'

/**
 * The cache of huggingface_hub, which llama.cpp has downloaded to since March 2026. Its folders: `constants.py` of
 * huggingface_hub 1.0 and `get_cache_directory` in `common/hf-cache.cpp` of llama.cpp (August 2026), which read the
 * same variables in the same order; an app that is started from a menu may lack those of a shell, so the folders behind
 * the one that is set are looked at, too.
 */
export const huggingFace: Program = {
  name: 'Hugging Face',
  folders: (machine) => {
    const { home, path } = machine
    const below = (name: string, ...parts: string[]): string[] => {
      const folder = variable(machine, name)
      // huggingface_hub expands the home folder in what the variables say.
      return folder === undefined
        ? []
        : [
            path.join(
              folder.replace(/^~(?=[/\\]|$)/, () => home),
              ...parts,
            ),
          ]
    }
    return Promise.resolve([
      ...below('HF_HUB_CACHE'),
      ...below('HUGGINGFACE_HUB_CACHE'),
      ...below('HF_HOME', 'hub'),
      ...below('XDG_CACHE_HOME', 'huggingface', 'hub'),
      path.join(home, '.cache', 'huggingface', 'hub'),
    ])
  },
  list: listHub,
}

const repositoryFolder = /^models--/

/**
 * The models in a cache: `models--OWNER--NAME/snapshots/COMMIT/...` are links to `blobs/`, or the files themselves
 * where links cannot be made. Of several snapshots that of the branch `main` comes first.
 */
export async function listHub(machine: Machine, folder: string, signal?: AbortSignal): Promise<KeptFiles> {
  const { path, files } = machine
  const repositories = (await files.readdir(folder)).filter((name) => repositoryFolder.test(name)).sort()
  const listed: KeptFiles[] = []
  for (const repository of repositories) {
    signal?.throwIfAborted()
    listed.push(await listRepository(machine, path.join(folder, repository), signal))
  }
  return { models: listed.flatMap(({ models }) => models), leftOut: listed.flatMap(({ leftOut }) => leftOut) }
}

async function listRepository(machine: Machine, folder: string, signal?: AbortSignal): Promise<KeptFiles> {
  const { path, files } = machine
  const repository = path.basename(folder).replace(repositoryFolder, '').replaceAll('--', '/')
  const entriesIn = (name: string): Promise<string[]> => files.readdir(path.join(folder, name)).catch(() => [])
  const main = await files.readFile(path.join(folder, 'refs', 'main'), 'utf8').catch(() => '')
  const snapshots = (await entriesIn('snapshots')).sort(
    (left, right) => Number(right === main.trim()) - Number(left === main.trim()) || (left < right ? -1 : 1),
  )
  const models = []
  const leftOut: Refusal[] = []
  for (const snapshot of snapshots) {
    const kept = await searchFolder(machine, path.join(folder, 'snapshots', snapshot), {
      nameOf: (file) => `${repository}/${fileStem(machine, file)}`,
      digestOf: (file) => blobDigest(machine, file),
      signal,
    })
    models.push(...kept.models)
    leftOut.push(...kept.leftOut)
  }
  // Blobs carry no name: whether one that is not there as a whole will be a GGUF file, only the repository tells.
  if (models.length > 0 || /gguf/i.test(repository)) {
    for (const blob of await entriesIn('blobs'))
      if (blob.endsWith('.incomplete') || blob.endsWith('.downloadInProgress'))
        leftOut.push(underWay(path.join(folder, 'blobs', blob)))
  }
  return { models, leftOut }
}

/** A blob of Git LFS is named after the sha256 of its content, others after a sha1. */
async function blobDigest({ path, files }: Machine, file: string): Promise<string | null> {
  const blob = path.basename(await files.realpath(file).catch(() => file))
  return /^[0-9a-f]{64}$/.test(blob) ? blob : null
}
