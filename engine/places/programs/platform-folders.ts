import { type Machine, variable } from '../machine.ts'

/** Where programs keep what on each platform, as paths. */
interface PlatformFolders {
  /** Data of programs: `dirs::data_dir` of Rust. */
  readonly data: string
  /** Data that stays on this machine: AppLocalDataLocation of Qt, without the program. */
  readonly localData: string
  /** Settings: userData of Electron, without the program. */
  readonly settings: string
  readonly caches: string
}

export function platformFolders(machine: Machine): PlatformFolders {
  const { home, platform, path } = machine
  if (platform === 'win32') {
    const roaming = variable(machine, 'APPDATA') ?? path.join(home, 'AppData', 'Roaming')
    const local = variable(machine, 'LOCALAPPDATA') ?? path.join(home, 'AppData', 'Local')
    return { data: roaming, localData: local, settings: roaming, caches: local }
  }
  if (platform === 'darwin') {
    const support = path.join(home, 'Library', 'Application Support')
    return { data: support, localData: support, settings: support, caches: path.join(home, 'Library', 'Caches') }
  }
  const data = variable(machine, 'XDG_DATA_HOME') ?? path.join(home, '.local', 'share')
  return {
    data,
    localData: data,
    settings: variable(machine, 'XDG_CONFIG_HOME') ?? path.join(home, '.config'),
    caches: variable(machine, 'XDG_CACHE_HOME') ?? path.join(home, '.cache'),
  }
}
