import { textOf } from '../machine.ts'
import { platformFolders } from './platform-folders.ts'
import type { Program } from './program.ts'
import { searchFolder } from './search-folder.ts'
import { jsonText } from './settings-text.ts'

/**
 * LM Studio's home is where `~/.lmstudio-home-pointer` says, else `~/.cache/lm-studio` where that is, else
 * `~/.lmstudio` (`findLMStudioHome.ts` of lmstudio.js); models are in the `downloadsFolder` of its `settings.json`,
 * else in `models` (`modelsFolder.ts` of lms, 2026). Earlier versions kept the settings with the app's own
 * (`importCmd.ts` of lms, 2025). All homes are looked at: what was left in a former one is a download all the same.
 */
export const lmStudio: Program = {
  name: 'LM Studio',
  folders: async (machine) => {
    const { home, path } = machine
    const pointer = (await textOf(machine, path.join(home, '.lmstudio-home-pointer')))?.trim()
    const homes = [
      ...(pointer === undefined || pointer === '' ? [] : [pointer]),
      path.join(home, '.cache', 'lm-studio'),
      path.join(home, '.lmstudio'),
    ]
    const settings = [...homes, path.join(platformFolders(machine).settings, 'LM Studio')]
    const chosen = await Promise.all(
      settings.map(async (folder) =>
        jsonText(await textOf(machine, path.join(folder, 'settings.json')), 'downloadsFolder'),
      ),
    )
    return [...chosen.filter((folder) => folder !== undefined), ...homes.map((folder) => path.join(folder, 'models'))]
  },
  list: (machine, folder, signal) => searchFolder(machine, folder, { signal }),
}
