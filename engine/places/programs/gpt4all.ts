import { textOf, variable } from '../machine.ts'
import { platformFolders } from './platform-folders.ts'
import type { Program } from './program.ts'
import { searchFolder } from './search-folder.ts'
import { iniText } from './settings-text.ts'

/**
 * GPT4All keeps models in the `modelPath` of its settings (`modelPaths` before 2.4.12), else in its folder of local
 * data (`MySettings::modelPath`, `defaultLocalModelsPath` in `mysettings.cpp`); the settings are an INI file of the
 * organization nomic.ai (`main.cpp`), which Qt keeps in the roaming data on Windows and in `~/.config` elsewhere
 * (QSettings, user scope). A download under way is called `incomplete-FILE` (`ModelList::incompleteDownloadPath`).
 * Looked at: the main branch in 2025.
 */
export const gpt4all: Program = {
  name: 'GPT4All',
  folders: async (machine) => {
    const { home, path, platform } = machine
    const folders = platformFolders(machine)
    const settings =
      platform === 'win32' ? folders.settings : (variable(machine, 'XDG_CONFIG_HOME') ?? path.join(home, '.config'))
    const text = (await textOf(machine, path.join(settings, 'nomic.ai', 'GPT4All.ini'))) ?? ''
    const chosen = iniText(text, 'modelPath') ?? iniText(text, 'modelPaths')
    return [
      ...(chosen === undefined ? [] : [path.normalize(chosen)]),
      path.join(folders.localData, 'nomic.ai', 'GPT4All'),
    ]
  },
  list: (machine, folder, signal) => searchFolder(machine, folder, { download: /^incomplete-/, signal }),
}
