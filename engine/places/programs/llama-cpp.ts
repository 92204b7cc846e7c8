import { variable } from '../machine.ts'
import { listHub } from './hugging-face.ts'
import { platformFolders } from './platform-folders.ts'
import type { Program } from './program.ts'
import { searchFolder } from './search-folder.ts'

/**
 * What llama.cpp keeps beside the cache of Hugging Face: the folder of LLAMA_CACHE, which is laid out as that cache
 * since March 2026 (`common/hf-cache.cpp`), and the flat folder of before, with files called OWNER_NAME_FILE.gguf
 * (`fs_get_cache_directory` in `common/common.cpp`, August 2026, which still reads it).
 */
export const llamaCpp: Program = {
  name: 'llama.cpp',
  folders: (machine) => {
    const folder = variable(machine, 'LLAMA_CACHE')
    return Promise.resolve([
      ...(folder === undefined ? [] : [machine.path.normalize(folder)]),
      machine.path.join(platformFolders(machine).caches, 'llama.cpp'),
    ])
  },
  list: async (machine, folder, signal) => {
    const hub = await listHub(machine, folder, signal)
    const all = await searchFolder(machine, folder, { signal })
    const isInHub = ({ path }: { readonly path: string }): boolean =>
      machine.path.relative(folder, path).startsWith('models--')
    return {
      models: [...hub.models, ...all.models.filter((model) => !isInHub(model))],
      leftOut: [...hub.leftOut, ...all.leftOut.filter((refusal) => !isInHub(refusal))],
    }
  },
}
