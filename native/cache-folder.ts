import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where what can be made again is kept, by the platform's custom; `CLADESCOPE_CACHE` names another folder. */
export function cacheFolder(
  variables: Readonly<Record<string, string | undefined>> = process.env,
  system: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const named = variables['CLADESCOPE_CACHE']
  if (named !== undefined && named !== '') return named
  const set = (name: string, otherwise: string): string => {
    const value = variables[name]
    return value === undefined || value === '' ? otherwise : value
  }
  if (system === 'win32') return join(set('LOCALAPPDATA', join(home, 'AppData', 'Local')), 'cladescope', 'cache')
  if (system === 'darwin') return join(home, 'Library', 'Caches', 'cladescope')
  return join(set('XDG_CACHE_HOME', join(home, '.cache')), 'cladescope')
}
