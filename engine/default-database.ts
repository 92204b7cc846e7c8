import { homedir, platform } from 'node:os'
import { join } from 'node:path'

/** Where the user's own files of this program belong, by the platform's custom. */
function userDataFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  system: NodeJS.Platform = platform(),
  home: string = homedir(),
): string {
  const absolute = (folder: string | undefined, otherwise: string): string =>
    folder !== undefined && folder !== '' ? folder : otherwise
  if (system === 'win32')
    return join(absolute(environment['LOCALAPPDATA'], join(home, 'AppData', 'Local')), 'cladescope')
  if (system === 'darwin') return join(home, 'Library', 'Application Support', 'cladescope')
  return join(absolute(environment['XDG_DATA_HOME'], join(home, '.local', 'share')), 'cladescope')
}

/** Where what this program remembers of the user's doings belongs: `CLADESCOPE_CONFIG` if set. */
export function configFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  system: NodeJS.Platform = platform(),
  home: string = homedir(),
): string {
  const named = environment['CLADESCOPE_CONFIG']
  if (named !== undefined && named !== '') return named
  if (system === 'win32' || system === 'darwin') return userDataFolder(environment, system, home)
  const folder = environment['XDG_CONFIG_HOME']
  return join(folder !== undefined && folder !== '' ? folder : join(home, '.config'), 'cladescope')
}

/** Where new projects are made. */
export function projectsFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  return join(userDataFolder(environment), 'projects')
}

/**
 * The database used where none is named: `CLADESCOPE_DB` if set, else `cladescope.sqlite` in the user's data folder.
 */
export function defaultDatabaseFile(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const named = environment['CLADESCOPE_DB']
  return named !== undefined && named !== '' ? named : join(userDataFolder(environment), 'cladescope.sqlite')
}
